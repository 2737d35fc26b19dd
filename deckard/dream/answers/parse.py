"""Read the answer of a language model as a recipe over the world's vocabulary.

The parser accepts the common deviations from the form of `prompts/recipe.md` (see `fields`). It
reports every name that it replaced.
"""

import re
from collections.abc import Collection, Mapping
from itertools import islice
from typing import NamedTuple

from deckard.dream.answers.field_names import method_of
from deckard.dream.answers.fields import AnswerFields, find_answers
from deckard.dream.answers.fuel import is_declared, is_hardly_else, without_fuel
from deckard.dream.answers.grounding import is_unreadable, normal
from deckard.dream.answers.names import Names, quoted
from deckard.dream.answers.quantities import pairs, whole_number
from deckard.dream.answers.schema import MOST
from deckard.errors import BadCompletion
from deckard.graph.partial import unknown_text
from deckard.types import GRID_SLOTS, How, Item, Recipe, as_set

NOTHING = frozenset((
    "", "none", "null", "nothing", "no", "hand", "hands", "bare_hand", "bare_hands", "inventory",
    "n_a", "na", "empty_hand", "fist", "fists", "any", "any_tool", "anything", "false", "by_hand",
    "player_inventory", "inventory_grid", "inventory_crafting", "2x2", "2x2_grid", "hand_crafting",
    "2x2_crafting_grid", "crafting_grid", "no_station", "optional", "aucun", "aucune", "kein",
    "keine", "keines", "nenhum", "nenhuma", "nessuno", "ninguna", "ninguno",
))  # fmt: skip
"""What models write for null."""
NOTHING_ELSEWHERE = frozenset(("无", "無", "没有", "沒有", "なし", "нет", "нету", "없음"))
"""The same in other scripts."""
MOST_TRIED = 8
"""Answers in a model's thoughts that are tried, from the last one; chosen."""
FURNACE, TABLE = "furnace", "crafting_table"
"""The usual stations of a smelt and of a craft."""
WHOLE: Mapping[How, frozenset[str]] = {
    "craft": frozenset(("ingredients", "station")),
    "smelt": frozenset(("ingredients",)),
    "collect": frozenset(("tool", "source")),
}
"""Fields that a truncated answer must hold in full, by method; the others may be missing."""


class Understood(NamedTuple):
    """A recipe, and the names that were replaced or left out to read it."""

    recipe: Recipe
    grounded: dict[str, Item]
    """Names that the answer uses and the world does not, and the items that replace them."""
    unknown: dict[str, str] = {}
    """Names that mean no item of the world, and the role of each: the recipe lacks them."""
    burnt: dict[Item, int] = {}
    """What was set aside as fuel, with its quantity."""


def parse_recipe(item: Item, text: str, vocabulary: Collection[str]) -> Understood:
    """Read the recipe for an item.

    Names of items are grounded on the vocabulary; those that mean none are told and left out. A
    source is free text and only normalised. Fields that the form does not define for a method are
    left out: the station and ingredients of a collect (but see `_collect`), the source of a craft
    or a smelt.

    Args:
        item: The item, deed or need that the model was asked about.
        text: The answer of the model.
        vocabulary: The items of the world.

    Returns:
        The recipe, and the names that were replaced or left out to read it.

    Raises:
        BadCompletion: The answer holds no usable recipe; the message and its fault say why.
    """
    faults = []
    for answer in islice(find_answers(item, text), MOST_TRIED):
        try:
            return _understand(item, answer, vocabulary)
        except BadCompletion as error:
            faults.append(error)
    raise faults[0]


