"""Wake: pursue recipes in the one life, learn what must be learnt, correct the graph."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from deckard.errors import Aborted, NoPlan
from deckard.journal.events import Act, Attempted, Pursued
from deckard.journal.journal import Journal
from deckard.journal.state import ENDED, State
from deckard.seeding import seed_from
from deckard.types import BulkAttempt, Outcome, Pursuit, Recipe
from deckard.verify import Verifier
from deckard.wake.callbacks import RunCallback
from deckard.wake.executor import Ending, PlanExecutor
from deckard.wake.life import RecordedLife
from deckard.wake.practice import OptionTrainer
from deckard.wake.skills import Skills
from deckard.worlds.evidence import EvidenceRecorder

log = logging.getLogger(__name__)


@dataclass
class WakingAgent:
    """The waking agent: it pursues recipes, and writes down what came of it."""

    skills: Skills
    verifier: Verifier
    journal: Journal
    practiser: OptionTrainer
    callbacks: RunCallback
    seed: int
    _living: RecordedLife | None = None
    _restarts: int = 0
    """Those of the world that are written down already."""

    @property
    def state(self) -> State:
        """What is known."""
        return self.journal.state

    def pursue(self, goal: Pursuit) -> None:
        """Take one step towards a recipe or a bulk attempt and record it as one entry.

        Practise what the plan lacks an option for, the cheapest first; else pursue the goal in
        the life. What comes next is decided anew, from the state alone: so a run that was killed
        between two entries goes on as if it had not been. Nothing is recorded when OutOfBudget is
        raised.
        """
        unlearnt = self._unlearnt(goal)
        if unlearnt:
            self._practise(unlearnt[0])
        else:
            self._live(goal)

    def _practise(self, recipe: Recipe) -> None:
        seed = seed_from(self.seed, "practice", self.state.entries)
        self._record(self.practiser.practise(recipe, seed, self.callbacks))

    def _record(self, event: Act) -> None:
        """Write an outcome and the corrections it calls for as one entry."""
        now = self.skills.world.restarts
        fresh, self._restarts = now - self._restarts, now
        outcome = event.outcome.model_copy(update={"restarts": fresh})
        told = event.model_copy(update={"outcome": outcome})
        events = self.journal.record(told, lambda state: self.verifier(state, outcome))
        self.callbacks.on_entry(events, self.state)

    def _unlearnt(self, goal: Pursuit) -> list[Recipe]:
        """Collects of the plan that no option serves, but for those practised in vain too often."""
        planner = self.skills.planner
        try:
            if isinstance(goal, BulkAttempt):
                steps = planner.gather(goal.stock, {})
            else:
                steps = planner.plan(goal, {})
        except NoPlan:
            return []
        collects = [step.recipe for step in steps if step.recipe.how == "collect"]
        tries = self.practiser.config.tries
        return [
            r
            for r in collects
            if not self.skills.option(r) and (r == goal or self.state.tried(r) < tries)
        ]

    def _live(self, goal: Pursuit) -> None:
        """Pursue a goal in the life, and write down what came of it."""
        life, tally = self.state.life, EvidenceRecorder(goal.item, self.practiser.left)
        seed = self.state.life_seed
        if seed is None:
            seed, self._living = seed_from(self.seed, "life", life), None
        ending, trace, last = self._work(goal, seed, tally)
        tally.episodes, tally.successes = 1, int(ending == "obtained")
        holds = self._living.at_hand() if self._living else {}
        last = last or not self.practiser.config.lasting
        if last or ending in ENDED:
            self._living = None
        outcome = tally.outcome()
        if ending == "aborted":  # whatever was seen, for nobody can tell what broke meanwhile
            outcome = Outcome(item=goal.item, steps=tally.steps, episodes=0, aborted=1)
        event = _event_of(goal)
        self._record(
            event(
                outcome=outcome,
                ending=ending,
                life=life,
                seed=seed,
                trace=trace,
                holds={} if ending in ENDED else holds,
                last=last,
            )
        )

    def _work(self, goal: Pursuit, seed: int, tally: EvidenceRecorder) -> tuple[Ending, str, bool]:
        """Work in the life, relived first where the run was stopped.

        Say how that ended, what was done, and whether what was obtained can only show something in
        another life.
        """
        try:
            if self._living is None:
                self._living = RecordedLife(self.skills.world, seed, self.state.trace)
        except Aborted as error:
            log.warning("the life is broken off while it is relived: %s", error)
            return "aborted", "", False
        pursuit = seed_from(self.seed, "pursuit", self.state.entries)
        doer = PlanExecutor(self.skills, self._living, tally, pursuit, self.callbacks)
        if isinstance(goal, BulkAttempt):
            return doer.attempt(goal), self._living.trace(), False
        ending = doer.work(goal)
        untold = ending == "obtained" and doer.is_untold(goal)
        return ending, self._living.trace(), untold


def _event_of(goal: Pursuit) -> Callable[..., Pursued | Attempted]:
    """What makes the event of a pursuit from what came of it."""
    if isinstance(goal, BulkAttempt):
        return partial(Attempted, stock=goal.stock, items=goal.items)
    return partial(Pursued, recipe=goal)
