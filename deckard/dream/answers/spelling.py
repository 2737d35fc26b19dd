"""Forms in which a name may have been written: number, order, material; and misspellings of it."""

from collections.abc import Collection, Container, Iterator
from itertools import chain

FIRST_WORDS = (
    "a", "an", "the", "some", "any_type_of", "any_kind_of", "any", "at_least", "minimum", "one",
    "empty",
)  # fmt: skip
"""Words before a name that say nothing about the item."""
LAST_WORDS = ("item", "items", "minimum")
"""Words after a name that say nothing about the item."""
MATERIALS = (("wood", "wooden"), ("gold", "golden"))
"""A material, and the word that the game has for it before some things."""
BLOCKS = ("block", "blocks")
PIECES = (
    "piece", "pieces", "unit", "units", "lump", "lumps", "chunk", "chunks", "pile", "piles",
    *BLOCKS,
)  # fmt: skip
"""Words before `of` that mean the material itself: `blocks of obsidian`."""
UNCLEAR = ("bar", "bars")
"""Words before `of` that mean several things: a bar of iron is an ingot, iron bars are a block."""
FILLERS = {"a", "an", "and", "the"}
"""Words within a name that say nothing about the item."""
ENDINGS = (("s", ""), ("es", ""), ("ies", "y"), ("ves", "f"), ("", "s"), ("f", "ves"), ("y", "ies"))
"""Endings of another number, and what stands in their place."""
LEAST = 6
"""Letters from which a name may be a misspelling; chosen."""
LEAST_SWAPPED, LEAST_LOST, LEAST_OTHER = 4, 5, 6
"""Letters of a word among others from which two may be swapped, one lost or added, one be another;
chosen."""


def forms(name: str, blocks: Container[str], wooden: Container[str]) -> Iterator[str]:
    """Yield the forms of a name, the likeliest first: as it is, then ever more of it changed.

    Args:
        name: A name in the registry's manner.
        blocks: What can be placed: `dirt_block` is dirt, `bread_block` is nothing.
        wooden: Things before which `wooden` says nothing.
    """
    stems = dict.fromkeys((name, bare(name), *_of(bare(name), blocks)))
    straight = dict.fromkeys(chain.from_iterable(map(numbers, stems)))
    yield from straight
    turned = dict.fromkeys(chain(*(_reworded(form, blocks, wooden) for form in straight)))
    yield from (form for form in turned if form not in straight)


def bare(name: str) -> str:
    """Return a name without the words about it."""
    first = next((f"{word}_" for word in FIRST_WORDS if name.startswith(f"{word}_")), "")
    last = next((f"_{word}" for word in LAST_WORDS if name.endswith(f"_{word}")), "")
    return name.removeprefix(first).removesuffix(last).replace("_s_", "_")


def numbers(name: str) -> Iterator[str]:
    """Yield a name as it is, in the singular and in the plural."""
    yield name
    for ending, other in ENDINGS:
        if name.endswith(ending):
            yield name.removesuffix(ending) + other


def _of(name: str, blocks: Container[str]) -> Iterator[str]:
    """Yield what `block_of_iron` and the like may mean."""
    made, of, whole = name.partition("_of_")
    if of and made not in UNCLEAR:
        for material in dict.fromkeys((whole, whole.removesuffix("s"))):
            yield f"{material}_{made.removesuffix('s')}"
            if made in PIECES and (made not in BLOCKS or material in blocks):
                yield material


def unfilled(name: str) -> str:
    """Return a name without articles and `and`: `flint_and_steel` is flint_steel."""
    return "_".join(word for word in name.split("_") if word not in FILLERS)


def _reworded(name: str, blocks: Container[str], wooden: Container[str]) -> Iterator[str]:
    """Yield a name with another word for its material, without one, or in another order."""
    first, _, rest = name.partition("_")
    start, _, last = name.rpartition("_")
    if first in MATERIALS[0] and rest in wooden:
        yield rest
    yield from (*_of_other_word(name), name.replace("_wood_", "_", 1), unfilled(name))
    if last in BLOCKS and start in blocks:
        yield start
    for turned in (f"{last}_{start}", f"{rest}_{first}") if rest else ():
        yield from (turned, *_of_other_word(turned))


def _of_other_word(name: str) -> Iterator[str]:
    """Yield a name with the other word for its material."""
    first, _, rest = name.partition("_")
    for pair in MATERIALS:
        yield from (f"{other}_{rest}" for other in pair if first in pair and other != first)


def corrections(name: str, words: Collection[str]) -> Iterator[str]:
    """Yield what a name may be a misspelling of: one word of it is no word, and near to one.

    A word of its own is taken for a misspelling of a longer one alone, and only in its midst: in
    other languages many names differ from the English in their first or last letters.
    """
    parts = name.split("_")
    unknown = [i for i, part in enumerate(parts) if part not in words]
    if len(unknown) != 1 or len(name.replace("_", "")) < LEAST:
        return
    (place,) = unknown
    for word in sorted(word for word in words if word[:1] == parts[place][:1]):
        if _is_near(parts[place], word, len(parts) == 1):
            yield "_".join((*parts[:place], word, *parts[place + 1 :]))


def _is_near(wrong: str, word: str, alone: bool) -> bool:
    """Whether two words with the same first letter are one slip apart."""
    if abs(len(wrong) - len(word)) > 1:
        return False
    if alone and (wrong[-1] != word[-1] or min(len(wrong), len(word)) < LEAST):
        return False
    if len(wrong) != len(word):
        return min(len(wrong), len(word)) >= LEAST_LOST and _lacks_one(
            *sorted((wrong, word), key=len)
        )
    places = [i for i, (a, b) in enumerate(zip(wrong, word, strict=True)) if a != b]
    if len(places) == 1:
        return not alone and len(word) >= LEAST_OTHER
    return len(word) >= LEAST_SWAPPED and _swapped(wrong, word, places)


def _lacks_one(shorter: str, longer: str) -> bool:
    return any(longer[:i] + longer[i + 1 :] == shorter for i in range(len(longer)))


def _swapped(wrong: str, word: str, places: list[int]) -> bool:
    if len(places) != 2 or places[1] != places[0] + 1:
        return False
    first, second = places
    return wrong[first] == word[second] and wrong[second] == word[first]
