"""What an agent acts with: its knowledge, its options and their policies."""

from dataclasses import dataclass, field
from pathlib import Path

from deckard.graph.awm import AWM
from deckard.graph.planner import Planner
from deckard.journal.state import State
from deckard.policies import Policy, Trainer
from deckard.types import Inventory, Item, Option, Recipe, without
from deckard.worlds import World


@dataclass
class Skills:
    """What an agent acts with: its knowledge, its options and their policies."""

    world: World
    trainer: Trainer
    state: State
    policies: Path
    _loaded: dict[str, Policy] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.planner = Planner(self.state.awm, self.state.options, self.world.fuels)

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


@dataclass(frozen=True)
class Kit:
    """What practice episodes start with, and which of it is in the hand."""

    start: Inventory
    hand: Item | None

    @classmethod
    def of(cls, awm: AWM, recipe: Recipe) -> "Kit":
        """What a collect recipe asks for; only what is verified is granted.

        An ingredient (a bucket, say) is used with the hand.
        """
        granted = {i: n for i, n in recipe.needs.items() if awm.is_verified(i)}
        in_hand = [i for i in (*sorted(recipe.tools), *recipe.ingredients) if i in granted]
        return cls(granted, in_hand[0] if in_hand else None)

    def with_hand(self, other: Item | None) -> "Kit":
        """The same with something else in the hand instead, or nothing."""
        rest = without(self.start, [self.hand] if self.hand else [])
        return Kit(rest | ({other: 1} if other else {}), other)
