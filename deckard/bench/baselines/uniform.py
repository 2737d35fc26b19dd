"""Agents that nobody taught anything: the 2023 release without dreams, and chance alone."""

import random

from deckard.bench.baselines.xenon import TOOLS
from deckard.explore.directed import Aim, Decision, Sweep, free_attempts, unproven
from deckard.graph.awm import VERIFIED
from deckard.journal.state import State
from deckard.types import Item, Recipe

MOST = 9
"""Slots of a crafting grid."""
KINDS = 3
"""Kinds of things that chance puts together, at most."""


class Untaught:
    """The 2023 agent without a language model.

    At each new inventory every unknown item is attempted with what is held (kinder than the
    original, which stops at the first success); else something is gathered, what was never pursued
    first, then drawn evenly: any item that is not known yet, collected with the tool that takes
    most to make, or one that is.
    """

    def __call__(self, state: State, aim: Aim, rng: random.Random) -> Decision | None:
        """Return what to do next, or None when everything is known."""
        if proof := unproven(state, aim):
            return proof
        unknown = [item for item in aim.vocabulary if not state.awm.is_verified(item)]
        if not unknown:
            return None
        if free := free_attempts(state, unknown):
            return free
        hand = _best_tool(state)
        goals = [Recipe(item=i, how="collect", tools=hand) for i in sorted(unknown)]
        goals += [state.awm.recipes(i, VERIFIED)[0] for i in state.awm.items(VERIFIED)]
        fresh = [r for r in goals if not state.pursuits[r.item]]
        return rng.choice(fresh or goals)


def _best_tool(state: State) -> frozenset[Item]:
    """The pickaxe that takes most to make of those that can be made, or none."""
    known = [i for i in state.awm.items(VERIFIED) if i.endswith("_pickaxe")]
    known.sort(key=lambda i: (len(state.awm.behind(i)), i))
    return frozenset(known[-1:])


class AtRandom:
    """Any applicable thing, drawn evenly: an unknown item, then a way to attempt it.

    By hand or with any tool that can be made it is looked for; or made of up to three kinds of what
    can be obtained. Only the budget ends it, unless everything gets known.
    """

    def __call__(self, state: State, aim: Aim, rng: random.Random) -> Decision | None:
        """Return a draw, or None when everything is known."""
        if proof := unproven(state, aim):
            return proof
        unknown = [item for item in aim.vocabulary if not state.awm.is_verified(item)]
        if not unknown:
            return None
        item, known = rng.choice(sorted(unknown)), state.awm.items(VERIFIED)
        parts = [i for i in known if i not in aim.stations]
        if not parts or rng.random() < 1 / 2:
            tools = [None, *(i for i in known if i.rpartition("_")[2] in TOOLS)]
            tool = rng.choice(tools)
            return Recipe(item=item, how="collect", tools=frozenset({tool} if tool else ()))
        drawn = rng.sample(parts, rng.randint(1, min(KINDS, len(parts))))
        stock = {part: rng.randint(1, MOST) for part in sorted(drawn)}
        stock |= {station: 1 for station in aim.stations if station in known}
        return Sweep(Recipe(item=item, how="craft", ingredients=stock), (item,))
