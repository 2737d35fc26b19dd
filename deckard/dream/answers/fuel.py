"""Set fuel aside that a model counts among what is smelted.

The prompt asks for the item that is smelted, without fuel; many models name both. Which of several
ingredients is burnt is judged by the answer's own words first: a name or a remark that says `fuel`,
and a part of a unit (an eighth of coal), since nothing is smelted in part. Then by names that mean
fuel wherever they stand: those that are hardly more than fuel, then wood and what is made of it.

Fuel is set aside only where something else is left, so coal as the only ingredient stays one. A
wrong judgement costs one attempt. A smelt that works shows what it used up. Once it has failed, the
same answer is taken at its word: what was set aside is an ingredient then (see `ask`).
"""

import re
from collections.abc import Callable, Sequence

from deckard.dream.answers.grounding import normal

BURNT = frozenset(("coal", "charcoal", "coal_block", "block_of_coal", "lava_bucket", "blaze_rod"))
"""Names of what is burnt rather than smelted."""
WOOD = re.compile(r"(?:\w+_)?(?:log|planks?|sticks?|wood)s?")
"""Names of wood and what is made of it, which is burnt or smelted."""
FUEL = re.compile(r"(?<![a-z])fuel(?![a-z])", re.IGNORECASE)
"""The word in a remark, or in a name such as `any_fuel`."""
PART = re.compile(r"\s*(?:0?\.\d{1,9}|1\s*/\s*\d{1,9})\s*")
"""Less than one unit."""
Entry = tuple[object, object]
"""A name and its quantity, as the answer has them."""


def without_fuel(entries: Sequence[Entry]) -> list[Entry]:
    """Return what is smelted, of things of which some may be fuel."""
    remaining = list(entries)
    for is_fuel in (_says_so, _is_part, _is_burnt, _is_wood):
        remaining = _without(remaining, is_fuel)
    return remaining


def is_declared(entry: Entry) -> bool:
    """Whether an answer itself says that something is burnt, by its name or its quantity."""
    return _says_so(entry) or _is_part(entry)


def is_hardly_else(entry: Entry) -> bool:
    """Whether something is hardly named in a smelt but as its fuel."""
    return is_declared(entry) or _is_burnt(entry)


def _without(entries: list[Entry], is_fuel: Callable[[Entry], bool]) -> list[Entry]:
    """Return the entries that are no fuel, or all of them if nothing else would be left."""
    return [entry for entry in entries if not is_fuel(entry)] or entries


def _says_so(entry: Entry) -> bool:
    return any(isinstance(part, str) and FUEL.search(part) for part in entry)


def _is_part(entry: Entry) -> bool:
    quantity = entry[1]
    if isinstance(quantity, float):
        return 0 < quantity < 1
    return isinstance(quantity, str) and PART.fullmatch(quantity) is not None


def _is_burnt(entry: Entry) -> bool:
    return isinstance(entry[0], str) and normal(entry[0]) in BURNT


def _is_wood(entry: Entry) -> bool:
    return isinstance(entry[0], str) and WOOD.fullmatch(normal(entry[0])) is not None
