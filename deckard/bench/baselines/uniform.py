"""Agents that nobody taught anything: the 2023 release without dreams, and chance alone."""

import random

from deckard.bench.baselines.tools import is_tool
from deckard.explore import Decision, Explorer, Goal, unproven
from deckard.graph.beliefs import VERIFIED
from deckard.journal.state import State
from deckard.types import GRID_SLOTS, BulkAttempt, Recipe

KINDS = 3
"""Kinds of things that chance puts together, at most."""


class AtRandom(Explorer):
    """Any applicable thing, drawn evenly: an unknown item, then a way to attempt it.

    By hand or with any tool that can be made it is looked for; or made of up to three kinds of what
    can be obtained. Only the budget ends it, unless everything gets known.
    """

    def __call__(self, state: State, goal: Goal, rng: random.Random) -> Decision | None:
        """Return a draw, or None when every item is verified."""
        if proof := unproven(state, goal):
            return proof
        unknown = [item for item in goal.vocabulary if not state.awm.is_verified(item)]
        if not unknown:
            return None
        item, obtainable = rng.choice(sorted(unknown)), state.awm.items(VERIFIED)
        parts = [i for i in obtainable if i not in goal.stations]
        if not parts or rng.random() < 1 / 2:
            tools = [None, *(i for i in obtainable if is_tool(i))]
            tool = rng.choice(tools)
            return Recipe(item=item, how="collect", tools=frozenset({tool} if tool else ()))
        drawn = rng.sample(parts, rng.randint(1, min(KINDS, len(parts))))
        stock = {part: rng.randint(1, GRID_SLOTS) for part in sorted(drawn)}
        stock |= {station: 1 for station in goal.stations if station in obtainable}
        return BulkAttempt(stock=stock, items=(item,))
