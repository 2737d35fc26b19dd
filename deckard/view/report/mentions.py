"""What each entry of the journal says of an item."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from deckard.events import Dreamed, Event, Misdreamed, Practised, Pursued
from deckard.recipes import Gain, Item
from deckard.view.words import entry, held

LONGEST = 4000
"""Characters of one answer that are kept."""


@dataclass(frozen=True)
class Mention:
    """What one entry says of one item."""

    entry: int
    words: str
    answer: str | None = None
    """What the language model wrote."""
    model: str | None = None
    before: str | None = None
    """The inventory before the step that gained the item, in words."""
    after: str | None = None


def mentions(entries: Iterable[Sequence[Event]]) -> dict[Item, list[Mention]]:
    """Return what is said of every item, in order."""
    found: dict[Item, list[Mention]] = {}
    for number, events in enumerate(entries, 1):
        about: dict[Item, list[Event]] = {}
        for event in events:
            about.setdefault(_item(event), []).append(event)
        gains = {gain.item: gain for gain in _gains(events)}
        for item, own in about.items():
            found.setdefault(item, []).append(_mention(number, own, gains.get(item)))
    return found


def _item(event: Event) -> Item:
    return event.item if isinstance(event, Misdreamed) else event.recipe.item


def _gains(events: Sequence[Event]) -> Iterator[Gain]:
    for event in events:
        if isinstance(event, Practised | Pursued):
            yield from event.outcome.gains


def _mention(number: int, events: Sequence[Event], gain: Gain | None) -> Mention:
    asked = next((e for e in events if isinstance(e, Dreamed | Misdreamed)), None)
    return Mention(
        entry=number,
        words=entry(events),
        answer=_shortened(asked.text) if asked else None,
        model=asked.model if asked else None,
        before=held(gain.before) if gain else None,
        after=held(gain.after) if gain else None,
    )


def _shortened(text: str) -> str:
    left = len(text) - LONGEST
    return text if left <= 0 else f"{text[:LONGEST]} … ({left:,} more characters in the journal)"
