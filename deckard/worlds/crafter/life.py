"""One life in the game: an agent that starts with nothing and earns everything."""

import numpy as np

from deckard.errors import Aborted
from deckard.types import NONE, Item
from deckard.worlds import Info, Life
from deckard.worlds.crafter.batch import NEAR, Batch
from deckard.worlds.crafter.layout import SIDES
from deckard.worlds.crafter.names import ACTIONS, DIRECTIONS, NOOP, RESTS, action_of
from deckard.worlds.crafter.room import way_to_room

TRIES = 20
"""Moves towards room for a station before it is given up, as mobs may be in the way; chosen."""
MOST_SLEEP = 500
"""Steps that are waited for the agent to wake; more than a night takes."""
MOST_WAITING = 50
"""Steps that are waited for the agent to be tired; in less, energy falls by one."""
MOVES = tuple(
    ACTIONS.index(move) for side in SIDES for move in DIRECTIONS if DIRECTIONS[move] == side
)
"""The move to each of SIDES."""


class CrafterLife(Life):
    """A batch of one, which ends with the agent's death.

    What a station is made of is placed in one step. Where no free cell is faced the agent first
    steps aside, near the same stations. What sleep gives takes as long as the agent sleeps; who is
    not tired waits before, and who was woken too early tried nothing.
    """

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self._steps = 0
        batch.restart(np.zeros(1, np.int64), NONE, np.zeros(1, np.int64))
        self.obs = batch.obs[0].copy()
        self.info = batch.info(0, 0, None)

    def step(self, action: int) -> Info:
        """Take one decision of the low-level action space."""
        self._begin()
        self._act(action)
        return self._told()

    def craft(self, item: Item) -> Info:
        """Make or place an item once, or sleep; takes one step, more in sleep or without room."""
        self._begin()
        if item in RESTS:
            return self._rest(item)
        action, near = action_of(item), self.info["near"]
        self._wake()
        has_room = self._find_room(item)
        is_same = has_room and NEAR[int(self.batch.near[0])] == near
        self._act(action if action is not None and is_same else NOOP)
        return self._told(hindered=not is_same)

    def _rest(self, item: Item) -> Info:
        """Sleep until the agent wakes; who is not tired first waits."""
        full = self.batch.rules.most["energy"]
        for _ in range(MOST_WAITING):
            if self.batch.levels(0)["energy"] < full:
                break
            self._act(NOOP)
        self._act(ACTIONS.index("sleep"))
        self._wake()
        is_rested = self.batch.levels(0)["energy"] == full
        return self._told(hindered=not is_rested)

    def smelt(self, item: Item, fuel: Item) -> Info:
        """Nothing is smelted here; takes one step."""
        return self.step(NOOP)

    def place(self, station: Item) -> Info:
        """Nothing can be put down: stations are made where they stand; takes one step."""
        return self.step(NOOP)

    def take(self, station: Item) -> Info:
        """Stations stay; takes one step."""
        return self.step(NOOP)

    def equip(self, item: Item | None) -> Info:
        """What is held counts; takes one step."""
        return self.step(NOOP)

    def render(self) -> np.ndarray:
        """Return what the game shows a player, uint8 (height, width, 3)."""
        return self.batch.picture(0)

    def _begin(self) -> None:
        """Begin an act; the dead do nothing any more."""
        if self.batch.died[0]:
            raise Aborted("the agent died")
        self._steps = 0

    def _act(self, action: int) -> None:
        if not self.batch.died[0]:
            self.batch.advance(np.array([action], np.int64))
            self._steps += 1

    def _told(self, *, hindered: bool = False) -> Info:
        """Say what the last act did."""
        self.obs = self.batch.obs[0].copy()
        self.info = self.batch.info(0, self._steps, self.info)
        if hindered:
            self.info = {**self.info, "hindered": True}
        return self.info

    def _wake(self) -> None:
        """Let time pass until the agent is awake."""
        for _ in range(MOST_SLEEP):
            if not self.batch.asleep[0]:
                return
            self._act(NOOP)

    def _find_room(self, item: Item) -> bool:
        """Go where an item can be placed; whether there is room for it, or for what is made."""
        rules = self.batch.rules
        if item not in rules.placed:
            return rules.has_room(self.batch.inventory(0), {item: rules.made.get(item, 1)})
        for _ in range(TRIES):
            view, heading = self.batch.view(0), int(self.batch.heading[0])
            moves = way_to_room(view, heading, rules.placed[item], rules.free)
            if not moves:
                return moves is not None
            self._act(MOVES[moves[0]])
        return False
