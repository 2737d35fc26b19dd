"""Read the answer of a language model as a recipe over the world's vocabulary.

The parser accepts the common deviations from the form of `prompts/recipe.md` (see `fields`). It
reports every name that it replaced.
"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from deckard.dream.answers.fields import find_answer, method_of
from deckard.dream.answers.grounding import ground_name, is_unreadable, normal
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
"""Fields that a truncated answer must hold in full, by method; the others may be missing."""


class Understood(NamedTuple):
    """A recipe, and the names that were replaced to read it."""

    recipe: Recipe
    grounded: dict[str, Item]
    """Names that the answer uses and the world does not, and the items that replace them."""


class Names:
    """Grounds names on a vocabulary and records every replacement."""

    def __init__(self, vocabulary: Collection[str]) -> None:
        self.vocabulary, self.replaced = vocabulary, dict[str, Item]()

    def ground(self, role: str, name: object) -> Item:
        """Return the item that a name means; BadCompletion when it means none."""
        item = ground_name(name, self.vocabulary) if isinstance(name, str) else None
        if item is None:
            message = f"{role} {_short(name)} is not an item of this world"
            raise BadCompletion(message, "invented")
        if normal(str(name)) != item:
            self.replaced[str(name)] = item
        return item

    def find(self, role: str, phrase: object) -> Item:
        """Return the item in which a phrase ends: `3x3 crafting table` means the table."""
        parts = normal(phrase).split("_") if isinstance(phrase, str) else []
        for start in range(1, len(parts)):
            if ground_name(phrase := "_".join(parts[start - 1 :]), self.vocabulary):
                break
        return self.ground(role, phrase)


def parse_recipe(item: Item, text: str, vocabulary: Collection[str]) -> Understood:
    """Read the recipe for an item.

    Names of items are grounded on the vocabulary. A source is free text and only normalised.
    Fields that the form does not define for a method are left out: the station and ingredients of
    a collect (but see `_is_filled`), the source of a craft or a smelt.

    Args:
        item: The item that the model was asked about.
        text: The answer of the model.
        vocabulary: The items of the world.

    Returns:
        The recipe, and the names that were replaced to read it.

    Raises:
        BadCompletion: The answer holds no usable recipe; the message and its fault say why.
    """
    answer = find_answer(item, text)
    fields, names = answer.fields, Names(vocabulary)
    _check_item(item, fields.get("item"), vocabulary)
    how = _how(fields["method"])
    if answer.cut and (lacking := sorted(WHOLE[how] - answer.whole)):
        raise BadCompletion(f"broke off before it named {', '.join(lacking)}", "incomplete")
    yields = _quantity("yield", _or(fields.get("yield"), 1))
    if how == "collect":
        recipe = _collect(item, yields, fields, names)
    else:
        recipe = _make(item, how, yields, fields, names)
    if item in recipe.needs:
        raise BadCompletion(f"needs {item} itself to obtain it", "self_reference")
    return Understood(recipe, names.replaced)


def _check_item(item: Item, name: object, vocabulary: Collection[str]) -> None:
    """Raise a BadCompletion when the answer names another item."""
    if not isinstance(name, str) or normal(name) == normal(item):
        return
    other = ground_name(name, {*vocabulary, item})
    if other not in (None, item):
        raise BadCompletion(f"is about {other}, not about {item}", "other_item")


def _how(method: object) -> How:
    match method_of(method):
        case "none":
            raise BadCompletion("says it cannot be obtained", "says_impossible")
        case "craft" | "smelt" | "collect" as how:
            return how
    raise BadCompletion(f"names no known method: {_short(method)}; craft, smelt, collect are")


def _collect(item: Item, yields: int, fields: Mapping[str, object], names: Names) -> Recipe:
    """Return the recipe of a collect; a thing that is filled by it is an ingredient."""
    tools = _listed(fields.get("tool"))[:1]
    source = next(iter(_listed(fields.get("source"))), None)
    place = (normal(source) or None) if isinstance(source, str) else None
    for name in (*tools, *(name for name, _ in pairs(fields.get("ingredients")))):
        container = ground_name(name, names.vocabulary) if isinstance(name, str) else None
        if container and _is_filled(item, container):
            used = {names.ground("tool", name): 1}
            return Recipe(item=item, how="collect", yields=yields, source=place, ingredients=used)
    held = frozenset(names.ground("tool", tool) for tool in tools)
    return Recipe(item=item, how="collect", yields=yields, source=place, tools=held)


def _is_filled(item: Item, thing: Item) -> bool:
    """Whether the name of an item says that a thing was filled and used up: a `milk_bucket`.

    A tool that is only held never gives its name to the item.
    """
    return item != thing and f"_{thing}_" in f"_{item}_"


def _make(item: Item, how: How, yields: int, fields: Mapping[str, object], names: Names) -> Recipe:
    """Return the recipe of a craft or a smelt; BadCompletion when it names no ingredients."""
    ingredients = _ingredients(fields.get("ingredients"), names)
    if not ingredients:
        raise BadCompletion(f"names no ingredients to {how} it from", "incomplete")
    usual = "furnace" if how == "smelt" else "crafting_table"
    station = usual if fields.get("station") is True else fields.get("station")
    stations = _listed(station) or ([usual] if how == "smelt" else [])
    tools = [names.ground("tool", tool) for tool in _listed(fields.get("tool"))[:1]]
    return Recipe(
        item=item,
        how=how,
        yields=yields,
        ingredients=ingredients,
        tools=frozenset(tools),
        station=names.find("station", stations[0]) if stations else None,
    )


def _ingredients(value: object, names: Names) -> dict[Item, int]:
    total: dict[Item, int] = {}
    for name, quantity in pairs(value):
        ingredient = names.ground("ingredient", name)
        total[ingredient] = total.get(ingredient, 0) + _quantity(ingredient, quantity, most=True)
    for ingredient, quantity in total.items():
        _quantity(ingredient, quantity)
    return total


def _listed(value: object) -> list[object]:
    """Return the names in a field, likeliest first; empty when it names nothing."""
    values = value if isinstance(value, list) else [value]
    named = [next((n for n, _ in pairs(v)), None) if isinstance(v, dict) else v for v in values]
    return [v for v in named if v is not None and v is not False and not _is_nothing(v)]


def _is_nothing(value: object) -> bool:
    if isinstance(value, str) and is_unreadable(value):
        return False
    name = normal(value) if isinstance(value, str) else "?"
    return name in NOTHING or name.startswith(("none_", "no_", "not_"))


def _quantity(what: str, value: object, most: bool = False) -> int:
    """Read a number of units; of a range the least, or with `most` the greatest.

    Ingredients take the greatest: a craft with too many still shows how many it uses up.
    """
    count = whole_number(value, most)
    if count is None:
        message = f"quantity of {what} is not a whole number: {_short(value)}"
        raise BadCompletion(message, "absurd_quantity")
    if not 0 < count <= MOST:
        message = f"quantity of {what} is not between 1 and {MOST}: {_short(count)}"
        raise BadCompletion(message, "absurd_quantity")
    return count


def _or(value: object, default: object) -> object:
    return default if value is None else value


def _short(value: object) -> str:
    """Return a value, at most 60 characters long, as an error quotes it."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
