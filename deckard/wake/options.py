"""What an agent acts with: its knowledge, its options and their policies."""

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from deckard.errors import NoPlan
from deckard.graph.awm import AWM
from deckard.graph.beliefs import VERIFIED
from deckard.graph.planner import Planner
from deckard.graph.plans.steps import Step
from deckard.journal.state import State
from deckard.policies import Policy, Trainer
from deckard.types import BulkAttempt, Inventory, Item, Option, Pursuit, Recipe, without
from deckard.worlds import World

UPKEEP = 0.5
"""The default of `wake.upkeep`; chosen."""


@dataclass
class OptionLibrary:
    """What an agent acts with: its knowledge, its options and their policies.

    An option is a policy with the states in which it may start and a reliability (Sutton, Precup
    and Singh 1999).
    """

    world: World
    trainer: Trainer
    state: State
    policies: Path
    upkeep: float = UPKEEP
    """Share of a need's full level below which it is met first; `wake.upkeep`."""
    _loaded: dict[str, Policy] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.planner = Planner(self.state.awm, self.state.options, self.world.fuels)

    def option(self, recipe: Recipe) -> Option | None:
        """The option that serves a recipe: learnt for the same hand, and reliable."""
        option = self.state.options.get(recipe.item)
        if option is None or not option.reliable:
            return None
        return option if option.hand == Initiation.of(self.state.awm, recipe).hand else None

    def substitute(self, recipe: Recipe) -> Recipe | None:
        """The verified recipe that has an option where a verified collect has none.

        An item has one option, learnt for one hand. A plan that is made anew on the way may choose
        another tool that came by.
        """
        verified = self.state.awm.recipes(recipe.item, VERIFIED)
        if recipe not in verified or self.option(recipe):
            return None
        return next(filter(self.option, verified), None)

    def serves(self, recipe: Recipe) -> bool:
        """Whether an option serves a recipe, or one that takes its place in a plan."""
        return self.option(recipe) is not None or self.substitute(recipe) is not None

    def steps_to(self, goal: Pursuit, have: Inventory, quantity: int = 1) -> list[Step]:
        """The steps of a plan from what is held to a goal, the last one last; none without a plan.

        Args:
            goal: A recipe, or many items to attempt with one stock: then the plan gathers that.
            have: What is held or at hand.
            quantity: How many of the recipe's item are wanted.
        """
        try:
            if isinstance(goal, BulkAttempt):
                return self.planner.gather(goal.stock, have)
            return self.planner.plan(goal, have, quantity)
        except NoPlan:
            return []

    def policy(self, option: Option) -> Policy:
        """The policy of an option, read once."""
        if option.file not in self._loaded:
            self._loaded[option.file] = self.trainer.load(self.policies / option.file)
        return self._loaded[option.file]


@dataclass(frozen=True)
class Initiation:
    """Where an option may start: with these items, one of them in the hand."""

    items: Inventory
    hand: Item | None

    @classmethod
    def of(cls, awm: AWM, recipe: Recipe) -> "Initiation":
        """What a collect recipe asks for; only what is verified is granted.

        An ingredient (a bucket, say) is used with the hand.
        """
        granted = {i: n for i, n in recipe.needs.items() if awm.is_obtainable(i)}
        in_hand = [i for i in (*sorted(recipe.tools), *recipe.ingredients) if i in granted]
        return cls(granted, in_hand[0] if in_hand else None)

    def with_tools(self, awm: AWM, unheld: Collection[Item]) -> "Initiation":
        """The same with all that can be made and that nothing uses up: the way there may take it.

        That is for worlds without hands, where tools and weapons need not be taken into one.

        Args:
            awm: What is known.
            unheld: What cannot be held, as a station that stands where it is made.
        """
        recipes = [recipe for item in awm.items(VERIFIED) for recipe in awm.recipes(item, VERIFIED)]
        tools = {tool for recipe in recipes for tool in recipe.tools}
        made = {recipe.item for recipe in recipes if recipe.how == "craft"} - {*unheld}
        lasting = made.difference(*(recipe.ingredients for recipe in recipes))
        return Initiation(dict.fromkeys(sorted(tools | lasting), 1) | dict(self.items), self.hand)

    def with_hand(self, other: Item | None) -> "Initiation":
        """The same with something else in the hand instead, or nothing."""
        rest = without(self.items, [self.hand] if self.hand else [])
        return Initiation(rest | ({other: 1} if other else {}), other)
