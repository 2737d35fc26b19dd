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


def deeds(entries: Iterable[Sequence[Event]]) -> list[ReplayedPursuit]:
    """Return the pursuits of a run, in order."""
    found, steps = list[ReplayedPursuit](), 0
    for number, events in enumerate(entries, 1):
        for event in events:
            if isinstance(event, Pursued | Attempted):
                found.append(ReplayedPursuit(number, steps, event))
            if isinstance(event, Act):
                steps += event.outcome.steps
    return found


def select_pursuits(
    done: Sequence[ReplayedPursuit], item: Item | None, entry: int | None
) -> list[ReplayedPursuit]:
    """Return the pursuits of an item, or that of an entry; all for neither.

    RunDirError names what there is to choose from.
    """
    if not done:
        raise RunDirError("the run has pursued nothing yet: there is nothing to replay")
    found = [d for d in done if item in (None, d.pursued.item) and entry in (None, d.entry)]
    if not found and entry is not None:
        near = sorted(sorted(done, key=lambda d: abs(d.entry - entry))[:5], key=lambda d: d.entry)
        close = ", ".join(f"{d.entry} ({d.pursued.item})" for d in near)
        raise RunDirError(
            f"entry {entry} is no pursuit{f' of {item}' if item else ''}, and pursuits alone can "
            f"be replayed; such entries nearby: {close}"
        )
    if not found and item is not None:
        known = sorted({d.pursued.item for d in done})
        alike = difflib.get_close_matches(item.lower(), known, 3)
        pursued = f"it has pursued: {', '.join(known)}"
        hint = f"did you mean {', '.join(alike)}?" if alike else pursued
        raise RunDirError(
            f"the run has not pursued {item!r} in its life, and practice leaves no trace to "
            f"replay; {hint}"
        )
    return found


def relived(
    world: World, done: Sequence[ReplayedPursuit], wanted: Collection[ReplayedPursuit], most: int
) -> Iterator[Frame]:
    """Live the lives of a run again; yield at most `most` pictures of the pursuits that are wanted.

    The first is from before their first act; the others are evenly spaced, with the last act of
    each pursuit among them as far as there is room. RunDirError when a pursuit does not take the
    env steps that it took in the run: the world is another.
    """
    entries = {deed.entry for deed in wanted}
    shown = _shown([_length(deed) for deed in done if deed.entry in entries], most - 1)
    count = 0
    for _, alike in groupby(done, key=lambda deed: deed.pursued.life):
        life = list(alike)
        if not entries & {deed.entry for deed in life}:
            continue
        living = RecordedLife(world, life[0].pursued.seed)
        for deed in life[: max(k for k, d in enumerate(life) if d.entry in entries) + 1]:
            is_wanted = deed.entry in entries
            if is_wanted and not count:
                yield living.life.render(), _caption(deed, deed.begun, "begin"), living.inventory
            places = range(count, count + _length(deed)) if is_wanted else range(0)
            yield from _done_again(living, deed, [k in shown for k in places])
            count += len(places)


def _done_again(
    living: RecordedLife, deed: ReplayedPursuit, shown: Sequence[bool]
) -> Iterator[Frame]:
    """Do what was done in a pursuit; yield the acts that are shown."""
    steps = 0
    for k, word in enumerate(unpack(deed.pursued.trace)):
        _, info = living.act(word)
        steps += info["steps"]
        if k < len(shown) and shown[k]:
            is_last = k == len(shown) - 1
            doing = deed.pursued.ending if is_last else said(word)
            caption = _caption(deed, deed.begun + steps, doing)
            yield living.life.render(), caption, living.inventory
    if steps != deed.pursued.outcome.steps:
        raise RunDirError(
            f"entry {deed.entry} took {deed.pursued.outcome.steps:,} env steps in the run and "
            f"{steps:,} now: this is another world; replay it with the deckard that made it"
        )


def said(word: str) -> str:
    """Tell an act in words: `smelt iron_ingot with coal`; nothing of a low-level decision."""
    verb, _, rest = word.partition(":")
    if verb.isdecimal():
        return ""
    return f"{verb} {rest.replace(':', ' with ') or 'nothing'}"


def _caption(deed: ReplayedPursuit, steps: int, doing: str) -> str:
    head = f"entry {deed.entry}, life {deed.pursued.life}, env step {steps:,}"
    return f"{head}\n{deed.pursued.goal}\n{doing}"


def _length(deed: ReplayedPursuit) -> int:
    return sum(1 for _ in unpack(deed.pursued.trace))


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
