"""The one life of the waking agent: every act is a word, so that a life can be relived."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

import numpy as np

from deckard.types import NONE, Item
from deckard.wake.harm import HarmTally
from deckard.worlds import Info, Life, World
from deckard.worlds.infos import amount

TELLING = ("equip:", "craft:", "smelt:")
"""Acts across which one wrong count hides no change: to equip changes no count, a craft two or
none. To place, to take and to collect may change the count of one item alone."""


class Died(Exception):
    """The agent died in a life, which is over; what was observed in it counts."""


class RecordedLife:
    """A life in a world that keeps a trace of what was done in it.

    A word is a number (a decision of the low-level action space) or `craft:item`,
    `smelt:item:fuel`, `place:station`, `take:station`, `equip:item` (`equip:` empties the hand).
    """

    def __init__(self, world: World, seed: int, past: Iterable[str] = ()) -> None:
        self.life: Life = world.live(seed)
        self._acts: list[str] = []
        self.harm = HarmTally(world.sights, world.needs)
        """How the agent was hurt since that was last asked for."""
        self._raised = Counter[Item]()
        """By how much acts raised each need so far."""
        self.is_steady = True
        """Whether the last two reports show the same counts, if there are two."""
        self.is_confirmed = False
        """Whether they also show it across an act that one wrong count cannot have hidden."""
        for trace in past:
            for word in unpack(trace):
                self.act(word)
        self._acts.clear()
        self.harm.take()

    @property
    def info(self) -> Info:
        """The last info."""
        return self.life.info

    @property
    def obs(self) -> np.ndarray:
        """What the agent perceives."""
        return self.life.obs

    @property
    def inventory(self) -> dict[Item, int]:
        """What the agent holds."""
        return self.life.info["inventory"]

    def count(self, name: Item) -> int:
        """How many of an item are held, how often a deed was done, or how far acts raised a need.

        A need falls between two acts that raise it: what counts is all by which it was raised.
        """
        if name in self.info.get("needs", NONE):
            return self._raised[name]
        return amount(self.info, name)

    def at_hand(self) -> dict[Item, int]:
        """What is held, or placed within reach."""
        return dict(Counter(sorted(self.info["near"])) + Counter(self.inventory))

    def act(self, word: str) -> tuple[Info, Info]:
        """Do what a word says; return the infos before and after."""
        before = self.life.info
        self._acts.append(word)
        after = self._do(word)
        self._follow(before, after)
        self.harm.note(before, after, self.life.obs)
        self.is_steady = after["inventory"] == before["inventory"]
        self.is_confirmed = self.is_steady and word.startswith(TELLING)
        return before, after

    def _follow(self, before: Info, after: Info) -> None:
        """Add up by how much an act raised each need."""
        levels, old = after.get("needs", NONE), before.get("needs", NONE)
        if levels is not old:
            self._raised += Counter(levels) - Counter(old)

    def has_just_done(self, word: str) -> bool:
        """Whether the last act was this one, and changed no count."""
        return self.is_steady and self._acts[-1:] == [word]

    def trace(self) -> str:
        """Return what was done since the last call, packed."""
        packed, self._acts = pack(self._acts), []
        return packed

    def _do(self, word: str) -> Info:
        verb, _, rest = word.partition(":")
        match verb:
            case "craft":
                return self.life.craft(rest)
            case "smelt":
                item, _, fuel = rest.partition(":")
                return self.life.smelt(item, fuel)
            case "place":
                return self.life.place(rest)
            case "take":
                return self.life.take(rest)
            case "equip":
                return self.life.equip(rest or None)
        return self.life.step(int(verb))


def pack(acts: Sequence[str]) -> str:
    """Join words, `w*n` standing for n times w."""
    runs = ((word, sum(1 for _ in same)) for word, same in groupby(acts))
    return " ".join(word if n == 1 else f"{word}*{n}" for word, n in runs)


def unpack(trace: str) -> Iterable[str]:
    """Yield the words of a packed trace."""
    for run in trace.split():
        word, _, n = run.partition("*")
        yield from [word] * int(n or 1)
