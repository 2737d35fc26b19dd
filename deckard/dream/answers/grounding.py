"""Map names of items as people and language models write them to a vocabulary (entity linking)."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache

NEAR = 0.85
"""Similarity (difflib's ratio) from which a name counts as a misspelling of another; chosen."""
NEAR_WORD = 0.75
"""The same for each word of a name, so that `wooden_axe` does not pass for `golden_axe`; chosen."""

MOST = 5
"""Alternatives of a name that are tried; chosen."""
VARIANTS = [
    "dark_oak", "oak", "spruce", "birch", "jungle", "acacia", "light_blue", "light_gray", "white",
    "orange", "magenta", "yellow", "lime", "pink", "gray", "silver", "cyan", "purple", "blue",
    "brown", "green", "red", "black", "any", "raw", "a", "an", "the", "some", "at_least", "minimum",
]  # fmt: skip
"""First words of a name that a vocabulary without variants leaves out."""
PIECES = ("block", "blocks", "piece", "pieces", "unit", "units")
"""Words before `of` that mean the material itself: `block of obsidian`."""
ALIASES = {
    # Names of later versions, and names shown in the game, that differ from the registry's.
    "bone_meal": "dye",
    "charcoal": "coal",
    "cobblestone_stairs": "stone_stairs",
    "cobweb": "web",
    "cocoa_beans": "dye",
    "cod": "fish",
    "cooked_cod": "cooked_fish",
    "dandelion": "yellow_flower",
    "dead_bush": "deadbush",
    "empty_map": "map",
    "eye_of_ender": "ender_eye",
    "firework_rocket": "fireworks",
    "firework_star": "firework_charge",
    "glistering_melon_slice": "speckled_melon",
    "grass_block": "grass",
    "hay_bale": "hay_block",
    "ink_sac": "dye",
    "jack_o_lantern": "lit_pumpkin",
    "lapis_lazuli": "dye",
    "lily_pad": "waterlily",
    "magma_block": "magma",
    "melon_slice": "melon",
    "minecart_with_chest": "chest_minecart",
    "nether_brick_item": "netherbrick",
    "nether_quartz": "quartz",
    "note_block": "noteblock",
    "oak_boat": "boat",
    "oak_button": "wooden_button",
    "oak_door": "wooden_door",
    "oak_pressure_plate": "wooden_pressure_plate",
    "oak_slab": "wooden_slab",
    "popped_chorus_fruit": "chorus_fruit_popped",
    "poppy": "red_flower",
    "powered_rail": "golden_rail",
    "raw_gold": "gold_ore",
    "raw_iron": "iron_ore",
    "redstone_comparator": "comparator",
    "redstone_dust": "redstone",
    "redstone_repeater": "repeater",
    "salmon": "fish",
    "short_grass": "tallgrass",
    "slime_block": "slime",
    "snow_block": "snow",
    "steak": "cooked_beef",
    "stone_bricks": "stonebrick",
    "sugar_cane": "reeds",
    "terracotta": "hardened_clay",
    # Short names that people use.
    "axe": "wooden_axe",
    "hoe": "wooden_hoe",
    "iron": "iron_ingot",
    "gold": "gold_ingot",
    "pickaxe": "wooden_pickaxe",
    "shovel": "wooden_shovel",
    "sword": "wooden_sword",
    "table": "crafting_table",
    "wood": "log",
    "wooden_planks": "planks",
    "workbench": "crafting_table",
}


@lru_cache(maxsize=4096)
def normal(name: str) -> str:
    """Return a name in the registry's manner: lower case, words joined by `_`, no namespace.

    It takes the first of several alternatives (`shears or sword`), drops a remark in brackets and
    the accents of letters. A name in another script becomes "": ask `is_unreadable`, too, where ""
    means something.
    """
    return _joined(next(_split(name)))


def is_unreadable(name: str) -> bool:
    """Whether a name holds letters of another script: it is a name, but `normal` loses it.

    It looks at the first of several alternatives, and not into brackets.
    """
    return _is_of_another_script(next(_split(name)))


def _is_of_another_script(text: str) -> bool:
    return any(letter.isalpha() and not letter.isascii() for letter in text)


def _split(name: str) -> Iterator[str]:
    """Yield the alternatives of a name in lower case, without accents and remarks in brackets."""
    letters = (c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    parted = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", "_", "".join(letters))
    yield from re.split(r"\bor\b|[,;/|]", re.sub(r"\([^()]*\)", " ", parted.lower()))


def _joined(alternative: str) -> str:
    bare = re.sub(r":[0-9*]+$", "", re.sub(r"^#?minecraft:", "", alternative.strip()))
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")


def ground_name(name: str, vocabulary: Collection[str]) -> str | None:
    """Return the item of the vocabulary that a name means, or None.

    It tries in turn the name itself, an alias, singular for plural and the other way round, the
    name without its variant (`oak_planks`), the words turned round (`block of iron`), and the
    nearest name if this looks like a misspelling. The first alternative that means an item counts.

    Args:
        name: A name as a person or a model wrote it.
        vocabulary: The items of the world.

    Returns:
        An item of the vocabulary, or None when the name means none of them.
    """
    readable = [text for text in [*_split(name)][:MOST] if not _is_of_another_script(text)]
    items = (_ground(_joined(text), vocabulary) for text in readable)
    return next((item for item in items if item), None)


def _ground(wanted: str, vocabulary: Collection[str]) -> str | None:
    for spelling in _spellings(wanted):
        if spelling in vocabulary:
            return spelling
    near = get_close_matches(wanted, sorted(vocabulary), n=1, cutoff=NEAR)
    return near[0] if near and _misspelt(wanted, near[0]) else None


def _spellings(name: str) -> list[str]:
    """Return every form under which a name may stand in the vocabulary, the likeliest first."""
    plain = next((name.removeprefix(f"{v}_") for v in VARIANTS if name.startswith(f"{v}_")), name)
    made, of, whole = name.partition("_of_")
    turned = [f"{whole}_{made.removesuffix('s')}", *([whole] if made in PIECES else [])]
    stems = dict.fromkeys((name, plain, *(turned if of else [])))
    forms = [form for stem in stems for form in _numbers(stem)]
    return [
        candidate
        for form in forms
        for candidate in (form, ALIASES.get(form))
        if candidate is not None
    ]


def _numbers(name: str) -> list[str]:
    """Return a name as it is, in the singular and in the plural."""
    forms = [name, f"{name}s"]
    endings = (("s", ""), ("es", ""), ("ies", "y"), ("ves", "f"))
    forms += [name.removesuffix(many) + one for many, one in endings if name.endswith(many)]
    return [*forms, name.removesuffix("f") + "ves"] if name.endswith("f") else forms


def _misspelt(name: str, candidate: str) -> bool:
    ours, theirs = name.split("_"), candidate.split("_")
    if len(ours) != len(theirs):
        return True
    pairs = zip(ours, theirs, strict=True)
    return all(SequenceMatcher(None, a, b).ratio() >= NEAR_WORD for a, b in pairs)
