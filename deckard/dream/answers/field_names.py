"""The names that language models give the fields of an answer, and the words for its method."""

from collections.abc import Mapping

from deckard.dream.answers.grounding import is_unreadable, normal
from deckard.types import How

METHODS: Mapping[str, How] = {
    **dict.fromkeys(
        ("collect", "collected", "collecting", "mine", "mined", "mining", "harvest", "harvested",
         "harvesting", "gather", "gathered", "gathering", "drop", "drops", "dropped", "kill",
         "killed", "killing", "hunt", "hunting", "dig", "digging", "chop", "chopping", "break",
         "breaking", "shear", "shearing", "scoop", "scooped", "pick", "pickup", "loot", "looting",
         "fish", "fishing", "milk", "milking", "farm", "farming", "forage", "foraging", "punch"),
        "collect",
    ),
    **dict.fromkeys(("craft", "crafts", "crafted", "crafting", "shaped", "shapeless", "combine",
                     "combining", "assemble", "assembling", "workbench"), "craft"),
    **dict.fromkeys(("smelt", "smelts", "smelted", "smelting", "cook", "cooked", "cooking",
                     "furnace", "blasting", "smoking", "bake", "baking", "roast", "roasting"),
                    "smelt"),
}  # fmt: skip
"""Words by which models name a method, and the method."""
NO_WAY = frozenset((
    "", "none", "null", "no", "n_a", "na", "nothing", "impossible", "unobtainable", "creative",
    "creative_only", "uncraftable", "not_obtainable", "cannot", "cannot_be_obtained",
))  # fmt: skip
"""Words by which models say that an item cannot be obtained."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "item": ("item", "item_id", "item_name", "name", "id", "output", "result", "product", "target",
             "object"),
    "method": ("method", "how", "type", "action", "way", "process", "recipe_type", "acquisition",
               "obtained_by", "obtain_method", "procedure"),
    "ingredients": ("ingredients", "ingredient", "requires", "requirements", "required_items",
                    "materials", "material", "inputs", "input", "components", "consumes", "needs",
                    "items_needed", "used_up", "grid", "crafting_grid", "shape", "in_shape",
                    "recipe"),
    "station": ("station", "workstation", "crafting_station", "work_station", "workbench",
                "required_station", "station_required", "where", "at"),
    "stations": ("stations", "required_stations", "nearby_stations", "workstations"),
    "tool": ("tool", "tools", "tool_required", "required_tool", "tool_needed", "minimum_tool",
             "min_tool", "weakest_tool", "equipment", "with"),
    "yield": ("yield", "yields", "amount", "count", "output_count", "output_amount",
              "output_quantity", "output", "quantity", "produces", "gives", "result_count",
              "result"),
    "source": ("source", "from", "block", "mob", "entity", "mined_from", "dropped_by", "drops_from",
               "obtained_from", "collected_from", "source_block", "source_mob", "origin"),
}  # fmt: skip
"""The fields of an answer, and the names that models give them, the likeliest first."""
NAMES = frozenset(name for names in FIELDS.values() for name in names)
"""All names of all fields."""
MANY = frozenset(("grid", "crafting_grid", "shape", "in_shape", "recipe"))
"""Names of the ingredients under which a text is none of them."""


def method_of(value: object) -> str | None:
    """Return collect, craft or smelt, `none` where a model says it is impossible, or None."""
    value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, str) and is_unreadable(value):
        return None
    name = "none" if value is None else normal_name(value)
    if name in NO_WAY or name.startswith(("not_", "un", "cannot_", "can_not_")):
        return "none"
    return method_in(name)


def method_in(name: str) -> How | None:
    """Return the method that a word of a normal name means, or None."""
    return next((METHODS[word] for word in name.split("_") if word in METHODS), None)


def normal_name(value: object) -> str:
    """Return the normal name of a text; for any other value a name that no item has."""
    return normal(value) if isinstance(value, str) else f"<{type(value).__name__}>"
