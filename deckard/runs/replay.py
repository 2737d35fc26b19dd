"""Replay: what an agent did in a run, lived once more in its world and looked at.

Pursuits alone can be replayed: of practice, which is many episodes side by side, the journal keeps
what came of it and not what was done.
"""

import difflib
import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

import numpy as np

from deckard.errors import RunDirError
from deckard.journal.events import Act, Attempted, Event, Pursued
from deckard.types import Inventory, Item
from deckard.wake.life import RecordedLife, unpack
from deckard.worlds import World

Frame = tuple[np.ndarray, str, Inventory]
"""A picture, uint8 of shape (height, width, 3); what is done, on one line or several; the items
held."""


@dataclass(frozen=True)
class ReplayedPursuit:
    """A pursuit, as the journal has it."""

    entry: int
    begun: int
    """Env steps that the run had spent before it."""
    pursued: Pursued | Attempted


def list_pursuits(entries: Iterable[Sequence[Event]]) -> list[ReplayedPursuit]:
    """Return the pursuits of a run, in order."""
    replayed, steps = list[ReplayedPursuit](), 0
    for number, events in enumerate(entries, 1):
        for event in events:
            if isinstance(event, Pursued | Attempted):
                replayed.append(ReplayedPursuit(number, steps, event))
            if isinstance(event, Act):
                steps += event.outcome.steps
    return replayed


def select_pursuits(
    pursuits: Sequence[ReplayedPursuit], item: Item | None, entry: int | None
) -> list[ReplayedPursuit]:
    """Return the pursuits of an item, or that of an entry; all for neither.

    RunDirError names what there is to choose from.
    """
    if not pursuits:
        raise RunDirError("the run has pursued nothing yet: there is nothing to replay")
    of_item = [d for d in pursuits if item in (None, d.pursued.item)]
    if not of_item:
        raise RunDirError(_item_not_pursued(pursuits, str(item)))
    selected = [d for d in of_item if entry in (None, d.entry)]
    if not selected:
        of = f" of {item}" if item else ""
        raise RunDirError(
            f"entry {entry} is no pursuit{of}, and only pursuits can be replayed; entries that are "
            f"one: {_ranges([d.entry for d in of_item])}"
        )
    return selected


def _item_not_pursued(pursuits: Sequence[ReplayedPursuit], item: str) -> str:
    items = sorted({d.pursued.item for d in pursuits})
    near = difflib.get_close_matches(item.lower(), items, 3)
    hint = f"did you mean {', '.join(near)}?" if near else f"it has pursued: {', '.join(items)}"
    return (
        f"the run has not pursued {item!r} in its life, and practice leaves no trace to replay; "
        f"{hint}"
    )


def _ranges(numbers: Sequence[int]) -> str:
    """Write ascending numbers in short: `3-5, 9`."""
    runs = groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    ends = [(run[0][1], run[-1][1]) for run in (list(pairs) for _, pairs in runs)]
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in ends)


def relived(
    world: World,
    pursuits: Sequence[ReplayedPursuit],
    wanted: Collection[ReplayedPursuit],
    most: int,
) -> Iterator[Frame]:
    """Live the lives of a run again; yield at most `most` pictures of the pursuits that are wanted.

    The first is from before their first act; the others are evenly spaced, with the last act of
    each pursuit among them as far as there is room. RunDirError when a pursuit does not take the
    env steps that it took in the run: the world is another.
    """
    entries = {pursuit.entry for pursuit in wanted}
    shown = _shown([_length(pursuit) for pursuit in pursuits if pursuit.entry in entries], most - 1)
    count = 0
    for _, alike in groupby(pursuits, key=lambda pursuit: pursuit.pursued.life):
        of_life = list(alike)
        if not entries & {pursuit.entry for pursuit in of_life}:
            continue
        life = RecordedLife(world, of_life[0].pursued.seed)
        for pursuit in of_life[: max(k for k, d in enumerate(of_life) if d.entry in entries) + 1]:
            is_wanted = pursuit.entry in entries
            if is_wanted and not count:
                yield life.life.render(), _caption(pursuit, pursuit.begun, "begin"), life.inventory
            places = range(count, count + _length(pursuit)) if is_wanted else range(0)
            yield from _done_again(life, pursuit, [k in shown for k in places])
            count += len(places)


def _done_again(
    life: RecordedLife, pursuit: ReplayedPursuit, shown: Sequence[bool]
) -> Iterator[Frame]:
    """Do once more what a pursuit did; yield the acts that are shown."""
    steps = 0
    for k, word in enumerate(unpack(pursuit.pursued.trace)):
        _, info = life.act(word)
        steps += info["steps"]
        if k < len(shown) and shown[k]:
            is_last = k == len(shown) - 1
            doing = pursuit.pursued.ending if is_last else act_text(word)
            caption = _caption(pursuit, pursuit.begun + steps, doing)
            yield life.life.render(), caption, life.inventory
    recorded = pursuit.pursued.outcome.steps
    if steps != recorded:
        raise RunDirError(
            f"entry {pursuit.entry} took {recorded:,} env steps in the run and "
            f"{steps:,} now: this is another world; replay it with the deckard that made it"
        )


def act_text(word: str) -> str:
    """Return an act in words, `smelt iron_ingot with coal`; "" for a low-level decision."""
    verb, _, rest = word.partition(":")
    if verb.isdecimal():
        return ""
    return f"{verb} {rest.replace(':', ' with ') or 'nothing'}"


def _caption(pursuit: ReplayedPursuit, steps: int, doing: str) -> str:
    head = f"entry {pursuit.entry}, life {pursuit.pursued.life}, env step {steps:,}"
    return f"{head}\n{pursuit.pursued.goal}\n{doing}"


def _length(pursuit: ReplayedPursuit) -> int:
    return sum(1 for _ in unpack(pursuit.pursued.trace))


def _shown(lengths: Sequence[int], most: int) -> set[int]:
    """Choose at most so many of the acts of pursuits that follow each other."""
    total, ends = sum(lengths), {end - 1 for end in accumulate(lengths) if end}
    if 2 * len(ends) > most:
        return set(spaced(total, most))
    return ends | set(spaced(total, most - len(ends)))


def spaced(count: int, most: int) -> range:
    """At most `most` of so many positions, evenly spaced, the last one among them."""
    every = max(1, math.ceil(count / most))
    return range(count - 1, -1, -every)
