"""The names in one answer of a language model, grounded on the items of the world."""

from collections.abc import Collection

from deckard.dream.answers.grounding import ground_name, normal
from deckard.dream.answers.quantities import whole_number
from deckard.dream.answers.schema import MOST
from deckard.errors import BadCompletion
from deckard.types import Item

LONGEST_NAME = 100
"""Characters of a name that is looked up; chosen."""
LONGEST_QUOTE = 60
"""Characters of the answer that an error or an event quotes at most; chosen."""
LAST_WORDS = 6
"""Words at the end of a phrase in which a station is looked for; chosen."""


class Names:
    """Grounds names on a vocabulary; records every replacement and every name that means none."""

    def __init__(self, vocabulary: Collection[str]) -> None:
        self.vocabulary, self.replaced = vocabulary, dict[str, Item]()
        self.unknown, self.burnt = dict[str, str](), dict[Item, int]()

    def ground(self, role: str, name: object) -> Item | None:
        """Return the item that a name means, or None; BadCompletion when it is no name at all."""
        if not isinstance(name, str):
            raise BadCompletion(f"{role} {quoted(name)} is not an item of this world", "invented")
        item = self.look_up(name)
        if item is None:
            self.unknown[name[:LONGEST_QUOTE]] = role
        elif normal(name) != item:
            self.replaced[name] = item
        return item

    def look_up(self, name: object) -> Item | None:
        """Return the item that a name means, or None, and record nothing."""
        if not isinstance(name, str) or len(name) > LONGEST_NAME:
            return None
        return ground_name(name, self.vocabulary)

    def set_aside(self, name: object, quantity: object) -> None:
        """Record a fuel, if it is an item; of no sensible quantity one unit."""
        if fuel := self.look_up(name):
            count = whole_number(quantity, most=True) or 1
            self.burnt[fuel] = count if 0 < count <= MOST else 1

    def find(self, role: str, phrase: object) -> Item | None:
        """Return the item in which a phrase ends: `3x3 crafting table` means the table."""
        words = normal(phrase).split("_") if isinstance(phrase, str) else []
        for start in range(max(1, len(words) - LAST_WORDS), len(words)):
            if self.look_up(phrase := "_".join(words[start - 1 :])):
                break
        return self.ground(role, phrase)


def quoted(value: object) -> str:
    """Return a value as an error quotes it."""
    text = repr(value)
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 3]}..."