def _understand(item: Item, answer: AnswerFields, vocabulary: Collection[str]) -> Understood:
    fields, names = answer.fields, Names(vocabulary)
    _check_item(item, fields.get("item"), names)
    how = _how(fields["method"])
    if how == "craft" and _burns(fields):
        how = "smelt"
    whole = answer.whole | ({"station"} if "stations" in answer.whole else set())
    if answer.cut and (lacking := sorted(WHOLE[how] - whole)):
        raise BadCompletion(f"broke off before it named {', '.join(lacking)}", "incomplete")
    yields = _yield(fields.get("yield"))
    if how == "collect":
        recipe = _collect(item, yields, fields, names)
    else:
        recipe = _make(item, how, yields, fields, names)
    if item in recipe.needs:
        raise BadCompletion(f"needs {item} itself to obtain it", "self_reference")
    names.burnt.pop(item, None)
    return Understood(recipe, names.replaced, names.unknown, names.burnt)


def _check_item(item: Item, name: object, names: Names) -> None:
    """Raise a BadCompletion when the answer names another item."""
    if not isinstance(name, str) or normal(name) == normal(item):
        return
    other = Names({*names.vocabulary, item}).look_up(name)
    if other not in (None, item):
        raise BadCompletion(f"is about {other}, not about {item}", "other_item")


def _how(method: object) -> How:
    match method_of(method):
        case "none":
            raise BadCompletion("says it cannot be obtained", "says_impossible")
        case "craft" | "smelt" | "collect" as how:
            return how
    raise BadCompletion(f"names no known method: {quoted(method)}; craft, smelt, collect are")


def _collect(item: Item, yields: int, fields: Mapping[str, object], names: Names) -> Recipe:
    """Return the recipe of a collect; a thing that is filled by it is an ingredient.

    So is all that is named of a deed or a need, for these are done and met with things, too.
    """
    tool, source = _first(fields.get("tool")), _first(fields.get("source"))
    place = (normal(source) or None) if isinstance(source, str) else None
    mentioned_in = fields.get("ingredients")
    mentioned = [name for name, _ in islice(pairs(mentioned_in), GRID_SLOTS)]
    for name in (tool, *mentioned):
        container = names.look_up(name)
        if container and _is_filled(item, container):
            names.ground("tool", name)
            used = {container: 1}
            return Recipe(item=item, how="collect", yields=yields, source=place, ingredients=used)
    held = names.ground("tool", tool) if tool is not None else None
    tools = frozenset([held] if held else ())
    used = {} if item in names.vocabulary else _ingredients("collect", mentioned_in, names)
    recipe = Recipe(item=item, how="collect", yields=yields, source=place, tools=tools)
    return recipe.model_copy(update={"ingredients": used})


def _is_filled(item: Item, thing: Item) -> bool:
    """Whether the name of an item says that a thing was filled and used up: a `milk_bucket`.

    A tool that is only held never gives its name to the item.
    """
    return item != thing and f"_{thing}_" in f"_{item}_"


def _make(item: Item, how: How, yields: int, fields: Mapping[str, object], names: Names) -> Recipe:
    """Return the recipe of a craft or a smelt; BadCompletion when it names no ingredients.

    A deed or a need may take nothing.
    """
    ingredients = _ingredients(how, fields.get("ingredients"), names)
    if not ingredients and names.unknown:
        raise BadCompletion(unknown_text(names.unknown), "invented")
    if not ingredients and item in names.vocabulary:
        raise BadCompletion(f"names no ingredients to {how} it from", "incomplete")
    stations = _stations(how, fields, names)
    return Recipe(
        item=item,
        how=how,
        yields=yields,
        ingredients=ingredients,
        tools=_tools(how, fields.get("tool"), names),
        stations=stations or as_set(names.ground("station", FURNACE) if how == "smelt" else None),
    )


def _burns(fields: Mapping[str, object]) -> bool:
    """Whether the answer says of itself that something is burnt in a furnace."""
    entries = [*islice(pairs(fields.get("ingredients")), MOST)]
    declared = [entry for entry in entries if is_declared(entry)]
    return 0 < len(declared) < len(entries) and _is_furnace(_first(fields.get("station")))


def _is_furnace(phrase: object) -> bool:
    return isinstance(phrase, str) and FURNACE in normal(phrase).split("_")


