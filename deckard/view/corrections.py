"""Recipes that were believed and turned out wrong: the one count that every view shows."""

from dataclasses import dataclass

from deckard.journal.events import Event, Refuted, Verified
from deckard.journal.state import State
from deckard.types import Recipe


@dataclass(frozen=True)
class Corrections:
    """Distinct recipes that were believed and turned out wrong, in order."""

    corrected: tuple[Recipe, ...]
    """Recipes of items that have a verified recipe by now."""
    refuted: tuple[Recipe, ...]
    """Recipes of items that have none."""

    @property
    def count(self) -> int:
        """The number of recipes that turned out wrong."""
        return len(self.corrected) + len(self.refuted)

    def __str__(self) -> str:
        """Return a summary: `4 recipes found wrong: 3 corrected, 1 refuted`."""
        counts = {"corrected": len(self.corrected), "refuted": len(self.refuted)}
        kinds = ", ".join(f"{n:,} {kind}" for kind, n in counts.items() if n)
        head = f"{self.count:,} recipe{'s' * (self.count != 1)} found wrong"
        return f"{head}: {kinds}" if kinds else head


NO_CORRECTIONS = Corrections((), ())


def find_corrections(state: State) -> Corrections:
    """Return the recipes that the graph dropped, by whether their item has a verified one."""
    recipes: dict[bool, dict[tuple, Recipe]] = {True: {}, False: {}}
    for item in dict.fromkeys((*state.refuted, *state.replaced)):
        removed = (*state.refuted.get(item, ()), *state.replaced.get(item, ()))
        recipes[state.awm.is_verified(item)].update(
            (recipe_key(recipe), recipe) for recipe in removed
        )
    return Corrections(tuple(recipes[True].values()), tuple(recipes[False].values()))


def recipe_key(recipe: Recipe) -> tuple:
    """Return a hashable key that equal recipes share."""
    return recipe.item, *recipe.key, recipe.source, recipe.yields


def wrong_recipes(event: Event) -> tuple[Recipe, ...]:
    """Return the recipes that an event shows to be wrong."""
    match event:
        case Refuted(recipe=recipe):
            return (recipe,)
        case Verified(corrects=olds):
            return olds
    return ()
