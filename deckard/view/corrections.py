"""What was found wrong: the one count of it that every view tells."""

from dataclasses import dataclass

from deckard.journal.events import Event, Refuted, Verified
from deckard.journal.state import State
from deckard.types import Recipe


@dataclass(frozen=True)
class Wrong:
    """Distinct recipes that were believed and found wrong, in order."""

    corrected: tuple[Recipe, ...]
    """Those of items of which another recipe is verified by now."""
    refuted: tuple[Recipe, ...]
    """Those of items of which none is."""

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.corrected) + len(self.refuted)

    def __str__(self) -> str:
        """Return it in words: `4 recipes found wrong: 3 corrected, 1 refuted`."""
        counts = {"corrected": len(self.corrected), "refuted": len(self.refuted)}
        kinds = ", ".join(f"{n:,} {kind}" for kind, n in counts.items() if n)
        head = f"{self.count:,} recipe{'s' * (self.count != 1)} found wrong"
        return f"{head}: {kinds}" if kinds else head


NOTHING = Wrong((), ())


def wrong(state: State) -> Wrong:
    """Sort what was dropped by what is known instead."""
    recipes: dict[bool, dict[tuple, Recipe]] = {True: {}, False: {}}
    for item in dict.fromkeys((*state.refuted, *state.replaced)):
        removed = (*state.refuted.get(item, ()), *state.replaced.get(item, ()))
        recipes[state.awm.is_verified(item)].update((same(recipe), recipe) for recipe in removed)
    return Wrong(tuple(recipes[True].values()), tuple(recipes[False].values()))


def same(recipe: Recipe) -> tuple:
    """Return what equal recipes share, to be looked up by."""
    return recipe.item, *recipe.hypothesis, recipe.source, recipe.yields


def dropped(event: Event) -> tuple[Recipe, ...]:
    """The recipes that an event found wrong."""
    match event:
        case Refuted(recipe=recipe):
            return (recipe,)
        case Verified(corrects=olds):
            return olds
    return ()