def _stations(how: How, fields: Mapping[str, object], names: Names) -> frozenset[Item]:
    """Return all of the `stations` that an answer lists, or the one that it names as `station`."""
    one, several = fields.get("station"), fields.get("stations")
    values = several if _first(one) is None and isinstance(several, list) else [one or several]
    stations = (_station(how, value, names) for value in islice(values, MOST))
    return frozenset(station for station in stations if station)


def _station(how: How, value: object, names: Names) -> Item | None:
    """Return the station that a field names; a furnace keeps its name, whatever heats it."""
    phrase = _first(value)
    if value is True:
        phrase = FURNACE if how == "smelt" else TABLE
    elif how == "smelt" and _is_furnace(phrase) and not names.look_up(phrase):
        phrase = FURNACE
    return names.find("station", phrase) if phrase is not None else None


def _tools(how: How, value: object, names: Names) -> frozenset[Item]:
    """Return the tool that a field names, if any; what a smelt burns is none."""
    tool = _first(value)
    entry = next(pairs(tool), (None, 1))
    if how == "smelt" and is_hardly_else(entry):
        names.set_aside(*entry)
        return frozenset()
    held = names.ground("tool", tool) if tool is not None else None
    return frozenset([held] if held else ())


def _ingredients(how: How, value: object, names: Names) -> dict[Item, int]:
    """Return the ingredients that the world has, with their quantities."""
    entries = [*islice(pairs(value), MOST + 1)]
    kinds = {str(name) for name, _ in entries}
    if len(entries) > MOST or len(kinds) > GRID_SLOTS:
        raise BadCompletion(f"names more than {GRID_SLOTS} ingredients", "absurd_quantity")
    used = without_fuel(entries) if how == "smelt" else entries
    for name, quantity in (entry for entry in entries if entry not in used):
        names.set_aside(name, quantity)
    total: dict[Item, int] = {}
    for name, quantity in used:
        ingredient = names.ground("ingredient", name)
        if ingredient:
            count = _quantity(ingredient, quantity, most=True)
            total[ingredient] = total.get(ingredient, 0) + count
    for ingredient, quantity in total.items():
        _quantity(ingredient, quantity)
    return total


def _first(value: object) -> object:
    """Return the first name in a field, which is the likeliest; None when it names nothing."""
    for each in value if isinstance(value, list) else [value]:
        name = next((n for n, _ in pairs(each)), None) if isinstance(each, dict) else each
        if name is not None and name is not False and not _is_nothing(name):
            return name
    return None


def _is_nothing(value: object) -> bool:
    if not isinstance(value, str):
        return False
    if is_unreadable(value):
        return value.strip().lower() in NOTHING_ELSEWHERE
    name = normal(value)
    return name in NOTHING or name.startswith(("none_", "no_", "not_"))


def _yield(value: object) -> int:
    """Read how many units a recipe gives at least: 1 where the answer gives no number."""
    if isinstance(value, dict):
        counts = (count for count in map(whole_number, value.values()) if count is not None)
        value = next(counts, None)
    says_nothing = isinstance(value, str) and re.search(r"\d|-", value) is None
    if value is None or (says_nothing and whole_number(value) is None):
        return 1
    is_chance = whole_number(value) == 0 and (whole_number(value, most=True) or 0) > 0
    return 1 if is_chance else _quantity("yield", value)


def _quantity(what: str, value: object, most: bool = False) -> int:
    """Read a number of units; of a range the least, or with `most` the greatest.

    Ingredients take the greatest: a craft with too many still shows how many it uses up.
    """
    count = whole_number(value, most)
    if count is None:
        message = f"quantity of {what} is not a whole number: {quoted(value)}"
        raise BadCompletion(message, "absurd_quantity")
    if not 0 < count <= MOST:
        message = f"quantity of {what} is not between 1 and {MOST}: {quoted(count)}"
        raise BadCompletion(message, "absurd_quantity")
    return count
