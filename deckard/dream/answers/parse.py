"""Answers: from what a language model wrote to a recipe over the world's vocabulary.

`parse` forgives what models do to the form that `prompts/recipe.md` asks for (see `forms`); what it
took for something else than was said, it says.
"""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from deckard.dream.answers.fields import find_answer, method_of
from deckard.dream.answers.grounding import ground_name, normal
from deckard.dream.answers.quantities import pairs, whole_number
from deckard.dream.answers.schema import MOST
from deckard.errors import BadCompletion
from deckard.types import How, Item, Recipe

NOTHING = frozenset((
    "", "none", "null", "nothing", "no", "hand", "hands", "bare_hand", "bare_hands", "inventory",
    "n_a", "na", "empty_hand", "fist", "fists", "any", "any_tool", "anything", "false", "by_hand",
    "player_inventory", "inventory_grid", "inventory_crafting", "2x2", "2x2_grid", "hand_crafting",
    "2x2_crafting_grid", "crafting_grid",
))  # fmt: skip
"""What models write for null."""
WHOLE: Mapping[How, frozenset[str]] = {
    "craft": frozenset(("ingredients", "station")),
    "smelt": frozenset(("ingredients",)),
    "collect": frozenset(("tool", "source")),
}
"""What an answer that broke off must hold: of the rest, nothing is as good as not said."""


class Understood(NamedTuple):
    """A recipe, and what was read into the answer."""

    recipe: Recipe
    grounded: dict[str, Item]
    """Names that the answer used and the world does not, and what was taken for meant."""


class Names:
    """Grounds names on a vocabulary, and keeps account of what was not said as it was taken."""

    def __init__(self, vocabulary: Collection[str]) -> None:
        self.vocabulary, self.replaced = vocabulary, dict[str, Item]()

    def ground(self, role: str, said: object) -> Item:
        """Return the item that is meant; BadCompletion when there is none."""
        known = ground_name(said, self.vocabulary) if isinstance(said, str) else None
        if known is None:
            words = f"{role} {_short(said)} is not an item of this world"
            raise BadCompletion(words, "invented")
        if normal(str(said)) != known:
            self.replaced[str(said)] = known
        return known

    def find(self, role: str, said: object) -> Item:
        """The same for a longer phrase: `3x3 crafting table` ends in what is meant."""
        words = normal(said).split("_") if isinstance(said, str) else []
        for start in range(1, len(words)):
            if ground_name(said := "_".join(words[start - 1 :]), self.vocabulary):
                break
        return self.ground(role, said)


def parse_recipe(item: Item, text: str, vocabulary: Collection[str]) -> Understood:
    """Read the recipe for an item; BadCompletion says what is wrong with the answer.

    Names of items are grounded on the vocabulary; a source is free text and only normalised. What
    the form does not define for a method is left out: station and ingredients of a collect (but see
    `_held`), source of anything else.
    """
    answer = find_answer(item, text)
    fields, names = answer.fields, Names(vocabulary)
    _check_item(item, fields.get("item"), vocabulary)
    how = _how(fields["method"])
    if answer.cut and (lacking := sorted(WHOLE[how] - answer.whole)):
        raise BadCompletion(f"broke off before it named {', '.join(lacking)}", "incomplete")
    read = _collect if how == "collect" else _make
    recipe = Recipe(
        item=item,
        how=how,
        yields=_quantity("yield", _or(fields.get("yield"), 1)),
        **read(item, how, fields, names),
    )
    if item in recipe.needs:
        raise BadCompletion(f"needs {item} itself to obtain it", "self_reference")
    return Understood(recipe, names.replaced)


def _check_item(item: Item, said: object, vocabulary: Collection[str]) -> None:
    """Refuse an answer that is plainly about something else."""
    if not isinstance(said, str) or normal(said) == normal(item):
        return
    other = ground_name(said, {*vocabulary, item})
    if other not in (None, item):
        raise BadCompletion(f"is about {other}, not about {item}", "other_item")


def _how(method: object) -> How:
    match method_of(method):
        case "none":
            raise BadCompletion("says it cannot be obtained", "says_impossible")
        case "craft" | "smelt" | "collect" as how:
            return how
    raise BadCompletion(f"names no known method: {_short(method)}; craft, smelt, collect are")


def _collect(item: Item, how: How, fields: Mapping[str, Any], names: Names) -> dict[str, Any]:
    said = [
        *_listed(fields.get("tool"))[:1],
        *(name for name, _ in pairs(fields.get("ingredients"))),
    ]
    source = next(iter(_listed(fields.get("source"))), None)
    place = {"source": (normal(source) or None) if isinstance(source, str) else None}
    for thing in said:
        known = ground_name(thing, names.vocabulary) if isinstance(thing, str) else None
        if known and _is_filled(item, known):
            return place | {"ingredients": {names.ground("tool", thing): 1}}
    tools = [names.ground("tool", tool) for tool in _listed(fields.get("tool"))[:1]]
    return place | {"tools": frozenset(tools)}


def _is_filled(item: Item, thing: Item) -> bool:
    """Whether an item is, by its name, a thing that was filled, and so used up: a `milk_bucket`.

    No tool that is only held gives its name to what it collects.
    """
    return item != thing and f"_{thing}_" in f"_{item}_"


def _make(item: Item, how: How, fields: Mapping[str, Any], names: Names) -> dict[str, Any]:
    ingredients = _ingredients(fields.get("ingredients"), names)
    if not ingredients:
        raise BadCompletion(f"names no ingredients to {how} it from", "incomplete")
    usual = "furnace" if how == "smelt" else "crafting_table"
    said = usual if fields.get("station") is True else fields.get("station")
    named = _listed(said) or ([usual] if how == "smelt" else [])
    tools = [names.ground("tool", tool) for tool in _listed(fields.get("tool"))[:1]]
    return {
        "ingredients": ingredients,
        "tools": frozenset(tools),
        "station": names.find("station", named[0]) if named else None,
    }


def _ingredients(value: object, names: Names) -> dict[Item, int]:
    total: dict[Item, int] = {}
    for name, quantity in pairs(value):
        ingredient = names.ground("ingredient", name)
        total[ingredient] = total.get(ingredient, 0) + _quantity(ingredient, quantity, most=True)
    for ingredient, quantity in total.items():
        _quantity(ingredient, quantity)
    return total


def _listed(value: object) -> list[object]:
    """Return what a field names, likeliest first; empty when it names nothing."""
    values = value if isinstance(value, list) else [value]
    named = [next((n for n, _ in pairs(v)), None) if isinstance(v, dict) else v for v in values]
    return [v for v in named if v is not None and v is not False and not _is_nothing(v)]


def _is_nothing(value: object) -> bool:
    name = normal(value) if isinstance(value, str) else "?"
    return name in NOTHING or name.startswith(("none_", "no_", "not_"))


def _quantity(what: str, value: object, most: bool = False) -> int:
    """Read a number of units, of a range its least or its most.

    A craft that is given more than it takes still shows what it takes; a yield is given at least.
    """
    count = whole_number(value, most)
    if count is None:
        words = f"quantity of {what} is not a whole number: {_short(value)}"
        raise BadCompletion(words, "absurd_quantity")
    if not 0 < count <= MOST:
        words = f"quantity of {what} is not between 1 and {MOST}: {_short(count)}"
        raise BadCompletion(words, "absurd_quantity")
    return count


def _or(value: object, default: object) -> object:
    return default if value is None else value


def _short(value: object) -> str:
    """Return a value as an error can quote it."""
    words = repr(value)
    return words if len(words) <= 60 else f"{words[:57]}..."
