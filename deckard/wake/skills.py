"""What an agent acts with: its knowledge, its options and their policies."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from deckard.graph.planner import Planner
from deckard.journal.state import State
from deckard.policies import Policy, Trainer
from deckard.types import Option, Recipe
from deckard.wake.practice import Kit
from deckard.worlds import World


def seed_from(*words: object) -> int:
    """Return a seed below 2**31 that depends on the words alone."""
    digest = hashlib.sha256("/".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest[:4]) >> 1


@dataclass
class Skills:
    """What an agent acts with: its knowledge, its options and their policies."""

    world: World
    trainer: Trainer
    state: State
    policies: Path
    _loaded: dict[str, Policy] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.planner = Planner(self.state, self.world.fuels)

    def option(self, recipe: Recipe) -> Option | None:
        """The option that serves a recipe: learnt for the same hand, and reliable."""
        option = self.state.options.get(recipe.item)
        if option is None or not option.reliable:
            return None
        return option if option.hand == Kit.of(self.state.awm, recipe).hand else None

    def policy(self, option: Option) -> Policy:
        """The policy of an option, read once."""
        if option.file not in self._loaded:
            self._loaded[option.file] = self.trainer.load(self.policies / option.file)
        return self._loaded[option.file]


class Onlooker(Protocol):
    """Whoever looks on while the agent acts."""

    def pursuing(self, goal: Recipe, doing: Recipe) -> None:
        """Told what the agent sets out to do, and for what."""
