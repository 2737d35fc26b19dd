"""Names of items as names of PDDL, and back.

A name of PDDL begins with a letter, goes on with letters, digits, `-` and `_`, and its case does
not count (Kovacs 2011, "BNF definition of PDDL 3.1"). Most names of items are such names and stay
as they are. Any other becomes `x-` and its letters, with `-HEX-` for what may not stand there:
`log:2` is `x-log-3a-2`. No plain name holds a `-`, so both ways are one to one.
"""

import re

from deckard.types import Item

PLAIN = re.compile(r"[a-z][a-z0-9_]*")
STRANGE = re.compile(r"[^a-z0-9_]")
ESCAPED = re.compile(r"-([0-9a-f]+)-")
RESERVED = frozenset(
    {
        "all", "always", "and", "assign", "at", "constants", "count", "decrease", "define",
        "domain", "either", "end", "exactly", "exists", "forall", "goal", "heat", "held", "imply",
        "increase", "init", "item", "maximize", "metric", "minimize", "near", "not", "number",
        "object", "objects", "or", "over", "preference", "problem", "start", "task", "undefined",
        "when", "within",
    }
)  # fmt: skip
"""Words of the language and of our domains."""
COUNT = re.compile(r"n[0-9]+")
"""Counts of the propositional form."""


def pddl_name(item: Item) -> str:
    """Return the name of PDDL that an item has."""
    if PLAIN.fullmatch(item) and item not in RESERVED and not COUNT.fullmatch(item):
        return item
    return "x-" + STRANGE.sub(lambda match: f"-{ord(match[0]):x}-", item)


def item_name(name: str) -> Item:
    """Return the item that has a name of PDDL, in whichever case a planner writes it."""
    name = name.lower()
    if not name.startswith("x-"):
        return name
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), name[2:])
