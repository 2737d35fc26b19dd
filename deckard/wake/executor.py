"""Pursue a goal in a life: work a plan off, or attempt many items, with what was learnt."""

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal

from deckard.errors import Aborted
from deckard.explore.attempts import BulkHistory
from deckard.graph.beliefs import VERIFIED
from deckard.graph.plans.steps import KeptPlan, Step, ready
from deckard.types import (
    CRAFT_HOWS,
    BulkAttempt,
    How,
    Inventory,
    Item,
    Pursuit,
    Recipe,
    covers,
)
from deckard.verify.observations import Observations
from deckard.verify.stations import made_alike
from deckard.wake.acting import Acting
from deckard.wake.callbacks import RunCallback
from deckard.wake.collect import collect
from deckard.wake.gather import MOST_STEPS, Gathering
from deckard.wake.life import Died, RecordedLife
from deckard.wake.make import make, narrow
from deckard.wake.options import OptionLibrary
from deckard.wake.upkeep import Upkeep
from deckard.worlds.evidence import EvidenceRecorder

log = logging.getLogger(__name__)
Ending = Literal["obtained", "attempted", "stuck", "no plan", "aborted", "died"]


class PlanExecutor:
    """Works goals off in a life: plans, and plans anew after every step."""

    def __init__(
        self,
        library: OptionLibrary,
        life: RecordedLife,
        evidence: EvidenceRecorder,
        seed: int,
        callback: RunCallback,
    ) -> None:
        self.library, self.life, self.callback = library, life, callback
        self.acting = Acting(library, life, evidence, seed)
        self.upkeep = Upkeep(self.acting, self._meet, self._can)
        self.acting.is_called = self.upkeep.calls

    def execute(self, goal: Pursuit, quantity: int = 1) -> Ending:
        """Take steps until the goal was attempted for good, or the life is stuck or over.

        Args:
            goal: A recipe, or many items to attempt with one stock.
            quantity: How many more of the recipe's item are wanted.
        """
        try:
            self.acting.settle()
            if isinstance(goal, BulkAttempt):
                return self._attempt(goal)
            return self._work(goal, quantity)
        except Aborted as error:
            log.warning("the life is broken off: %s", error)
            return "aborted"
        except Died:
            return "died"

    def _take(self, goal: Pursuit, step: Step) -> bool:
        """Take a step of a plan; whether it gave anything."""
        self.callback.on_plan_step(goal, step.recipe)
        if step.recipe.how != "collect":
            return make(self.acting, step)
        if other := self.library.substitute(step.recipe):
            return self._work(other, step.quantity) == "obtained"
        return collect(self.acting, step)

    def _work(self, goal: Recipe, quantity: int) -> Ending:
        wanted = self._count(goal) + quantity
        rooted, kept = frozenset[Item](), KeptPlan(self.library.planner.fuels)
        for _ in range(MOST_STEPS):
            self.upkeep.keep()
            self.acting.settle()
            before = self._count(goal)
            lacking = wanted - before
            if lacking <= 0:
                return "obtained"
            have = Counter(self.life.at_hand()) - Counter(rooted)
            steps = kept.rest(have) or kept.keep(self._steps(goal, have, lacking), have)
            step = ready(steps, have) if steps else None
            if step is None or (step is steps[-1] and not self.acting.lets_fall(goal.item)):
                return "no plan"
            if self._take(goal, step) and not self.acting.has_lost:
                kept.drop(step)
                wanted += 0 if self._decides(goal, step) else self._count(goal) - before
                continue
            if rooted or step is not steps[-1] or not (rooted := self._rooted(goal)):
                return self._failed(goal, step)
        return "stuck"

    def _meet(self, recipe: Recipe) -> bool:
        """Pursue a recipe of a need; whether that raised its level."""
        return self._work(recipe, 1) == "obtained"

    def _can(self, recipe: Recipe) -> bool:
        """Whether there is a plan for a recipe that can be carried out."""
        return bool(self._steps(recipe, self.life.at_hand(), 1))

    def _count(self, goal: Recipe) -> int:
        return self.life.count(goal.item)

    def _decides(self, goal: Recipe, step: Step) -> bool:
        """Whether what a step gives of the goal's item counts.

        Where another recipe of the item is verified, the goal is to show whether this one works.
        """
        is_own = step.recipe.item == goal.item and step.recipe.demands == goal.demands
        verified = self.library.state.awm.recipes(goal.item, VERIFIED)
        return is_own or not verified or goal.demands in {r.demands for r in verified}

    def _steps(self, goal: Recipe, have: Inventory, lacking: int) -> list[Step]:
        """A plan, if there is one that can be carried out: collects take options.

        Else nothing is begun, and what is held is kept for what can be done.
        """
        steps = self.library.steps_to(goal, have, lacking)
        collects = (step.recipe for step in steps if step.recipe.how == "collect")
        return steps if all(map(self.library.serves, collects)) else []

    def _rooted(self, goal: Recipe) -> frozenset[Item]:
        """What the goal uses up that stands here and could not be taken up: others will do."""
        short = Counter(goal.ingredients) - Counter(self.life.inventory)
        return frozenset(short) & self.life.info["near"]

    def _failed(self, goal: Recipe, step: Step) -> Ending:
        missing = goal.stations - self.life.info["near"]
        if self.acting.has_lost:
            return "stuck"  # a full inventory: it says nothing of the recipe
        if missing & self.life.inventory.keys() & {*self.library.world.stations}:
            return "stuck"  # there was no room to put a station down
        deciding = step.recipe.demands == goal.demands and step.recipe.item == goal.item
        if not deciding or goal.how == "collect" or self._falls_short(goal):
            return "stuck"
        return "attempted"

    def _falls_short(self, goal: Recipe) -> bool:
        """Whether things are lacking of which an item is known to be made.

        They cannot be obtained in this life any more, or stand here and cannot be taken up.
        """
        short = not covers(self.life.inventory, goal.ingredients)
        return short and bool(made_alike(self.library.state, goal))

    def _attempt(self, goal: BulkAttempt) -> Ending:
        gathering = Gathering(goal.stock, self.acting, self.upkeep, partial(self._take, goal))
        gathering.obtain()
        made = self._attempt_all(goal, gathering.obtain)
        if self.acting.has_lost:
            return "stuck"
        if made:
            return "obtained"
        return "stuck" if self._may_be_full(goal) else "attempted"

    def _may_be_full(self, goal: BulkAttempt) -> bool:
        """Whether the stock lacks something and nothing was attempted, once more in this life."""
        evidence = self.acting.evidence.outcome()
        is_idle = not (evidence.gains or evidence.failures)
        is_again = self.library.state.view(BulkHistory).idle > 0
        return is_idle and is_again and not covers(self.life.at_hand(), goal.stock)

    def _attempt_all(self, goal: BulkAttempt, obtain: Callable[[], object]) -> set[Item]:
        """Attempt to make each item of a goal, near stations at hand; return what came of it.

        What an item used up is obtained again before the next is attempted. Needs come last: on the
        way until one can rise the agent leaves its stations behind.
        """
        made, needs = set[Item](), self.library.world.needs
        for stations, hows in self._rounds():
            self.acting.stand_at(stations)
            for item in sorted(goal.items, key=lambda item: item in needs):
                if item not in made and any(self._try(item, how, obtain) for how in hows):
                    made.add(item)
                    obtain()
                    self.acting.stand_at(stations)
        return made

    def _rounds(self) -> list[tuple[frozenset[Item], Sequence[How]]]:
        """The stations to attempt everything near, and how.

        First comes the one that is most often needed, then all together: what fails near some fails
        near fewer, and what is made is made again near fewer.
        """
        awm, at_hand = self.library.state.awm, self.life.at_hand()
        stations = [s for s in self.library.world.stations if s in at_hand]
        rounds: list[tuple[frozenset[Item], Sequence[How]]] = []
        for how in CRAFT_HOWS if len(stations) > 1 else ():
            usual = max(stations, key=lambda station: awm.made_at(how, station))
            if awm.made_at(how, usual):
                rounds.append((frozenset({usual}), (how,)))
        return [*rounds, (frozenset(stations), CRAFT_HOWS)]

    def _try(self, item: Item, how: How, obtain: Callable[[], object]) -> bool:
        """Attempt to make an item once, unless that is known to fail; whether it came.

        Of several stations that were near it is found out at once which the item takes.
        """
        self.acting.settle()
        info, observations = self.life.info, self.library.state.view(Observations)
        if observations.failed(item, how, info["inventory"], info["near"]):
            return False
        craft = Recipe(item=item, how=how)
        if self.acting.has_lost or not self.acting.lets_fall(item):
            return False
        info = self.life.info
        if not self.acting.attempt(craft):
            return False
        used = self.acting.used(info["inventory"])
        if self.acting.fuel_may_have_left(info["inventory"], item):
            obtain()
            self.acting.attempt(craft)
        recipe = Recipe(item=item, how=how, ingredients=dict(used), stations=info["near"])
        narrow(self.acting, recipe, obtain)
        return True
