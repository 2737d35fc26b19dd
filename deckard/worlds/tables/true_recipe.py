"""True recipes, and in what another recipe of the item deviates from them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from deckard.types import Inventory, Item, Recipe, covers

REQUIREMENTS = frozenset({"ingredients", "stations", "tools"})
"""The fields of a requirement set: what is needed, without quantities."""


@dataclass(frozen=True)
class Deviation:
    """A field in which a recipe is not a true one."""

    field: str
    """`how`, `source`, `ingredients` (the set), `quantities` (of the right set), `stations`,
    `tools`, `yields` or `returns`."""
    why: str
    """What the world does instead."""
    is_wrong: bool = True
    """Whether the world contradicts the recipe. If not, the recipe works; it asks for more than
    is needed, or claims fewer units than come."""


@dataclass(frozen=True)
class TrueRecipe:
    """A true recipe; each of its tools suffices by itself."""

    recipe: Recipe
    most: int
    """The largest number of units that it gives at once."""
    weakest: Item | None = None
    """The first of its tools by the game's own ranking, which a perturbed world may not keep."""

    @property
    def plain(self) -> Recipe:
        """The recipe with the weakest tool alone."""
        if self.weakest is None:
            return self.recipe
        return self.recipe.model_copy(update={"tools": frozenset({self.weakest})})

    def deviations(self, other: Recipe, observed: bool = False) -> tuple[Deviation, ...]:
        """Return the fields in which a recipe of the item is not this one.

        This is the only comparison with the truth; every score and every page goes by it.

        - Stations and a tool that are not needed are a deviation, but not wrong. Nor is what is not
          needed and given back.
        - A tool is right if it suffices. A collect may claim any yield that occurs, and is not
          wrong if it claims fewer units.
        - What a recipe leaves open is not compared: a source, and what a hypothesis gives back, or
          one of which that is not settled.

        Args:
            other: The recipe of a run or of a language model.
            observed: Whether it was observed, so that giving nothing back is a statement too.
        """
        fields = (
            self._kind(other),
            self._source(other),
            self._ingredients(other),
            self._stations(other),
            self._tools(other),
            self._yields(other),
            self._returns(other, observed),
        )
        return tuple(deviation for deviation in fields if deviation)

    def _kind(self, other: Recipe) -> Deviation | None:
        is_same = other.how == self.recipe.how
        return None if is_same else Deviation("how", f"no {other.how} gives it")

    def _source(self, other: Recipe) -> Deviation | None:
        if other.source in (None, self.recipe.source):
            return None
        return Deviation("source", f"it comes from {self.recipe.source}")

    def _ingredients(self, other: Recipe) -> Deviation | None:
        true = self.recipe.ingredients
        if other.ingredients == true:
            return None
        if self._gives_back_more(other):
            return Deviation("ingredients", f"it takes only {_amounts(true)}", False)
        is_set = other.ingredients.keys() == true.keys()
        return Deviation("quantities" if is_set else "ingredients", f"it takes {_amounts(true)}")

    def _gives_back_more(self, other: Recipe) -> bool:
        """Whether a recipe only takes more that it gives back."""
        taken, back = Counter(other.ingredients), Counter(other.returns)
        more = taken - Counter(self.recipe.ingredients)
        is_enough = covers(taken, self.recipe.ingredients)
        return is_enough and back == more + Counter(self.recipe.returns)

    def _stations(self, other: Recipe) -> Deviation | None:
        true = self.recipe.stations
        if lacking := true - other.stations:
            return Deviation("stations", f"it needs {', '.join(sorted(lacking))}")
        if more := other.stations - true:
            return Deviation("stations", f"it works without {', '.join(sorted(more))}", False)
        return None

    def _tools(self, other: Recipe) -> Deviation | None:
        true = self.recipe.tools
        if true and not (other.tools and other.tools <= true):
            return Deviation("tools", f"it needs {' or '.join(sorted(true))}")
        if other.tools and not true:
            return Deviation("tools", "it works without a tool", False)
        return None

    def _yields(self, other: Recipe) -> Deviation | None:
        least, most = self.recipe.yields, self.most
        why = f"it gives {least}" + (f" to {most}" if most > least else "")
        if other.yields > most or (other.how != "collect" and other.yields != least):
            return Deviation("yields", why)
        return Deviation("yields", why, False) if other.yields < least else None

    def _returns(self, other: Recipe, observed: bool) -> Deviation | None:
        true = self.recipe.returns
        is_open = other.how == "collect" or not (other.returns or observed)
        is_open |= bool(other.unsettled)
        if is_open or other.returns == true or self._gives_back_more(other):
            return None
        return Deviation("returns", f"it gives back {_amounts(true)}")


def _amounts(items: Inventory) -> str:
    return ", ".join(f"{n} {item}" for item, n in sorted(items.items())) or "nothing"


def nearest_recipe(
    ways: Iterable[TrueRecipe], recipe: Recipe, observed: bool = False
) -> TrueRecipe | None:
    """Return the true recipe that a recipe is nearest to; None without any.

    Those of its kind come first, then those that contradict it in the fewest fields, then those
    from which it deviates in the fewest.
    """

    def order(way: TrueRecipe) -> tuple[bool, int, int]:
        deviations = way.deviations(recipe, observed)
        return way.recipe.how != recipe.how, len([*wrong_fields(deviations)]), len(deviations)

    return min(ways, key=order, default=None)


def deviations_from(
    ways: Iterable[TrueRecipe], recipe: Recipe, observed: bool = False
) -> tuple[Deviation, ...]:
    """Return in what a recipe deviates from the nearest true one; `how` where there is none."""
    near = nearest_recipe(ways, recipe, observed)
    if near is None:
        return (Deviation("how", f"no {recipe.how} gives it"),)
    return near.deviations(recipe, observed)


def wrong_fields(deviations: Iterable[Deviation]) -> Iterator[str]:
    """Yield the fields in which the world contradicts a recipe."""
    return (deviation.field for deviation in deviations if deviation.is_wrong)
