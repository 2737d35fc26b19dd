"""Wake: pursue recipes in the one life, learn what must be learnt, correct the graph."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from deckard.errors import Aborted
from deckard.graph.beliefs import VERIFIED
from deckard.journal.events import Act, Attempted, Pursued
from deckard.journal.journal import Journal
from deckard.journal.state import ENDED, State
from deckard.seeding import seed_from
from deckard.types import BulkAttempt, Outcome, Pursuit, Recipe
from deckard.verify import Verifier
from deckard.verify.stations import is_uninformative
from deckard.wake.callbacks import RunCallback
from deckard.wake.executor import Ending, PlanExecutor
from deckard.wake.life import RecordedLife
from deckard.wake.options import OptionLibrary
from deckard.wake.practice import OptionTrainer
from deckard.worlds.evidence import EvidenceRecorder

log = logging.getLogger(__name__)


@dataclass
class WakingAgent:
    """The waking agent: it pursues goals, and records what came of it."""

    library: OptionLibrary
    verifier: Verifier
    journal: Journal
    option_trainer: OptionTrainer
    callbacks: RunCallback
    seed: int
    _life: RecordedLife | None = None
    _restarts: int = 0
    """Restarts of the world that are recorded already."""

    @property
    def state(self) -> State:
        """What the agent knows."""
        return self.journal.state

    def pursue(self, goal: Pursuit) -> None:
        """Take one step towards a recipe or a bulk attempt and record it as one entry.

        Practise the first collect of the plan that has no option yet; else pursue the goal in the
        life. What comes next is decided anew, from the state alone: so a run that was killed
        between two entries goes on as if it had not been.

        Raises:
            OutOfBudget: It takes more env steps than are left; nothing is recorded.
        """
        unlearnt = self._unlearnt(goal)
        if unlearnt:
            self._practise(unlearnt[0])
        else:
            self._live(goal)

    def _practise(self, recipe: Recipe) -> None:
        seed = seed_from(self.seed, "practice", self.state.entries)
        self._record(self.option_trainer.practise(recipe, seed, self.callbacks))

    def _record(self, event: Act) -> None:
        """Record an outcome and the corrections it calls for as one entry."""
        now = self.library.world.restarts
        fresh, self._restarts = now - self._restarts, now
        outcome = event.outcome.model_copy(update={"restarts": fresh})
        event = event.model_copy(update={"outcome": outcome})
        events = self.journal.record(event, lambda state: self.verifier(state, outcome))
        self.callbacks.on_entry(events, self.state)

    def _unlearnt(self, goal: Pursuit) -> list[Recipe]:
        """Collects of the plan that no option serves, but for those practised in vain too often."""
        steps = self.library.steps_to(goal, self.state.holds)
        collects = [step.recipe for step in steps if step.recipe.how == "collect"]
        tries = self.option_trainer.config.tries
        return [
            r
            for r in collects
            if not self._is_learnt(r, goal) and (r == goal or self.state.tried(r) < tries)
        ]

    def _is_learnt(self, recipe: Recipe, goal: Pursuit) -> bool:
        """Whether a collect is left to its option, or on the way to a goal to another that serves.

        Without hands a life shows nothing of tools, for much is held in it: practice does.
        """
        is_open = recipe == goal and recipe not in self.state.awm.recipes(recipe.item, VERIFIED)
        is_for_practice = is_open and not self.library.world.hands
        serves = self.library.option if recipe == goal else self.library.serves
        return bool(serves(recipe)) and not is_for_practice

    def _live(self, goal: Pursuit) -> None:
        """Pursue a goal in the life, and record what came of it."""
        left, hands = self.option_trainer.left, self.library.world.hands
        life, needs = self.state.life, self.library.world.needs
        evidence = EvidenceRecorder(goal.item, left, hands=hands, needs=needs)
        seed = self.state.life_seed
        if seed is None:
            seed, self._life = seed_from(self.seed, "life", life), None
        ending, trace, last = self._execute(goal, seed, evidence)
        holds = self._life.at_hand() if self._life else {}
        harm = self._life.harm.take() if self._life and ending != "aborted" else None
        last = last or not self.option_trainer.config.lasting
        if last or ending in ENDED:
            self._life = None
        event = _event_of(goal)
        self._record(
            event(
                outcome=_outcome(goal, ending, evidence),
                ending=ending,
                life=life,
                seed=seed,
                trace=trace,
                holds={} if ending in ENDED else holds,
                last=last,
                harm=harm,
            )
        )

    def _execute(
        self, goal: Pursuit, seed: int, evidence: EvidenceRecorder
    ) -> tuple[Ending, str, bool]:
        """Pursue a goal in the life, which is relived first where the run was stopped.

        Returns how that ended, what was done, and whether only another life can show more of it.
        """
        try:
            if self._life is None:
                self._life = RecordedLife(self.library.world, seed, self.state.trace)
        except Aborted as error:
            log.warning("the life is broken off while it is relived: %s", error)
            return "aborted", "", False
        pursuit = seed_from(self.seed, "pursuit", self.state.entries)
        executor = PlanExecutor(self.library, self._life, evidence, pursuit, self.callbacks)
        ending, trace = executor.execute(goal), self._life.trace()
        if ending != "obtained" or isinstance(goal, BulkAttempt):
            return ending, trace, False
        near = self._life.info["near"]
        return ending, trace, is_uninformative(self.state, goal, evidence.failures, near)


def _outcome(goal: Pursuit, ending: Ending, evidence: EvidenceRecorder) -> Outcome:
    """What came of a pursuit; of one that was broken off only the steps count."""
    if ending == "aborted":  # nobody can tell what broke meanwhile
        return Outcome(item=goal.item, steps=evidence.steps, episodes=0, aborted=1)
    evidence.episodes, evidence.successes = 1, int(ending == "obtained")
    evidence.died = int(ending == "died")
    return evidence.outcome()


def _event_of(goal: Pursuit) -> Callable[..., Pursued | Attempted]:
    """What makes the event of a pursuit from what came of it."""
    if isinstance(goal, BulkAttempt):
        return partial(Attempted, stock=goal.stock, items=goal.items)
    return partial(Pursued, recipe=goal)
