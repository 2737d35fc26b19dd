"""A draft without the runs whose yield nothing takes."""

from collections import Counter
from collections.abc import Mapping

from deckard.graph.plans.draft import Draft
from deckard.graph.plans.schedule import Store
from deckard.types import Inventory, Item


class Trim:
    """Takes runs away that nothing needs, the dearest first.

    Args:
        draft: The draft.
        demand: How much of each item is to be there at the end.
    """

    def __init__(self, draft: Draft, demand: Inventory) -> None:
        self.routes, self.runs = draft.routes, Counter(draft.runs)
        """How often each recipe is still run."""
        self._store = Store(self.routes, {}, {})
        self._spare = Counter(draft.held)
        self._spare.update(draft.missing)
        self._spare.subtract(demand)
        for k, times in self.runs.items():
            products = self.routes.recipes[k].products.items()
            self._spare.update({i: n * times for i, n in products})
            self._spare.subtract(self._store.takes(k, times))
        trimmed = True
        while trimmed:
            used = {item for k in +self.runs for item in self.routes.recipes[k].kept}
            keeps = Counter({item: draft.keeps[item] for item in used}) + draft.circling
            trimmed = any(self._trim(k, keeps) for k in self._dearest())

    def _dearest(self) -> list[int]:
        return sorted(+self.runs, key=lambda k: -self.routes.steps[k])

    def _trim(self, k: int, keeps: Mapping[Item, int]) -> bool:
        """Take runs of a recipe away that nothing needs; whether there were any."""
        products, runs = self.routes.recipes[k].products.items(), self.runs
        most = [(self._spare[item] - keeps.get(item, 0)) // n for item, n in products]
        times = min(runs[k], *most)
        if times <= 0:
            return False
        runs[k] -= times
        self._spare.subtract({item: n * times for item, n in products})
        self._spare.update(self._store.takes(k, runs[k] + times))
        self._spare.subtract(self._store.takes(k, runs[k]))
        return True
