"""Act: work a recipe off in a life, or attempt many, with what was learnt."""

import logging
from collections import Counter
from collections.abc import Callable
from typing import Literal

from deckard.errors import Aborted, NoPlan
from deckard.graph.beliefs import VERIFIED
from deckard.graph.planner import Step
from deckard.types import BulkAttempt, How, Inventory, Item, Recipe, covers, without
from deckard.verify.observations import Observations
from deckard.wake.callbacks import RunCallback
from deckard.wake.life import RecordedLife
from deckard.wake.skills import Skills
from deckard.wake.step import StepExecutor
from deckard.worlds.evidence import EvidenceRecorder

log = logging.getLogger(__name__)
HOWS: tuple[How, ...] = ("craft", "smelt")
ACTS = 300
"""Plan steps in one pursuit, after which it counts as stuck."""
Ending = Literal["obtained", "attempted", "stuck", "no plan", "aborted"]


class PlanExecutor:
    """Works recipes off in a life: plans, and plans anew after every step."""

    def __init__(
        self,
        skills: Skills,
        living: RecordedLife,
        tally: EvidenceRecorder,
        seed: int,
        callback: RunCallback,
    ) -> None:
        self.skills, self.living, self.callback = skills, living, callback
        self.stepper = StepExecutor(skills, living, tally, seed)

    def work(self, goal: Recipe, quantity: int = 1) -> Ending:
        """Take steps until the goal was attempted for good, or the life is stuck or broken off."""
        return _unless_aborted(lambda: self._work(goal, quantity))

    def _work(self, goal: Recipe, quantity: int) -> Ending:
        wanted = self.living.inventory.get(goal.item, 0) + quantity
        rooted = frozenset[Item]()
        for _ in range(ACTS):
            lacking = wanted - self.living.inventory.get(goal.item, 0)
            if lacking <= 0:
                return "obtained"
            have = Counter(self.living.at_hand()) - Counter(rooted)
            steps = self._steps(goal, have, lacking)
            if not steps:
                return "no plan"
            step = self.skills.planner.ready(steps, have)
            self.callback.on_plan_step(goal, step.recipe)
            if self.stepper.take(step):
                continue
            if rooted or step is not steps[-1] or not (rooted := self._rooted(goal)):
                return self._failed(goal, step)
        return "stuck"

    def _steps(self, goal: Recipe, have: Inventory, lacking: int) -> list[Step]:
        """A plan, if there is one that can be carried out: collects take options.

        Else nothing is begun, and what is held is kept for what can be done.
        """
        try:
            steps = self.skills.planner.plan(goal, have, lacking)
        except NoPlan:
            return []
        collects = (step.recipe for step in steps if step.recipe.how == "collect")
        return steps if all(map(self.skills.option, collects)) else []

    def _rooted(self, goal: Recipe) -> frozenset[Item]:
        """What the goal uses up that stands here and could not be taken up: others will do."""
        short = Counter(goal.ingredients) - Counter(self.living.inventory)
        return frozenset(short) & self.living.info["near"]

    def _failed(self, goal: Recipe, step: Step) -> Ending:
        lacks = (
            goal.station in self.living.inventory and goal.station not in self.living.info["near"]
        )
        if lacks and goal.station in self.skills.world.stations:
            return "stuck"  # there was no room to put the station down
        deciding = step.recipe.way == goal.way and step.recipe.item == goal.item
        if not deciding or goal.how == "collect" or self._falls_short(goal):
            return "stuck"
        return "attempted"

    def _falls_short(self, goal: Recipe) -> bool:
        """Whether things are lacking of which an item is known to be made.

        They cannot be obtained in this life any more, or stand here and cannot be taken up.
        """
        known = self.skills.state.awm.recipes(goal.item, VERIFIED)
        alike = any((r.how, r.ingredients) == (goal.how, goal.ingredients) for r in known)
        return alike and not covers(self.living.inventory, goal.ingredients)

    def is_untold(self, goal: Recipe) -> bool:
        """Whether it cannot show what the goal takes that it was obtained: by this life at all.

        A station at which it is known to be made stands here still, for it cannot be taken up; and
        it was not attempted in vain away from that.
        """
        known = self.skills.state.awm.recipes(goal.item, VERIFIED)
        alike = [r for r in known if (r.how, r.ingredients) == (goal.how, goal.ingredients)]
        stations = self.living.info["near"] & ({r.station for r in alike} - {goal.station})
        failures = [f for f in self.stepper.tally.failures if goal.item in f.items]
        away = any(covers(f.usable, goal.ingredients) and not stations & f.near for f in failures)
        return bool(stations) and not away

    def attempt(self, goal: BulkAttempt) -> Ending:
        """Gather a stock, as far as that can be, and attempt every item with it."""
        return _unless_aborted(lambda: self._attempt(goal))

    def _attempt(self, goal: BulkAttempt) -> Ending:
        self._gather(goal)
        return "obtained" if self._attempt_all(goal) else "attempted"

    def _gather(self, goal: BulkAttempt) -> None:
        """Obtain a stock, as far as that can be."""
        planner, stock = self.skills.planner, goal.stock
        for _ in range(ACTS):
            have = self.living.at_hand()
            step = planner.startable(planner.gather(stock, have), have)
            if step is None:
                return
            self.callback.on_plan_step(goal, step.recipe)
            if not self.stepper.take(step):
                stock = self._do_without(stock, step.recipe.item)

    def _do_without(self, stock: Inventory, lacking: Item) -> dict[Item, int]:
        """The stock without an item, and what it leads to."""
        behind = self.skills.state.awm.behind
        return without(stock, {item for item in stock if lacking in behind(item)})

    def _attempt_all(self, goal: BulkAttempt) -> set[Item]:
        """Attempt to make each item of a stock, by every station that is at hand; what came.

        What an item used up is there again before the next is attempted.
        """
        found = set[Item]()
        stations = [s for s in self.skills.world.stations if s in self.living.at_hand()]
        for station in (None, *stations):
            self._stand_at(station)
            hows = HOWS if station else HOWS[:1]
            for item in goal.items:
                if item not in found and any(self._try(item, how) for how in hows):
                    found.add(item)
                    self._gather(goal)
                    self._stand_at(station)
        return found

    def _stand_at(self, station: Item | None) -> None:
        """Put a station down, or take up those that stand nearby."""
        if station:
            self.stepper.place(station)
        else:
            self.stepper.take_up()

    def _try(self, item: Item, how: How) -> bool:
        """Attempt to make an item once, unless that is known to fail; whether it came."""
        info = self.living.info
        if self.skills.state.view(Observations).failed(item, how, info["inventory"], info["near"]):
            return False
        return self.stepper.attempt(Recipe(item=item, how=how))


def _unless_aborted(act: Callable[[], Ending]) -> Ending:
    """How an act ends, if the world does not break off."""
    try:
        return act()
    except Aborted as error:
        log.warning("the life is broken off: %s", error)
        return "aborted"
