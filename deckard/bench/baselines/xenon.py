"""XENON's explorer (arXiv 2505.24157): revise what failed from what is known of similar names.

Re-implemented from its description. Where this port is kinder or harsher than the original:

- A dreamed recipe says by which act (craft, smelt, collect) its item is obtained; the original asks
  its language model for the act. After that one, acts are tried in a fixed order.
- Names are alike by their words and letters; the original compares their embeddings.
- A craft whose station was not named is attempted at every station at hand (kinder).
- An item for which the last resort failed is left alone until more is known to be used up, so that
  a run ends; the original tries it for ever (kinder).
- A pursuit that gets stuck on its way counts against its goal, and against what it stuck at only
  where that was practised in vain (kinder to verified knowledge).
- Every policy is measured, and a tool's need for it tried out, as for every other agent (harsher).
"""

import random
from collections import Counter, defaultdict

from deckard.bench.baselines.tools import is_tool
from deckard.dream.examples import likeness
from deckard.explore import Decision, Explorer, Goal, unproven
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED
from deckard.graph.walk import walk
from deckard.journal.events import Event, Practised, Pursued, Refuted, Supposed
from deckard.journal.state import Fold, State
from deckard.types import How, Inventory, Item, Recipe, as_set

LATE = 3
"""Revisions by similar names; after these an item is thought to take everything (c0)."""
VAIN = 2
"""Failures beyond the successes of an act at which it is given up (x0)."""
PLENTY = 8
"""How much is taken of everything at last (alpha_i)."""
MORE = 2
"""How much more of what crafts use up every revision takes (alpha_s)."""
SIMILAR = 3
"""Verified items whose requirements a revision joins (K)."""
ACTS: tuple[How, ...] = ("craft", "collect", "smelt")
"""The acts, in the order in which they are tried."""


class ActRecord(Fold):
    """What came of the acts for each item, and how often its recipes were refuted."""

    def __init__(self) -> None:
        self.setbacks = defaultdict[Item, set[int]](set)
        """The entries in which a recipe of an item was refuted."""
        self._counts = dict[Item, Counter[tuple[How, bool]]]()

    def apply(self, event: Event, state: State, entry: int) -> None:
        """Count an act; a refutation starts the counts of its item anew."""
        match event:
            case Practised(recipe=recipe, option=option):
                self._count(recipe, option is not None)
            case Pursued(recipe=recipe, ending=ending) if ending != "aborted":
                self._count(recipe, ending == "obtained")
            case Refuted(recipe=recipe):
                self.setbacks[recipe.item].add(entry)
                self._counts.pop(recipe.item, None)

    def since_revision(self, item: Item) -> Counter[tuple[How, bool]]:
        """Acts for an item by how, and whether they succeeded, since its last revision."""
        return self._counts.get(item, Counter())

    def _count(self, recipe: Recipe, won: bool) -> None:
        self._counts.setdefault(recipe.item, Counter())[recipe.how, won] += 1


class Xenon(Explorer):
    """The item that was revised least, then the one whose plan is shortest."""

    def __call__(self, state: State, goal: Goal, rng: random.Random) -> Decision | None:
        """Return what to pursue or suppose, or None when every revision was in vain."""
        if proof := unproven(state, goal):
            return proof
        ranked = sorted((revisions(state, item), item) for item in goal.unknown(state))
        for least in sorted({count for count, _ in ranked}):
            equals = [item for count, item in ranked if count == least]
            goals = [r for item in equals if (r := self._goal(state, goal, item))]
            if goals:
                best = min(goals, key=lambda r: (_length(state, r), r.item))
                believed = state.awm.recipes(best.item, HYPOTHESISED)
                same = (recipe for recipe in believed if recipe.demands == best.demands)
                return next(same, None) or Supposed(recipe=best)
        return None

    def _goal(self, state: State, goal: Goal, item: Item) -> Recipe | None:
        """The recipe to attempt now of an item, if its requirements are all verified."""
        needs, how = required_items(state, goal, item), act(state, item)
        if how is None or not all(state.awm.is_verified(need) for need in needs):
            return None
        recipe = recipe_of(state, goal, item, needs, how)
        in_vain = [r for r in state.refuted.get(item, ()) if r.demands == recipe.demands]
        is_last = revisions(state, item) > LATE
        return None if is_last and len(in_vain) >= goal.tries else recipe


