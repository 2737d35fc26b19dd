"""What can be made of what is held, at once, and what lacks one kind of item."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rich.text import Text

from deckard.graph.beliefs import VERIFIED, Belief
from deckard.graph.plans.actions import Action
from deckard.journal.state import State
from deckard.types import CRAFT_HOWS, Inventory, Item, JsonObject, Recipe
from deckard.view.sanitize import row
from deckard.view.styles import MARKS, STYLES

FUEL = "fuel"
"""Stands for whatever burns."""
FUEL_UNKNOWN = "fuel is left out: only a run knows what burns in its world"


@dataclass(frozen=True)
class Makeable:
    """A craft or smelt for which everything is at hand, or all but one kind of item."""

    recipe: Recipe
    status: str
    times: int
    """How often it can be run; 0 when something lacks."""
    lacks: tuple[Item, int] | None = None
    """The item that lacks, `fuel` for whatever burns, and how many of it."""


@dataclass(frozen=True)
class Craftable:
    """What can be made of what is held."""

    have: Inventory
    now: tuple[Makeable, ...]
    """What can be made at once."""
    short: tuple[Makeable, ...]
    """What lacks one kind of item."""
    knows_fuel: bool = True
    """Whether it is known what burns; else smelts are counted without fuel."""


def craftable(state: State, fuels: Mapping[Item, float], have: Inventory) -> Craftable:
    """Return what can be made of what is held, by verified recipes and first hypotheses.

    Args:
        state: What is known.
        fuels: How many smelts one unit of each fuel lasts for; without any, smelting takes none.
        have: What is held.
    """
    beliefs = (b for item in sorted(state.awm.known) for b in _first(state.awm.beliefs(item)))
    made = [_makeable(b, fuels, have) for b in beliefs if b.recipe.how in CRAFT_HOWS]
    now = tuple(m for m in made if m and m.times)
    short = tuple(m for m in made if m and not m.times)
    return Craftable(dict(have), now, short, bool(fuels))


def _first(beliefs: tuple[Belief, ...]) -> list[Belief]:
    """The verified recipes of an item, or its first hypothesis."""
    return [b for b in beliefs if b.status == VERIFIED] or list(beliefs[:1])


def _makeable(belief: Belief, fuels: Mapping[Item, float], have: Inventory) -> Makeable | None:
    """How a recipe can be run; None when more than one kind of item lacks."""
    recipe = belief.recipe
    lacks = [(i, n - have.get(i, 0)) for i, n in recipe.needs.items() if have.get(i, 0) < n]
    times = _runs(recipe, have)
    if recipe.how == "smelt" and fuels:
        tries = range(times, 0, -1) if times else (1,)
        times = next((n for n in tries if _smelts(recipe, fuels, have, n) >= n), 0)
        lacks += [(FUEL, 1)] * (not times)
    if len(lacks) > 1:
        return None
    return Makeable(recipe, belief.status, 0 if lacks else times, next(iter(lacks), None))


def _runs(recipe: Recipe, have: Inventory) -> int:
    """How often what a recipe uses up is held; once if it uses nothing up."""
    action = Action(recipe)
    spare = {i: have.get(i, 0) - (i in recipe.kept) for i in recipe.ingredients}
    runs = min((action.lasts(i, n, spare[i]) for i, n in action.used), default=1)
    return 1 if math.isinf(runs) else int(runs)


def _smelts(recipe: Recipe, fuels: Mapping[Item, float], have: Inventory, runs: int) -> int:
    """How many smelts the fuel lasts for that is held beside the ingredients of some runs."""
    others = (f for f in fuels if f != recipe.item)
    spare = {f: max(0, have.get(f, 0) - runs * recipe.ingredients.get(f, 0)) for f in others}
    return sum(int(n * fuels[f]) for f, n in spare.items())


def craftable_text(made: Craftable) -> Text:
    """Return it as styled text; `str` makes it plain."""
    return Text("\n").join(_lines(made))


def _lines(made: Craftable) -> Iterator[Text]:
    yield Text("now:" if made.now else "nothing can be made now", "bold")
    for one in made.now:
        yield row(_mark(one), f" {one.recipe}", (f"  up to {one.times} x", "dim"))
    if made.short:
        yield Text("one kind of item short:", "bold")
    for one in made.short:
        item, quantity = one.lacks or ("", 0)
        yield row(_mark(one), f" {one.recipe}", (f"  lacks {quantity} {item}", "dim"))
    if not made.knows_fuel and any(one.recipe.how == "smelt" for one in (*made.now, *made.short)):
        yield Text(FUEL_UNKNOWN)


def _mark(one: Makeable) -> tuple[str, str]:
    return MARKS[one.status], f"bold {STYLES[one.status]}"


def craftable_json(made: Craftable) -> JsonObject:
    """Return it as a JSON-ready dict."""
    return {
        "have": dict(made.have),
        "now": [{**_entry(one), "times": one.times} for one in made.now],
        "short": [{**_entry(one), "lacks": dict([one.lacks or ("", 0)])} for one in made.short],
    }


def _entry(one: Makeable) -> JsonObject:
    return {"recipe": one.recipe.model_dump(mode="json"), "status": one.status}
