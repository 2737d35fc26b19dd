"""Tools, as the baselines tell them by their names."""

from deckard.graph.beliefs import VERIFIED
from deckard.journal.state import State
from deckard.types import TOOL_WORDS, Item

HELD_WORDS = frozenset(TOOL_WORDS) - {"bucket", "rod"}
"""Last words of names that say tool to XENON, ADAM and chance: buckets and rods are no tools."""


def is_tool(item: Item) -> bool:
    """Whether the name of an item says that it is a tool."""
    return item.rpartition("_")[2] in HELD_WORDS


def best_pickaxe(state: State) -> Item | None:
    """Return the pickaxe that takes most to make of those that can be made."""
    pickaxes = [item for item in state.awm.items(VERIFIED) if item.endswith("_pickaxe")]
    return max(pickaxes, key=lambda item: (len(state.awm.behind(item)), item), default=None)
