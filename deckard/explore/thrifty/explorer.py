"""An explorer that goes by prices: env steps for each item that it expects to learn to obtain."""

import random
from collections import deque
from collections.abc import Iterator

from deckard.explore import Decision, Explorer, Goal, untried_proofs
from deckard.explore.thrifty.costs import ItemCosts
from deckard.explore.thrifty.table import CandidateTable
from deckard.explore.thrifty.value import CandidateValues
from deckard.journal.state import State


class Thrifty(Explorer):
    """Whatever costs least for each item that it is expected to teach.

    A hypothesis teaches its item with the chance that it is true, which is its weight by the trust
    that the model has earned so far. A sweep attempts every unknown item with a stock of all that
    can be obtained: nearly free once the stock is there. A search looks for an item that nothing is
    believed of, as long as its chance is not used up.
    """

    def __init__(self) -> None:
        self._shop: ItemCosts | None = None

    def __call__(self, state: State, goal: Goal, rng: random.Random) -> Decision | None:
        """Return what to do next, or None when nothing is worth its price any more."""
        if goal.target and state.awm.is_verified(goal.target):
            return next(untried_proofs(state, goal, goal.target), None)
        if self._shop is None or not self._shop.ledger.is_of(state, goal):
            self._shop = ItemCosts(CandidateTable(state, goal))
        self._shop.keep_up()
        market, ledger = CandidateValues(self._shop), self._shop.ledger
        rounds = [ledger.numbers(goal.items(state))] if goal.target else []
        for wanted in (*rounds, ledger.vocabulary):
            order = sampled_indices(rng, len(wanted))
            if decision := market.best(wanted, order):
                return decision
            deque(order, maxlen=0)  # so that the next round draws what it always did
        return None


def sampled_indices(rng: random.Random, size: int) -> Iterator[int]:
    """Yield the numbers below a size in the order of `rng.sample`, drawn as far as is asked for."""
    moved = dict[int, int]()
    for last in range(size - 1, -1, -1):
        place = rng.randrange(last + 1)
        yield moved.get(place, place)
        moved[place] = moved.get(last, last)