def revisions(state: State, item: Item) -> int:
    """How often an item was revised, and one (C): as often as recipes of it were refuted."""
    return 1 + len(state.view(ActRecord).setbacks.get(item, ()))


def balance(state: State, item: Item, how: How) -> int:
    """Successes less failures of an act since the item's last revision (A)."""
    counts = state.view(ActRecord).since_revision(item)
    return counts[how, True] - counts[how, False]


def act(state: State, item: Item) -> How | None:
    """The act that succeeded, else the dreamed one, else the next that was not given up."""
    left = [how for how in ACTS if balance(state, item, how) > -VAIN]
    counts = state.view(ActRecord).since_revision(item)
    proven = [how for how in left if counts[how, True]]
    recipes = [*state.refuted.get(item, ()), *(b.recipe for b in state.awm.beliefs(item))]
    dreamed = [r.how for r in recipes[:1] if r.how in left]
    return next(iter([*proven, *dreamed, *left]), None)


def is_hopeless(state: State, item: Item) -> bool:
    """Whether every act for an item has failed too often: what calls for a revision."""
    return sum(balance(state, item, how) for how in ACTS) <= -VAIN * len(ACTS)


def resources(state: State) -> set[Item]:
    """Verified items that a verified craft uses up (RES)."""
    recipes = [r for item in state.awm.items(VERIFIED) for r in state.awm.recipes(item, VERIFIED)]
    used = {need for recipe in recipes if recipe.how != "collect" for need in recipe.ingredients}
    return {item for item in used if state.awm.is_verified(item)}


def required_items(state: State, goal: Goal, item: Item) -> dict[Item, int]:
    """What an item is held to require now (H): as dreamed, or as revised."""
    count = revisions(state, item)
    if count == 1:
        return dict(state.awm.beliefs(item)[0].recipe.needs) if state.awm.beliefs(item) else {}
    scarce = sorted(resources(state) - {item})
    if count > LATE:
        return dict.fromkeys(scarce, PLENTY)
    joined = sorted({need for r in _similar(state, item) for need in r.needs} - {item})
    plenty = {n for n in scarce if n not in goal.stations and not is_tool(n)}
    return {n: MORE * count if n in plenty else 1 for n in joined}


def _similar(state: State, item: Item) -> list[Recipe]:
    """What is verified of the most similarly named items."""
    others = state.awm.items(VERIFIED)
    others.sort(key=lambda other: (*likeness(item, other, True), other))
    return [state.awm.recipes(other, VERIFIED)[0] for other in others[:SIMILAR]]


def recipe_of(state: State, goal: Goal, item: Item, needs: Inventory, how: How) -> Recipe:
    """Return requirements as a recipe by an act; what was dreamed so keeps its source."""
    beliefs = state.awm.beliefs(item)
    if revisions(state, item) == 1 and beliefs and beliefs[0].recipe.how == how:
        return beliefs[0].recipe
    if how == "collect":
        tools = sorted(filter(is_tool, needs), key=lambda t: (len(state.awm.behind(t)), t))
        return Recipe(item=item, how=how, tools=frozenset(tools[-1:]))
    is_late = revisions(state, item) > LATE
    usual = [s for s in _usual(state, how) if s in needs or is_late]
    rest = [s for s in goal.stations if s in needs and not is_late]
    station = next(iter([*usual, *rest]), None)
    parts = {need: n for need, n in needs.items() if need != station or is_late}
    return Recipe(item=item, how=how, ingredients=parts, stations=as_set(station))


def _usual(state: State, how: How) -> list[Item]:
    """Verified stations, those first that most verified recipes of an act take."""
    recipes = [r for item in state.awm.items(VERIFIED) for r in state.awm.recipes(item, VERIFIED)]
    count = Counter(station for r in recipes if r.how == how for station in r.stations)
    return [station for station, _ in count.most_common() if state.awm.is_verified(station)]


def _length(state: State, recipe: Recipe) -> int:
    """How many items a plan takes: all that the recipe leads down to by verified recipes."""

    def needs(item: Item) -> list[Item]:
        recipes = state.awm.recipes(item, VERIFIED)
        return list(recipes[0].needs) if recipes else []

    return sum(1 for _ in walk(recipe.needs, needs))
