"""A run: dream, then wake, then dream again of what was refuted, until there is nothing to do."""

import logging
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from deckard.dream.ask import ask
from deckard.dream.schedule import due, due_next, is_due
from deckard.errors import LLMLimit, OutOfBudget
from deckard.explore import Decision, Goal
from deckard.journal.events import Event, Supposed
from deckard.journal.journal import Journal
from deckard.journal.state import State, doubtful
from deckard.llms import LLM
from deckard.llms.prefetch import PrefetchingLLM
from deckard.runs.components import RunComponents
from deckard.seeding import seed_from
from deckard.types import BulkAttempt, Item
from deckard.wake.agent import WakingAgent
from deckard.wake.callbacks import CallbackList
from deckard.wake.practice import OptionTrainer
from deckard.wake.skills import Skills
from deckard.worlds import Practice, PracticeEnvs
from deckard.worlds.evidence import EvidenceRecorder

log = logging.getLogger(__name__)
LIVES = 16
"""Lives side by side in practice that earns: each must be earned for, one step at a time."""


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    reason: str
    state: State
    out_of_budget: bool
    """Whether `max_steps` was what ended it."""


class Orchestrator:
    """Goes round: dream what is due, decide, act."""

    def __init__(
        self,
        parts: RunComponents,
        llm: PrefetchingLLM,
        journal: Journal,
        folder: Path,
        callbacks: CallbackList,
    ) -> None:
        self.parts, self.llm, self.journal, self.callbacks = parts, llm, journal, callbacks
        self.muted: dict[Item, str] = {}
        """Items that are not asked for any more, and the limit that forbids it."""
        config = parts.config
        world, tries = parts.world, config.wake.tries
        self.aim = Goal(
            config.target,
            tries,
            tuple(world.stations),
            frozenset(world.sights),
            tuple(world.items),
            world.fuels,
        )
        policies = folder / "policies"
        skills = Skills(parts.world, parts.trainer, journal.state, policies)
        begin, most = self._practice(skills)
        practiser = OptionTrainer(
            config.wake,
            journal.state,
            parts.world,
            parts.trainer,
            policies,
            begin,
            most,
            config.max_steps,
        )
        self.waker = WakingAgent(skills, parts.verifier, journal, practiser, callbacks, config.seed)

    def _practice(
        self, skills: Skills
    ) -> tuple[Callable[[Practice, EvidenceRecorder], PracticeEnvs], int]:
        """What makes practice episodes, and how many may run side by side."""
        most = self.parts.world.most_envs
        if self.parts.config.wake.start == "granted":
            return (lambda practice, _: self.parts.world.practice(practice)), most
        from deckard.wake.earned_start import EarnedEnv  # stable-baselines3 loads torch

        def begin(practice: Practice, tally: EvidenceRecorder) -> PracticeEnvs:
            return EarnedEnv(skills, practice, tally, self.callbacks)

        return begin, min(most, LIVES)

    def end(self) -> Ended:
        """Work until there is a reason to stop."""
        spent = False
        try:
            reason = self.go()
        except OutOfBudget as error:
            most, steps = self.parts.config.max_steps, self.journal.state.steps
            spent = True
            reason = f"out of budget: {steps:,} of max_steps={most:,} env steps spent, {error}"
        limit = next(iter(self.muted.values()), None)
        reason = f"{reason} ({limit})" if limit else reason
        return Ended(reason, self.journal.state, spent)

    def go(self) -> str:
        """Work until there is a reason to stop, and return it; OutOfBudget is one, too."""
        state, config = self.journal.state, self.parts.config
        while not (reason := self._reason_to_stop()):
            if self._dream():
                continue
            rng = random.Random(seed_from(config.seed, "explore", state.entries))
            decision = self.parts.explorer(state, self.aim, rng)
            if not self._is_cheap(decision) and self._dream(config.wake.tries):
                continue
            if decision is None:
                return self._out_of_ideas()
            if isinstance(decision, Supposed):
                self.callbacks.on_entry(self.journal.record(decision), state)
            else:
                self.waker.pursue(decision)
        return reason

    def _reason_to_stop(self) -> str | None:
        """Why nothing more is to be done; OutOfBudget when no env steps are left."""
        state, config, stopped_by = self.journal.state, self.parts.config, self.callbacks.stopped_by
        if config.target and state.obtained[config.target]:
            return f"target verified: {config.target}"
        if state.steps >= config.max_steps:
            raise OutOfBudget("none are left")
        return f"stopped by {type(stopped_by).__name__}" if stopped_by else None

    def _out_of_ideas(self) -> str:
        state = self.journal.state
        if len(state.awm.known) or not state.asked:
            return "nothing left to try"
        answers = f"none of {sum(state.asked.values())} answers of the language model"
        why = next(iter(state.reasons.values()))[-1]
        return f"nothing left to try: {answers} held a recipe ({why})"

    def _is_cheap(self, decision: Decision | None) -> bool:
        """Whether a decision promises more than asking the language model again would."""
        if decision is None or isinstance(decision, Supposed):
            return False
        if isinstance(decision, BulkAttempt):
            return True
        state = self.journal.state
        if any(doubtful(state, need) for need in decision.needs):
            return False
        return decision.how != "collect" or not state.awm.unverified(decision)

    def _dream(self, tries: int | None = None) -> bool:
        """Ask for the first item that is due; whether there was one.

        At a limit the items are passed over of which the language model would have to be asked:
        others may have been answered ahead, or be on the cassette.
        """
        events: tuple[Event, ...] | None = None
        while events is None:
            items = (item for item in self._due(tries) if item not in self.muted)
            first = next(items, None)
            if first is None:
                return False
            meanwhile = items if self._is_sure(tries) else ()
            events = self._asked(chain([first], meanwhile), first)
        event, *more = events
        self.callbacks.on_entry(self.journal.record(event, lambda _: more), self.journal.state)
        return True

    def _is_sure(self, tries: int | None) -> bool:
        """Whether all items that are due will be asked for, so that it can be done meanwhile.

        Every item is due until it is asked for, whatever the others' answers say; but of those
        tried in vain one answer may be enough. Under a limit their order matters, too: once there
        is more in the journal than dreams, an answer may put others before them.
        """
        state, llm = self.journal.state, self.parts.config.llm
        only_dreams = state.entries == state.asked.total()
        return not tries and (only_dreams or not llm.is_limited)

    def _asked(self, items: Iterable[Item], first: Item) -> tuple[Event, ...] | None:
        """What the language model's answer for the first item amounts to; None at a limit."""
        parts, state = self.parts, self.journal.state

        def asked(llm: LLM, item: Item) -> tuple[Event, ...]:
            return ask(llm, parts.prompt, item, state, parts.world, parts.config.dream)

        self.callbacks.on_question(first)
        try:
            return self.llm.first(items, asked)
        except LLMLimit as limit:
            if not self.muted:
                log.warning("%s; the run goes on without further dreaming", limit)
            self.muted[first] = str(limit)
            return None

    def _due(self, tries: int | None) -> Iterator[Item]:
        config, state = self.parts.config, self.journal.state
        again = config.dream.again
        if config.dream.scope == "all":
            return (i for i in self.parts.world.items if is_due(state, i, again, tries))
        if config.dream.scope == "frontier" and config.target:
            if tries is None:
                return due_next(state, config.target, again, config.wake.tries)
            return (i for i in due(state, config.target, again, tries) if state.asked[i])
        return due(state, config.target, again, tries)
