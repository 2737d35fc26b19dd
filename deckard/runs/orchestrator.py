"""A run: dream, then wake, then dream again of what was refuted, until there is nothing to do."""

import logging
import random
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from deckard import llms, worlds
from deckard import policies as options
from deckard.config import RunConfig, anchored
from deckard.dream.ask import ask, doubtful, due, due_next, is_due, most_questions, warn_of_equals
from deckard.dream.prompt import Prompt, load_prompt
from deckard.errors import ConfigError, LLMLimit, OutOfBudget
from deckard.explore import directed as explore
from deckard.explore.directed import Aim, Decision, Explorer, Sweep
from deckard.journal.events import Event, Supposed
from deckard.journal.journal import Journal
from deckard.journal.state import State
from deckard.llms import LLM
from deckard.llms.cached import kept
from deckard.llms.cassette import NAME as TAPE
from deckard.llms.cassette import Tape
from deckard.llms.prefetch import Ahead
from deckard.policies import Trainer
from deckard.resources import find
from deckard.runs.directory import open_run
from deckard.runs.given import Given
from deckard.runs.given import load as load_given
from deckard.runs.log import writers as board
from deckard.runs.log.run_logger import Aside
from deckard.types import Item
from deckard.verify import revising as verify
from deckard.verify.revising import Verifier
from deckard.wake.agent import Waker, Watcher
from deckard.wake.practice import Practiser
from deckard.wake.skills import Skills, seed_from
from deckard.worlds import Batch, Practice, World
from deckard.worlds.evidence import Tally

log = logging.getLogger(__name__)
LIVES = 16
"""Lives side by side in practice that earns: each must be earned for, one step at a time."""


@dataclass(frozen=True)
class Parts:
    """The components of a run, built from its config; building them writes nothing."""

    config: RunConfig
    world: World
    llm: LLM
    prompt: Prompt
    trainer: Trainer
    explorer: Explorer
    verifier: Verifier
    given: Given

    @classmethod
    def of(cls, config: RunConfig) -> "Parts":
        """Build every component, so that a mistake in any is named before anything starts."""

        world = config.world.build("world", worlds.KNOWN)
        check_item(world, config.target, "target")
        if config.target is None and config.dream.scope != "all":
            raise ConfigError(
                "without a target there is nothing to dream down from: set dream.scope=all"
            )
        lent = {"patience": config.wake.patience, "world": world}
        return cls(
            config,
            world,
            llms.build(config.llm.name, **config.llm.options),
            load_prompt(find("prompts", config.dream.prompt)),
            config.trainer.build("trainer", options.KNOWN, {"world": world}),
            config.explorer.build("explorer", explore.KNOWN, lent),
            config.verifier.build("verifier", verify.KNOWN, lent),
            load_given(find("configs", config.given), world.items) if config.given else Given(),
        )

    @property
    def benchmark(self) -> dict[str, Any]:
        """What makes a run one that only a benchmark may make: who knows the truth, and what."""
        knowing = {"explorer": self.explorer, "verifier": self.verifier}
        told = {part: getattr(who, "benchmark", None) for part, who in knowing.items()}
        told["given"] = self.given.about or None
        return {part: words for part, words in told.items() if words}


def check_item(world: World, item: Item | None, what: str) -> None:
    """Raise a ConfigError that names near ones unless the item is of the world."""
    import difflib

    if item is None or item in world.items:
        return
    near = difflib.get_close_matches(item, world.items, 3)
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    raise ConfigError(f"{what} {item!r} is not an item of this world{hint}")


@dataclass(frozen=True)
class Ended:
    """How a run ended."""

    reason: str
    state: State
    out_of_budget: bool
    """Whether `max_steps` was what ended it."""


def run(config: RunConfig, folder: Path, watcher: Watcher) -> Ended:
    """Start a run, or go on with the one in `folder`, until there is a reason to stop."""
    config = anchored(config)
    board.check(config.board)
    parts = Parts.of(config)
    getattr(parts.world, "ready", lambda: None)()
    tape = Tape(folder / "llm" / TAPE)
    most = most_questions(config.dream) * (config.dream.again + 1)
    llm = Ahead(kept(parts.llm, config.llm, tape), config.llm.parallel, most)
    about = llms.about(parts.llm, config.llm.name, config.llm.options)
    warn_of_equals(config.dream, about)
    weights = getattr(parts.trainer, "about", {})
    journal = open_run(folder, config, parts.world.about, about, parts.benchmark, weights)
    drawn: board.Board | None = None
    try:
        parts.given.record(journal)
        drawn = board.board(config.board, folder, config.model_dump(mode="json"))
        aside = Aside(watcher, folder, journal.state, drawn)
        ended = Orchestrator(parts, llm, journal, folder, aside).end()
        aside.ended(ended.reason)
        return ended
    finally:
        if drawn:
            drawn.close()
        llm.close()
        tape.close()
        journal.close()
        getattr(parts.world, "close", lambda: None)()


class Orchestrator:
    """Goes round: dream what is due, decide, act."""

    def __init__(
        self, parts: Parts, llm: Ahead, journal: Journal, folder: Path, watcher: Watcher
    ) -> None:
        self.parts, self.llm, self.journal, self.watcher = parts, llm, journal, watcher
        self.muted: dict[Item, str] = {}
        """Items that are not asked for any more, and the limit that forbids it."""
        config = parts.config
        world, tries = parts.world, config.wake.tries
        self.aim = Aim(
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
        practiser = Practiser(
            config.wake,
            journal.state,
            parts.world,
            parts.trainer,
            policies,
            begin,
            most,
            config.max_steps,
        )
        self.waker = Waker(skills, parts.verifier, journal, practiser, watcher, config.seed)

    def _practice(self, skills: Skills) -> tuple[Callable[[Practice, Tally], Batch], int]:
        """What makes practice episodes, and how many may run side by side."""
        most = getattr(self.parts.world, "most_envs", sys.maxsize)
        if self.parts.config.wake.start == "granted":
            return (lambda practice, _: self.parts.world.practice(practice)), most
        from deckard.wake.earned_start import EarnedEnv  # stable-baselines3 loads torch

        def begin(practice: Practice, tally: Tally) -> Batch:
            return EarnedEnv(skills, practice, tally, self.watcher)

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
        while not (config.target and state.obtained[config.target]):
            if state.steps >= config.max_steps:
                raise OutOfBudget("none are left")
            if self._dream():
                continue
            rng = random.Random(seed_from(config.seed, "explore", state.entries))
            decision = self.parts.explorer(state, self.aim, rng)
            if not self._is_cheap(decision) and self._dream(config.wake.tries):
                continue
            if decision is None:
                return self._out_of_ideas()
            if isinstance(decision, Supposed):
                self.watcher.recorded(self.journal.record(decision), state)
            elif isinstance(decision, Sweep):
                self.waker.pursue(decision.recipe, decision.also)
            else:
                self.waker.pursue(decision)
        return f"target verified: {config.target}"

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
        if isinstance(decision, Sweep):
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
        self.watcher.recorded(self.journal.record(event, lambda _: more), self.journal.state)
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

        self.watcher.asking(first)
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
