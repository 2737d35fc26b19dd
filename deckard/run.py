"""A run: dream, then wake, then dream again of what was refuted, until there is nothing to do."""

import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stable_baselines3.common.vec_env import VecEnv

from deckard import explore, llms, options, verify, worlds
from deckard.act import Skills, seed_from
from deckard.config import RunConfig
from deckard.dream import ask, doubtful, due, due_next, is_due
from deckard.earned import EarnedEnv
from deckard.errors import ConfigError
from deckard.events import State, Supposed
from deckard.explore import Aim, Decision, Explorer
from deckard.journal import Journal
from deckard.llms import LLM
from deckard.options import Trainer
from deckard.practise import Practiser
from deckard.prompts import Prompt, load_prompt
from deckard.recipes import Item
from deckard.rundir import open_run
from deckard.share import find
from deckard.tally import Tally
from deckard.verify import Verifier
from deckard.wake import Waker, Watcher
from deckard.worlds import Practice, World

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

    @classmethod
    def of(cls, config: RunConfig) -> "Parts":
        """Build every component, so that a mistake in any is named before anything starts."""

        world = config.world.build("world", worlds.KNOWN)
        check_item(world, config.target, "target")
        if config.target is None and config.dream.scope != "all":
            raise ConfigError(
                "without a target there is nothing to dream down from: set dream.scope=all"
            )
        return cls(
            config,
            world,
            config.llm.build("llm", llms.KNOWN),
            load_prompt(find("prompts", config.dream.prompt)),
            config.trainer.build("trainer", options.KNOWN),
            config.explorer.build("explorer", explore.KNOWN),
            config.verifier.build("verifier", verify.KNOWN, {"patience": config.wake.patience}),
        )


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


def run(config: RunConfig, folder: Path, watcher: Watcher) -> Ended:
    """Start a run, or go on with the one in `folder`, until there is a reason to stop."""
    parts = Parts.of(config)
    journal = open_run(folder, config, parts.world.about)
    try:
        return Ended(Orchestrator(parts, journal, folder, watcher).go(), journal.state)
    finally:
        journal.close()


class Orchestrator:
    """Goes round: dream what is due, decide, act."""

    def __init__(self, parts: Parts, journal: Journal, folder: Path, watcher: Watcher) -> None:
        self.parts, self.journal, self.watcher = parts, journal, watcher
        config = parts.config
        world, tries = parts.world, config.wake.tries
        self.aim = Aim(config.target, tries, tuple(world.stations), frozenset(world.sights))
        policies = folder / "policies"
        skills = Skills(parts.world, parts.trainer, journal.state, policies)
        begin, most = self._practice(skills)
        practiser = Practiser(
            config.wake, journal.state, parts.world, parts.trainer, policies, begin, most
        )
        self.waker = Waker(skills, parts.verifier, journal, practiser, watcher, config.seed)

    def _practice(self, skills: Skills) -> tuple[Callable[[Practice, Tally], VecEnv], int]:
        """What makes practice episodes, and how many may run side by side."""
        if self.parts.config.wake.start == "granted":
            return (lambda practice, _: self.parts.world.practice(practice)), sys.maxsize
        return (lambda practice, tally: EarnedEnv(skills, practice, tally, self.watcher)), LIVES

    def go(self) -> str:
        """Work until there is a reason to stop, and return it."""
        state, config = self.journal.state, self.parts.config
        while not (config.target and state.obtained[config.target]):
            if state.steps >= config.max_steps:
                return f"out of budget: {state.steps:,} of max_steps={config.max_steps:,} env steps"
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
            else:
                self.waker.pursue(decision)
        return f"target verified: {config.target}"

    def _out_of_ideas(self) -> str:
        state = self.journal.state
        if len(state.awm.graph) or not state.asked:
            return "nothing left to try"
        answers = f"none of {sum(state.asked.values())} answers of the language model"
        why = next(iter(state.reasons.values()))[-1]
        return f"nothing left to try: {answers} held a recipe ({why})"

    def _is_cheap(self, decision: Decision | None) -> bool:
        """Whether a decision promises more than asking the language model again would."""
        if decision is None or isinstance(decision, Supposed):
            return False
        state = self.journal.state
        if any(doubtful(state, need) for need in decision.needs):
            return False
        return decision.how != "collect" or not state.awm.unverified(decision)

    def _dream(self, tries: int | None = None) -> bool:
        """Ask for the first item that is due; whether there was one."""
        item = self._due(tries)
        if item is None:
            return False
        parts, state = self.parts, self.journal.state
        self.watcher.asking(item)
        event, *more = ask(parts.llm, parts.prompt, item, state, parts.world, parts.config.dream)
        self.watcher.recorded(self.journal.record(event, lambda _: more), state)
        return True

    def _due(self, tries: int | None) -> Item | None:
        config, state = self.parts.config, self.journal.state
        again = config.dream.again
        if config.dream.scope == "all":
            items = self.parts.world.items
            return next((i for i in items if is_due(state, i, again, tries)), None)
        if config.dream.scope == "frontier" and config.target:
            if tries is None:
                return next(due_next(state, config.target, again, config.wake.tries), None)
            asked = (i for i in due(state, config.target, again, tries) if state.asked[i])
            return next(asked, None)
        return next(due(state, config.target, again, tries), None)
