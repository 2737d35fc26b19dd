"""Facts: what a run recorded as observed, and whether its world contradicts that.

A fact is right if the world does what it says. A recipe says what was seen to suffice, so that what
it names and the world does not ask for is a need not proven, and no wrong fact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from deckard.journal.events import Proven, Verified
from deckard.journal.reader import Entry
from deckard.types import Item, Recipe
from deckard.worlds.tables.true_recipe import TrueRecipe, deviations_from, wrong_fields

TrueWays = Mapping[Item, Sequence[TrueRecipe]]
"""The true recipes of each item; what is not in it cannot be judged."""
Fact = Verified | Proven
"""The events that record what was observed."""


@dataclass(frozen=True)
class WrongFact:
    """A fact that the world contradicts. It stays wrong, whatever the run recorded later."""

    entry: int
    """The entry of the journal that recorded it."""
    env_steps: int
    """Env steps that the run had spent by then."""
    fact: Fact
    why: str
    """What the world does instead."""

    def __str__(self) -> str:
        need = f"{self.fact.need} for " if isinstance(self.fact, Proven) else ""
        fact = f"{need}{self.fact.recipe}"
        return f"entry {self.entry}, {self.env_steps:,} env steps: {fact}: {self.why}"


@dataclass
class FactCheck:
    """The facts of a journal beside the truth."""

    ways: TrueWays
    """The true recipes."""
    count: int = 0
    """Facts recorded so far."""
    wrong: list[WrongFact] = field(default_factory=list)
    """Those that the world contradicts, in the order in which they were recorded."""

    def take(self, entry: Entry) -> None:
        """Take in the next entry."""
        for fact in entry.events:
            if isinstance(fact, Fact):
                self.count += 1
                if (why := contradicts(self.ways, fact)) is not None:
                    self.wrong.append(WrongFact(entry.number, entry.steps, fact, why))


def contradicts(ways: TrueWays, event: Fact) -> str | None:
    """Return what the world does instead of what a fact says; None if it does that.

    A verified recipe is right if a true one of its kind uses up exactly its ingredients, asks for
    none but its stations, works with each of its tools, and gives as many units (of a collect, as
    now and then) and gives back as much. A source is compared where the recipe names one. A proven
    station is right if the true recipe that is nearest asks for it, a proven tool if that asks for
    any.

    Args:
        ways: The true recipes. Of an item that is not among them every fact passes.
        event: What was recorded.
    """
    if event.item not in ways:
        return None
    if isinstance(event, Verified):
        return _recipe_fault(ways[event.item], event.recipe)
    works = _works_without(ways[event.item], event.recipe, event.need)
    return f"it works without {event.need}" if works else None


def _works_without(ways: Sequence[TrueRecipe], recipe: Recipe, need: Item) -> bool:
    """Whether a true recipe that is nearest to a recipe asks for no such station, or no tool."""
    wrong = {
        k: len([*wrong_fields(way.deviations(recipe, observed=True))])
        for k, way in enumerate(ways)
        if way.recipe.how == recipe.how
    }
    nearest = [ways[k].recipe for k, n in wrong.items() if n == min(wrong.values())]
    return any(
        not (true.tools if need in recipe.tools else true.stations & {need}) for true in nearest
    )


def _recipe_fault(ways: Sequence[TrueRecipe], recipe: Recipe) -> str | None:
    """Return in what the world contradicts an observed recipe."""
    wrong = {d.field: d.why for d in deviations_from(ways, recipe, observed=True) if d.is_wrong}
    return wrong.get("how") or ", ".join(wrong.values()) or None
