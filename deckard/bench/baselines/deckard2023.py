"""The verifier of DECKARD's release of 2023, as a baseline."""

from deckard.graph.awm import HYPOTHESISED
from deckard.journal.events import Event, Verified
from deckard.journal.state import State
from deckard.types import Gain, Outcome, Recipe


class Cooccurrence:
    """The rules of the 2023 release: what was held when it first happened is what it takes.

    A collect needs the best pickaxe held; a craft needs the stations held or near. A verified
    recipe never changes again, and nothing is ever refuted.
    """

    PICKAXES = tuple(f"{m}_pickaxe" for m in ("golden", "diamond", "iron", "stone", "wooden"))

    def __call__(self, state: State, outcome: Outcome) -> list[Event]:
        """Return a verification for every item gained for the first time."""
        fresh = {g.item: g for g in reversed(outcome.gains) if not state.awm.is_verified(g.item)}
        return [
            Verified(recipe=r, corrects=tuple(state.awm.recipes(r.item, HYPOTHESISED)))
            for r in (self._held(fresh[item]) for item in sorted(fresh))
        ]

    def _held(self, gain: Gain) -> Recipe:
        held = {*gain.before, *gain.near}
        station = {"craft": "crafting_table", "smelt": "furnace"}.get(gain.how, "")
        pickaxe = next((p for p in self.PICKAXES if p in held and gain.how == "collect"), None)
        return Recipe(
            item=gain.item,
            how=gain.how,
            ingredients=gain.lost,
            tools=frozenset({pickaxe} if pickaxe else ()),
            station=station if station in held else None,
            source=gain.source,
            yields=gain.gained,
        )
