"""Practice: learn a policy for a collect recipe, measure it, and try what it can do without."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from math import isqrt
from pathlib import Path

import numpy as np

from deckard.config import WakeConfig
from deckard.explore.searches import BLIND
from deckard.files import replacing, writing
from deckard.journal.events import Practised
from deckard.journal.state import State
from deckard.policies import Policy, Trainer, TrainingProgress
from deckard.policies.subgoal_env import SubgoalEnv
from deckard.types import Item, Option, Recipe
from deckard.verify.inference import episodes_that_tell, weaker
from deckard.verify.observations import Observations
from deckard.verify.touches import Touch, contacts_that_tell
from deckard.wake.callbacks import RunCallback
from deckard.wake.options import Initiation
from deckard.wake.rollout import Rollouts, roll_out
from deckard.worlds import Practice, PracticeEnvs, World
from deckard.worlds.evidence import EvidenceRecorder

VAIN = 4
"""Training stops after this many times `patience` contacts with the source and not one gain."""
HOPELESS = 0.05
"""Share of recent episodes that succeeded below which a practice may end; chosen."""
TELLING = 3
"""Successes that show that a collect takes no more than its recipe asks for; chosen."""


@dataclass
class OptionTrainer:
    """Learns options."""

    config: WakeConfig
    state: State
    world: World
    trainer: Trainer
    policies: Path
    """The folder of the policies."""
    begin: Callable[[Practice, EvidenceRecorder], PracticeEnvs]
    """Makes the episodes of a practice."""
    most_envs: int
    """How many episodes may run side by side."""
    max_steps: int = sys.maxsize
    """Env steps that a run may take."""

    @property
    def left(self) -> int:
        """Env steps that the run may still take."""
        return self.max_steps - self.state.steps

    def practise(self, recipe: Recipe, seed: int, callback: RunCallback) -> Practised:
        """Train a policy for a collect recipe, and evaluate it.

        Args:
            recipe: The collect.
            seed: Decides every draw. The policy is trained with `seed`, evaluated with `seed + 1`,
                and tried with the k-th weaker hand with `seed + 2 + k`.
            callback: Looks on.

        Returns:
            What was seen, and the option if the policy works.

        Raises:
            OutOfBudget: It takes more env steps than are left.
        """
        return _OptionTraining(self, recipe, seed, callback).run()


class _OptionTraining:
    """One practice of one recipe, with everything seen in one record of evidence."""

    def __init__(
        self, trains: OptionTrainer, recipe: Recipe, seed: int, callback: RunCallback
    ) -> None:
        self.recipe, self.seed, self.callback = recipe, seed, callback
        self.config, self.state, self.world = trains.config, trains.state, trains.world
        self.trainer, self.policies, self.begin = trains.trainer, trains.policies, trains.begin
        self.envs = min(trains.trainer.envs, trains.most_envs)
        self.max_decisions = trains.trainer.max_decisions
        self.asked = self.start = Initiation.of(trains.state.awm, recipe)
        if not self.world.hands and self.max_decisions > 1:
            unheld = {*self.world.rooted, *self.world.unheld}
            self.start = self.asked.with_tools(trains.state.awm, unheld)
        world, left = trains.world, trains.left
        self.evidence = EvidenceRecorder(
            recipe.item,
            left,
            exact=world.exact_reports,
            hands=world.hands,
            needs=world.needs,
        )

    def run(self) -> Practised:
        self.callback.on_training(self.recipe, TrainingProgress(0, 0, 0.0), 0)
        env = self._env(self.start, self.seed, self.envs, self.config)
        policy = self.trainer.train(env, self.seed, self._watch, self._nearest())
        env.close()
        option = self._evaluate(policy) if self.evidence.successes else None
        if option and option.successes and self._has_given():
            _save(policy, self.policies / option.file)
            self._try_weaker_hands(policy)
            self._try_without_more(policy)
        elif option:
            option = None
        return Practised(recipe=self.recipe, outcome=self.evidence.outcome(), option=option)

    def _watch(self, progress: TrainingProgress) -> bool:
        """Go on unless the source gives nothing, or is nothing that the agent can perceive."""
        self.callback.on_training(self.recipe, progress, self.evidence.steps)
        vain = self.config.vain
        if vain is not None and progress.decisions >= vain and progress.success < HOPELESS:
            return False
        touch = self._touch(self.start.hand)
        if self.evidence.successes or touch.gave[self.recipe.item]:
            return True
        if self.recipe.source not in self.world.sights:
            return progress.decisions < BLIND
        return self._contacts(self.start.hand) < VAIN * self.config.patience

    def _has_given(self) -> bool:
        """Whether the source gave the item beyond doubt: else the successes may be wrong counts."""
        source, hand, item = self.recipe.source, self.start.hand, self.recipe.item
        given = self._touch(hand).gave[item] or self.evidence.has_given(source, hand)
        return bool(given) or self.evidence.exact

    def _evaluate(self, policy: Policy) -> Option:
        """Follow the finished policy in fresh episodes."""
        self.callback.on_evaluation(self.recipe, self.evidence.steps)
        episodes = self.config.measure
        rollouts = self._roll_out(policy, self.start, self.seed + 1, episodes)
        successes = len(rollouts.steps)
        if not successes and self.max_decisions == 1:  # those of the training were of this policy
            episodes, successes = self.evidence.episodes, self.evidence.successes
        return Option(
            item=self.recipe.item,
            source=self.recipe.source,
            start=dict(self.start.items),
            hand=self.start.hand,
            file=f"{self.recipe.item}-{self.state.entries + 1}.zip",
            episodes=episodes,
            successes=successes,
            decisions=float(np.mean(rollouts.decisions or [0])),
            steps=float(np.mean(rollouts.steps or [0])),
            in_vain=float(np.mean(rollouts.failed_steps or [0])),
            broke=rollouts.broke / max(1, successes),
        )

    def _try_weaker_hands(self, policy: Policy) -> None:
        """Follow the policy with weaker hands until it is plain whether they would do."""
        hand, source, episodes = self.start.hand, self.recipe.source, self.config.weaker
        if not episodes or hand is None or source is None or hand in self.recipe.ingredients:
            return
        held = [hand for hand in weaker(self.state, self.recipe) if hand in self.world.items]
        for k, other in enumerate([None, *held]):
            if not (is_plain := self._judge(other))():
                start = self.start.with_hand(other)
                self._roll_out(policy, start, self.seed + 2 + k, episodes, is_plain)

    def _try_without_more(self, policy: Policy) -> None:
        """Follow the policy with nothing but what the recipe asks for, until that does or not."""
        evidence, episodes = self.evidence, self.config.weaker
        enough = evidence.successes + TELLING
        if episodes and self.start != self.asked:
            self._roll_out(
                policy, self.asked, self.seed + 2, episodes, lambda: evidence.successes >= enough
            )

    def _judge(self, other: Item | None) -> Callable[[], bool]:
        """What says whether contacts by a weaker hand are enough to tell if it would do."""
        item, touch = self.recipe.item, self._touch(other)
        contacts = contacts_that_tell(self._touch(self.start.hand), item, touch.unsure[item])
        episodes = episodes_that_tell(self.state, touch.unsure[item])
        return lambda: self._contacts(other) >= contacts and self._episodes(other) >= episodes

    def _roll_out(
        self,
        policy: Policy,
        start: Initiation,
        seed: int,
        episodes: int,
        stop: Callable[[], bool] = lambda: False,
    ) -> Rollouts:
        """Follow the policy in so many episodes, or until it is time to stop.

        While the last of those side by side goes on all others do: so there are few of them where
        episodes take long.
        """
        policy.set_random_seed(seed)
        side_by_side = episodes if self.max_decisions == 1 else isqrt(episodes)
        env, hand = self._env(start, seed, min(side_by_side, self.envs)), start.hand
        in_hand = hand if self.world.hands else None
        return roll_out(policy, env, in_hand, episodes, stop)

    def _touch(self, hand: Item | None) -> Touch:
        """What the source gave before this practice, with this in the hand."""
        return self.state.view(Observations).touches[self.recipe.source or "", hand]

    def _contacts(self, hand: Item | None) -> int:
        """Contacts with the source with this in the hand, ever."""
        before = self._touch(hand).telling(self.recipe.item)
        return before + self.evidence.touched(self.recipe.source, hand)

    def _episodes(self, hand: Item | None) -> int:
        """In how many episodes these were."""
        before = self._touch(hand).telling_episodes(self.recipe.item)
        return before + self.evidence.episodes_touched(self.recipe.source, hand)

    def _env(
        self, start: Initiation, seed: int, envs: int, rewards: WakeConfig | None = None
    ) -> SubgoalEnv:
        """Episodes with a start; without `rewards` only the gain is, and each begins afresh."""
        most, stay = self.trainer.max_decisions, rewards.stay if rewards else 0.0
        hand = start.hand if self.world.hands else None
        practice = Practice(self.recipe.item, start.items, hand, most, envs, seed, stay)
        column = self.world.sights.get(self.recipe.source or "")
        episodes = self.begin(practice, self.evidence)
        if rewards is None:
            return SubgoalEnv(episodes, self.evidence, column)
        return SubgoalEnv(episodes, self.evidence, column, rewards.shaping, rewards.curiosity)

    def _nearest(self) -> Path | None:
        """The policy to go on from: of those learnt with a tool of the same kind the longest.

        Without hands, where there is none, one that seeks anything: it differs in its source alone.
        """
        kinds, options = {_kind(tool) for tool in self.recipe.tools}, self.state.options.values()
        alike = [o for o in options if o.hand and {_kind(o.hand)} == kinds]
        if not (alike or self.world.hands) and self.recipe.source in self.world.sights:
            alike = [o for o in options if o.source in self.world.sights]
        best = max(alike, key=lambda o: (o.item == self.recipe.item, o.decisions), default=None)
        return self.policies / best.file if best else None


def _save(policy: Policy, path: Path) -> None:
    """Write a policy so that the file is either whole or not there."""
    with writing(path):
        path.parent.mkdir(exist_ok=True)
        with replacing(path, path.with_name("part.zip")) as part:
            policy.save(part)


def _kind(tool: Item) -> str:
    return tool.rpartition("_")[2]
