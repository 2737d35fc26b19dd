"""What a craft needs and gives back: told from crafts that failed without it."""

from collections import Counter

from deckard.journal.state import State
from deckard.types import Gain, Inventory, Recipe
from deckard.verify.observations import Observations


def with_catalysts(state: State, gain: Gain, recipe: Recipe) -> Recipe:
    """Return what was observed of a craft, with what it may need beside what it used up.

    A craft that failed with all of that at hand lacked something that was held now. Where it lacked
    but one thing, that is needed as well; of several each may be. What was not used up came back.

    Args:
        state: What is known.
        gain: A gain.
        recipe: The same as a recipe, by what the gain lost.
    """
    held = Counter(gain.before) - Counter(gain.fuel)
    failures = state.view(Observations).contradicting(recipe) if recipe.how != "collect" else []
    lacking = [set(held - Counter(failure.usable)) for failure in failures]
    needed = {item for lacked in lacking if len(lacked) == 1 for item in lacked}
    needed = needed.union(*(lacked for lacked in lacking if not lacked & needed))
    return _with(recipe, {item: held[item] for item in sorted(needed)}) if needed else recipe


def _with(recipe: Recipe, needed: Inventory) -> Recipe:
    """A recipe that needs so much of some items, and gives back what it does not use up."""
    back = Counter(needed) - Counter(recipe.ingredients)
    ingredients = Counter(recipe.ingredients) | Counter(needed)
    returns = Counter(recipe.returns) + back
    return recipe.model_copy(update={"ingredients": dict(ingredients), "returns": dict(returns)})
