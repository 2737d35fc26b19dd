"""The operators of a planning task: what an agent can do, and what that takes and gives."""

import math
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from deckard.graph.pddl.names import pddl_name
from deckard.types import Inventory, Item, Recipe

HEAT: Item = "\0heat"
"""What a fuel gives and a smelt takes, in smelts; no item has such a name."""
Amounts = Mapping[Item, float]
"""How much of each item, and of heat, which alone may be a fraction."""


@dataclass(frozen=True)
class Operator:
    """An act with its preconditions and effects.

    One of `recipe`, `fuel` and `station` says what it does: it runs a recipe, burns a fuel, or puts
    a station down or takes it up.
    """

    name: str
    text: str
    """What it does, in words."""
    needs: Inventory = field(default_factory=dict)
    """What must be held, that which is used up included."""
    loses: Inventory = field(default_factory=dict)
    gains: Amounts = field(default_factory=dict)
    near: frozenset[Item] = frozenset()
    """Stations that must stand near."""
    puts: Item | None = None
    """The station that stands near afterwards."""
    leaves: frozenset[Item] = frozenset()
    """Stations that are not near afterwards."""
    steps: float = 0.0
    """Expected env steps."""
    recipe: Recipe | None = None
    fuel: Item | None = None
    station: Item | None = None


def running(
    recipes: Iterable[Recipe],
    stations: frozenset[Item],
    steps: Callable[[Recipe], float],
    burns: bool,
) -> Iterator[Operator]:
    """Yield the operators that run recipes.

    Args:
        recipes: What can be run; each has one tool at most.
        stations: Stations that a collect leads away from.
        steps: Expected env steps of a recipe.
        burns: Whether a smelt takes heat.
    """
    numbers = dict[tuple[str, Item], Iterator[int]]()
    for recipe in recipes:
        number = next(numbers.setdefault((recipe.how, recipe.item), count(1)))
        used = recipe.ingredients | ({HEAT: 1} if burns and recipe.how == "smelt" else {})
        held = {tool: 1 + recipe.ingredients.get(tool, 0) for tool in recipe.tools}
        yield Operator(
            name=f"{recipe.how}{number if number > 1 else ''}-{pddl_name(recipe.item)}",
            text=str(recipe),
            needs={**used, **held},
            loses=used,
            gains=Counter({recipe.item: recipe.yields}) + Counter(recipe.returns),
            near=recipe.stations,
            leaves=stations if recipe.how == "collect" else frozenset(),
            steps=steps(recipe),
            recipe=recipe,
        )


def placing(stations: Iterable[Item], rooted: Collection[Item]) -> Iterator[Operator]:
    """Yield the operators that put stations down and, unless they are rooted, take them up."""
    for item in sorted(stations):
        name, one = pddl_name(item), {item: 1}
        yield Operator(
            f"place-{name}", f"put {item} down", needs=one, loses=one, puts=item, station=item
        )
        if item not in rooted:
            only = frozenset({item})
            yield Operator(
                f"take-{name}", f"take {item} up", gains=one, near=only, leaves=only, station=item
            )


def burning(fuels: Mapping[Item, float]) -> Iterator[Operator]:
    """Yield the operators that burn a fuel: as many units as heat one smelt.

    Args:
        fuels: How many smelts one unit of each fuel lasts for.
    """
    for item, heat in sorted(fuels.items()):
        units = math.ceil(1 / heat)
        yield Operator(
            f"burn-{pddl_name(item)}",
            f"burn {units} {item}",
            needs={item: units},
            loses={item: units},
            gains={HEAT: units * heat},
            fuel=item,
        )
