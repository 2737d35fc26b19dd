"""The explorer with the fewest env steps for each item that it expects to verify."""

import random
from collections.abc import Iterator

import numpy as np

from deckard.explore import Decision, Explorer, Goal, unproven
from deckard.explore.thrifty.costs import ItemCosts
from deckard.explore.thrifty.options import ThriftyOptions
from deckard.explore.thrifty.table import CandidateTable
from deckard.explore.thrifty.value import CandidateValues
from deckard.journal.state import State

DEFAULTS = ThriftyOptions()


class Thrifty(Explorer):
    """Takes what costs the fewest env steps for each item that it is expected to verify.

    A hypothesis verifies its item with the chance that it is true: its weight, by the trust that
    the model has earned so far. A bulk attempt tries every unknown item with a stock of all that
    can be obtained: nearly free once the stock is there. A search looks for an item that nothing is
    believed of, until its chance is used up. With a target an item counts as much as it is worth to
    that: what lies outside of the way to it counts for little. What meets the needs of a world
    comes first.
    """

    def __init__(self, options: ThriftyOptions = DEFAULTS) -> None:
        self.options = options
        self._costs: ItemCosts | None = None

    def __call__(self, state: State, goal: Goal, rng: random.Random) -> Decision | None:
        """Return what to do next, or None when nothing is worth its env steps any more."""
        if proof := unproven(state, goal):
            return proof
        if self._costs is None or not self._costs.table.is_of(state, goal):
            self._costs = ItemCosts(CandidateTable(state, goal, self.options))
        self._costs.keep_up()
        values, table = CandidateValues(self._costs), self._costs.table
        if vital := goal.vital(state):
            numbers = table.numbers(vital)
            # To attempt a craft of a need in bulk can wait.
            if recipe := values.best_recipe(numbers, iter(range(len(numbers)))):
                return recipe
        wanted = table.vocabulary
        if goal.target:
            wanted = np.union1d(wanted, table.numbers(goal.items(state)))
        return values.best(wanted, sampled_indices(rng, len(wanted)))


def sampled_indices(rng: random.Random, size: int) -> Iterator[int]:
    """Yield the numbers below a size in the order of `rng.sample`, drawn as far as is asked for."""
    moved = dict[int, int]()
    for last in range(size - 1, -1, -1):
        place = rng.randrange(last + 1)
        yield moved.get(place, place)
        moved[place] = moved.get(last, last)
