"""A run: dream, then wake, then dream again of what was refuted, until there is nothing to do."""

import random
from collections.abc import Callable
from pathlib import Path

from deckard.dream.dreamer import Answers, Dreamer
from deckard.errors import OutOfBudget
from deckard.explore import Decision, Goal
from deckard.journal.events import Supposed
from deckard.journal.journal import Journal
from deckard.journal.state import State, doubtful
from deckard.llms.prefetch import PrefetchingLLM
from deckard.registry import wrong_answer
from deckard.runs.components import RunComponents
from deckard.runs.missing import missing_text
from deckard.runs.result import RunResult
from deckard.seeding import seed_from
from deckard.types import BulkAttempt
from deckard.wake.agent import WakingAgent
from deckard.wake.callbacks import CallbackList
from deckard.wake.options import OptionLibrary
from deckard.wake.practice import OptionTrainer
from deckard.worlds import Practice, PracticeEnvs
from deckard.worlds.evidence import EvidenceRecorder

EARNING_ENVS = 16
"""Practice episodes side by side when each must earn its start, one plan step at a time."""


class Orchestrator:
    """Runs the agent: dreams what is due, explores, wakes."""

    def __init__(
        self,
        components: RunComponents,
        llm: PrefetchingLLM,
        journal: Journal,
        folder: Path,
        callbacks: CallbackList,
    ) -> None:
        config = components.config
        self.config, self.explorer = config, components.explorer
        self.journal, self.callbacks = journal, callbacks
        self.goal = _goal(components)
        self.dreamer = Dreamer(
            llm,
            components.prompt,
            components.world,
            journal.state,
            config.dream,
            config.target,
            config.wake.tries,
            config.llm.is_limited,
            callbacks.on_question,
        )
        self.agent = _agent(components, journal, folder / "policies", callbacks)

    @property
    def state(self) -> State:
        """What the agent knows."""
        return self.journal.state

    def run(self) -> RunResult:
        """Work until there is a reason to stop."""
        out_of_budget = False
        try:
            reason = self._work()
        except OutOfBudget as error:
            most, steps = self.config.max_steps, self.state.steps
            out_of_budget = True
            reason = f"out of budget: {steps:,} of max_steps={most:,} env steps spent, {error}"
        limit = next(iter(self.dreamer.limits.values()), None)
        reason = f"{reason} ({limit})" if limit else reason
        stopped = self.callbacks.stopped_by is not None
        return RunResult(reason, self.state, out_of_budget, stopped)

    def _work(self) -> str:
        """Dream, explore and wake until there is a reason to stop; return it."""
        while not (reason := self._reason_to_stop()):
            if self._dream():
                continue
            decision = self._explore()
            if self._may_cost_more_than_dreaming(decision) and self._dream(retry=True):
                continue
            if decision is None:
                if self._record_answers(self.dreamer.dream_outside()):
                    continue
                return self._nothing_left()
            self._wake(decision)
        return reason

    def _dream(self, retry: bool = False) -> bool:
        """Record what the language model answers for the first item that is due, if one is."""
        return self._record_answers(self.dreamer.dream(retry))

    def _record_answers(self, answers: Answers | None) -> bool:
        """Record answers as one entry, if there are any."""
        if answers is None:
            return False
        first, *others = answers
        self.callbacks.on_entry(self.journal.record(first, lambda _: others), self.state)
        return True

    def _explore(self) -> Decision | None:
        rng = random.Random(seed_from(self.config.seed, "explore", self.state.entries))
        decision = self.explorer(self.state, self.goal, rng)
        if decision is not None and not isinstance(decision, Decision):
            who = f"explorer {self.config.explorer.name}"
            raise wrong_answer(who, decision, "a Recipe, a Supposed, a BulkAttempt or None")
        return decision

    def _wake(self, decision: Decision) -> None:
        if isinstance(decision, Supposed):
            self.callbacks.on_entry(self.journal.record(decision), self.state)
        else:
            self.agent.pursue(decision)

    def _reason_to_stop(self) -> str | None:
        """Why the run is over, if it is; OutOfBudget when no env steps are left."""
        target, stopped_by = self.config.target, self.callbacks.stopped_by
        if target and self.state.obtained[target] and self.state.awm.is_verified(target):
            return f"target verified: {target}"
        if self.state.steps >= self.config.max_steps:
            raise OutOfBudget("none are left")
        return f"stopped by {type(stopped_by).__name__}" if stopped_by else None

    def _nothing_left(self) -> str:
        state, target = self.state, self.config.target
        if target and len(state.awm.known):
            return f"nothing left to try for {target}: {missing_text(state, target)}"
        if len(state.awm.known) or not state.asked:
            return "nothing left to try"
        answers = f"none of {sum(state.asked.values())} answers of the language model"
        why = next(iter(state.reasons.values()))[-1]
        return f"nothing left to try: {answers} held a recipe ({why})"

    def _may_cost_more_than_dreaming(self, decision: Decision | None) -> bool:
        """Whether a decision promises less than to ask the language model again."""
        if decision is None or isinstance(decision, Supposed):
            return True
        if isinstance(decision, BulkAttempt):
            return False
        if any(doubtful(self.state, need) for need in decision.needs):
            return True
        return decision.how == "collect" and bool(self.state.awm.unverified(decision))


def _goal(components: RunComponents) -> Goal:
    config, world = components.config, components.world
    return Goal(
        config.target,
        config.wake.tries,
        tuple(world.stations),
        frozenset(world.sights),
        tuple(world.subgoals),
        world.fuels,
        world.unheld,
        tuple(world.needs),
        components.trainer.max_decisions > 1,
    )


def _agent(
    components: RunComponents, journal: Journal, policies: Path, callbacks: CallbackList
) -> WakingAgent:
    config, world, trainer = components.config, components.world, components.trainer
    library = OptionLibrary(world, trainer, journal.state, policies, config.wake.upkeep)
    begin, most_envs = _practice(components, library, callbacks)
    option_trainer = OptionTrainer(
        config.wake, journal.state, world, trainer, policies, begin, most_envs, config.max_steps
    )
    return WakingAgent(
        library, components.verifier, journal, option_trainer, callbacks, config.seed
    )


def _practice(
    components: RunComponents, library: OptionLibrary, callbacks: CallbackList
) -> tuple[Callable[[Practice, EvidenceRecorder], PracticeEnvs], int]:
    """What makes practice episodes, and how many may run side by side."""
    world = components.world
    if components.config.wake.start == "granted":
        return (lambda practice, _: world.practice(practice)), world.most_envs
    from deckard.wake.earned_start import EarnedEnv  # stable-baselines3 loads torch

    def begin(practice: Practice, evidence: EvidenceRecorder) -> PracticeEnvs:
        return EarnedEnv(library, practice, evidence, callbacks)

    return begin, min(world.most_envs, EARNING_ENVS)
