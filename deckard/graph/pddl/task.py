"""A planning task: what can be done, what is held, and what is wanted."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from math import inf

from deckard.errors import NoPlan
from deckard.graph.awm import AWM
from deckard.graph.beliefs import VERIFIED, Belief
from deckard.graph.pddl.operators import HEAT, Operator, burning, placing, running
from deckard.graph.planner import Planner
from deckard.graph.walk import walk
from deckard.types import Inventory, Item, Option, Recipe

Recipes = Mapping[Item, list[Recipe]]


@dataclass(frozen=True)
class PlanningTask:
    """What a planner is to solve: from what is held to so much of an item."""

    operators: tuple[Operator, ...]
    have: Inventory
    item: Item
    quantity: int
    """Units of the item that are to be held in the end."""

    @property
    def items(self) -> list[Item]:
        """Every item that an operator needs or gives, or that is wanted."""
        named = {item for o in self.operators for item in (*o.needs, *o.gains, *o.near)}
        return sorted((named | {self.item}) - {HEAT})

    @property
    def smelts(self) -> bool:
        """Whether something is smelted."""
        return any(o.recipe and o.recipe.how == "smelt" for o in self.operators)

    @property
    def burns(self) -> bool:
        """Whether smelts take heat: not where it is unknown what burns."""
        return any(HEAT in o.needs for o in self.operators)

    def operator(self, name: str) -> Operator:
        """Return the operator that an action of a plan stands for, in either form."""
        operators = {operator.name: operator for operator in self.operators}
        plain = name.lower().strip("() ")
        return operators.get(plain) or operators[plain.rpartition("--")[0]]


@dataclass(frozen=True)
class Knowledge:
    """What plans are made of: a graph, the options that were learnt, and facts of the world."""

    awm: AWM
    options: Mapping[Item, Option]
    fuels: Mapping[Item, float]
    """How many smelts one unit of each fuel lasts for."""
    rooted: Collection[Item] = ()
    """Stations that cannot be taken up."""


def planning_task(
    knowledge: Knowledge,
    item: Item,
    quantity: int = 1,
    have: Inventory | None = None,
    hypotheses: bool = False,
) -> PlanningTask:
    """Return the task of obtaining so many more of an item, with all recipes that lead to it.

    Recipes that need what can neither be obtained nor is held are left out. So is fuel that lies
    off the way, but for what is held and for the cheapest.

    Args:
        knowledge: What is known.
        item: What is wanted.
        quantity: How many more than are held.
        have: What is held.
        hypotheses: Whether to take what is believed of an item that has no verified recipe.

    Raises:
        NoPlan: No recipe of it is known, or only such as need what cannot be obtained.
    """
    held = {i: n for i, n in (have or {}).items() if n}
    recipes = _recipes(knowledge.awm, hypotheses)
    usable = _usable(recipes, held, knowledge.fuels)
    if item not in usable:
        raise NoPlan(_fault(recipes, knowledge.awm, item, held, hypotheses))
    planner = Planner(_verified(usable), knowledge.options, knowledge.fuels)
    way, fuels = _way(item, usable, planner, held)
    stations = frozenset(s for recipe in way for s in recipe.stations)
    operators = (
        *running(way, stations, planner.steps, bool(planner.fuels)),
        *placing(stations, knowledge.rooted),
        *burning({fuel: planner.fuels[fuel] for fuel in fuels}),
    )
    total = held.get(item, 0) + quantity
    return PlanningTask(operators, held, item, total)


def _verified(recipes: Recipes) -> AWM:
    beliefs = {
        item: [Belief(recipe=recipe, status=VERIFIED) for recipe in own]
        for item, own in recipes.items()
    }
    return AWM.of(beliefs)


def _recipes(awm: AWM, hypotheses: bool) -> Recipes:
    """The recipes of every item that has some: the verified ones, else perhaps the believed."""
    recipes = {item: awm.recipes(item, VERIFIED) for item in awm.known}
    if hypotheses:
        recipes = {item: own or awm.whole(item) for item, own in recipes.items()}
    return {item: own for item, own in recipes.items() if own}


def _usable(recipes: Recipes, have: Inventory, fuels: Mapping[Item, float]) -> Recipes:
    """Those recipes all of whose needs are held or can be obtained in turn, each with one tool."""
    can, usable = set(have), dict[Item, list[Recipe]]()
    waiting = [one for own in recipes.values() for several in own for one in several.by_tool()]
    while ready := [recipe for recipe in waiting if _can_run(recipe, can, fuels)]:
        waiting = [recipe for recipe in waiting if not _can_run(recipe, can, fuels)]
        for recipe in ready:
            usable.setdefault(recipe.item, []).append(recipe)
            can |= {recipe.item, *recipe.returns}
    return usable


def _can_run(recipe: Recipe, can: Set[Item], fuels: Mapping[Item, float]) -> bool:
    """Whether everything that a recipe needs can be had, and something to burn for a smelt."""
    burns = recipe.how == "smelt" and bool(fuels)
    return recipe.needs.keys() <= can and (not burns or any(f in can for f in fuels))


def _way(
    goal: Item, recipes: Recipes, planner: Planner, have: Inventory
) -> tuple[list[Recipe], list[Item]]:
    """All recipes that may lead to an item, and what they may burn."""

    returning = defaultdict[Item, list[Item]](list)
    for recipe in (recipe for own in recipes.values() for recipe in own):
        for item in recipe.returns:
            returning[item].append(recipe.item)

    def needs(item: Item) -> list[Item]:
        """What an item is made of, and what gives it back where that is made."""
        own = [need for recipe in recipes.get(item, ()) for need in recipe.needs]
        return own + returning[item]

    items, fuels = set(walk([goal], needs)), planner.fuels
    if not any(r.how == "smelt" for item in items for r in recipes.get(item, ())):
        fuels = {}
    burnt = {fuel for fuel in fuels if fuel in items or fuel in have}
    if not burnt & recipes.keys():
        burnt |= set(_cheapest_fuel(recipes, planner) if fuels else ())
        items |= set(walk(sorted(burnt), needs))
    way = [recipe for item, own in recipes.items() if item in items for recipe in own]
    return way, sorted(burnt)


def _cheapest_fuel(recipes: Recipes, planner: Planner) -> list[Item]:
    """The fuel that gives the most heat for its env steps, if one can be obtained."""
    choices, fuels = planner.choices(), planner.fuels
    costs = {fuel: choice.cost for fuel, choice in choices.items() if fuel in fuels}
    obtained = sorted(recipes.keys() & fuels.keys())
    return sorted(obtained, key=lambda fuel: costs.get(fuel, inf) / fuels[fuel])[:1]


def _fault(recipes: Recipes, awm: AWM, item: Item, have: Inventory, hypotheses: bool) -> str:
    """Say why there is no plan, and what helps."""
    behind = [*walk([item], lambda one: [n for r in recipes.get(one, ()) for n in r.needs])]
    lacking = sorted(one for one in behind if one not in recipes and one not in have)
    believed = any(not awm.is_verified(one) and awm.whole(one) for one in behind)
    cure = ", or take what is believed too (--hypotheses)" if believed and not hypotheses else ""
    if item not in recipes:
        why = f"no recipe of {item!r} is {'known' if hypotheses else 'verified'}"
        return f"{why}: pursue it in a run first{cure}"
    why = f"it takes {', '.join(lacking)}" if lacking else "it is made of what is made of it"
    taken = "what is believed" if hypotheses else "what is verified"
    return f"{taken} leads to no {item!r}: {why}; hold some (--have){cure}"
