"""Act: work a recipe off in a life, with what is known and the options that were learnt."""

import hashlib
import logging
import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from deckard.awm import VERIFIED
from deckard.errors import Aborted, NoPlan
from deckard.events import State
from deckard.living import Living
from deckard.options import Policy, Trainer
from deckard.plan import Planner, Step
from deckard.practise import Kit
from deckard.recipes import How, Item, Option, Recipe, covers, without
from deckard.subgoal import perceived
from deckard.tally import Tally
from deckard.trail import Trails
from deckard.wilson import wilson
from deckard.worlds import World

log = logging.getLogger(__name__)
HOWS: tuple[How, ...] = ("craft", "smelt")
ACTS = 300
"""Plan steps in one pursuit, after which it counts as stuck."""
FAILURES = 4
"""Vain runs of an option in a row, after which the life counts as stuck."""
HOPELESS = 0.001
"""Chance of failing as often in a row at which independent attempts are given up."""
RESTLESS = 0.25
"""Share of random decisions that each vain run of an option adds to the next."""
Ending = Literal["obtained", "attempted", "stuck", "no plan", "aborted"]


def seed_from(*words: object) -> int:
    """Return a seed below 2**31 that depends on the words alone."""
    digest = hashlib.sha256("/".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest[:4]) >> 1


@dataclass
class Skills:
    """What an agent acts with: its knowledge, its options and their policies."""

    world: World
    trainer: Trainer
    state: State
    policies: Path
    _loaded: dict[str, Policy] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.planner = Planner(self.state, self.world.fuels)

    def option(self, recipe: Recipe) -> Option | None:
        """The option that serves a recipe: learnt for the same hand, and reliable."""
        option = self.state.options.get(recipe.item)
        if option is None or not option.reliable:
            return None
        return option if option.hand == Kit.of(self.state.awm, recipe).hand else None

    def policy(self, option: Option) -> Policy:
        """The policy of an option, read once."""
        if option.file not in self._loaded:
            self._loaded[option.file] = self.trainer.load(self.policies / option.file)
        return self._loaded[option.file]


class Onlooker(Protocol):
    """Whoever looks on while the agent acts."""

    def pursuing(self, goal: Recipe, doing: Recipe) -> None:
        """Told what the agent sets out to do, and for what."""


class Doer:
    """Works one recipe off in a life: plans, and plans anew after every step."""

    def __init__(
        self, skills: Skills, living: Living, tally: Tally, seed: int, onlooker: Onlooker
    ) -> None:
        self.skills, self.living, self.tally, self.seed = skills, living, tally, seed
        self.onlooker = onlooker
        self.draws = 0

    def sweep(self, stock: Recipe, items: Sequence[Item]) -> Ending:
        """Gather what a recipe asks for, as far as that can be, and attempt every item with it."""
        return _unless_aborted(lambda: self._sweep(stock, items))

    def _sweep(self, stock: Recipe, items: Sequence[Item]) -> Ending:
        self._gather(stock)
        return "obtained" if self._attempt_all(items, stock) else "attempted"

    def _gather(self, stock: Recipe) -> None:
        """Obtain what a recipe asks for, as far as that can be."""
        for _ in range(ACTS):
            steps = self._plan(stock)
            if len(steps) < 2:
                return
            step = self.skills.planner.ready(steps, self.living.at_hand())
            self.onlooker.pursuing(stock, step.recipe)
            if step is steps[-1]:
                return
            if not self._take(step):
                stock = self._do_without(stock, step.recipe.item)

    def _do_without(self, stock: Recipe, lacking: Item) -> Recipe:
        """The stock without an item, and what it leads to."""
        behind = self.skills.state.awm.behind
        gone = {item for item in stock.ingredients if lacking in behind(item)}
        return stock.model_copy(update={"ingredients": without(stock.ingredients, gone)})

    def _plan(self, goal: Recipe) -> list[Step]:
        try:
            return self.skills.planner.plan(goal, self.living.at_hand())
        except NoPlan:
            return []

    def work(self, goal: Recipe, quantity: int = 1) -> Ending:
        """Take steps until the goal was attempted for good, or the life is stuck or broken off."""
        return _unless_aborted(lambda: self._work(goal, quantity))

    def _work(self, goal: Recipe, quantity: int) -> Ending:
        wanted = self.living.inventory.get(goal.item, 0) + quantity
        for _ in range(ACTS):
            lacking = wanted - self.living.inventory.get(goal.item, 0)
            if lacking <= 0:
                return "obtained"
            try:
                steps = self.skills.planner.plan(goal, self.living.at_hand(), lacking)
            except NoPlan:
                return "no plan"
            step = self.skills.planner.ready(steps, self.living.at_hand())
            self.onlooker.pursuing(goal, step.recipe)
            if not self._take(step):
                return self._failed(goal, step)
        return "stuck"

    def _failed(self, goal: Recipe, step: Step) -> Ending:
        if goal.station in self.living.inventory and goal.station not in self.living.info["near"]:
            return "stuck"  # there was no room to put the station down
        deciding = step.recipe.way == goal.way and step.recipe.item == goal.item
        return "attempted" if deciding and goal.how != "collect" else "stuck"

    def _take(self, step: Step) -> bool:
        """Take a step of a plan; whether it gave anything."""
        if step.recipe.how == "collect":
            return self._collect(step)
        return self._make(step)

    def _act(self, word: str, how: How = "collect", made: Item = "") -> set[Item]:
        """Do what a word says, as evidence; return the items that it gained."""
        before, after = self.living.act(word)
        return self.tally.note(before, after, how, made)

    def _handle(self, word: str) -> None:
        """Place, take or equip: it takes time and is no evidence."""
        _, after = self.living.act(word)
        self.tally.spend(after["steps"])

    def _make(self, step: Step) -> bool:
        """Craft or smelt, first without the station when nothing shows that it is needed.

        Whether anything came of it; also True when the plan must first obtain something again.
        """
        recipe, made, lacking = step.recipe, False, self._lacking(step.recipe)
        if not self._proven(recipe):
            self._take_up()
            made = self._attempt(recipe)
        for station in () if made else self._stations(recipe):
            self._place(station)
            if self._lacking(recipe) - lacking:
                return True  # stepping aside used some of it up
            if made := self._attempt(recipe):
                break
        return made and self._repeat(recipe, step.times - 1)

    def _repeat(self, recipe: Recipe, times: int) -> bool:
        """Attempt a recipe again, as long as it gives something."""
        for _ in range(times):
            if not self._attempt(recipe):
                break
        return True

    def _lacking(self, recipe: Recipe) -> Counter[Item]:
        """Ingredients of a recipe that are not at hand."""
        return Counter(recipe.ingredients) - Counter(self.living.at_hand())

    def _proven(self, recipe: Recipe) -> bool:
        """Whether the recipe is known to fail without its station."""
        if not recipe.station:
            return False
        known = [*self.skills.state.failures[recipe.item], *self.tally.failures]
        telling = [
            f for f in known if recipe.item in f.items and f.how == recipe.how and not f.near
        ]
        return any(covers(f.before, recipe.ingredients) for f in telling)

    def _stations(self, recipe: Recipe) -> list[Item]:
        """The recipe's station, or each that is at hand when a recipe without one fails."""
        if recipe.station:
            return [recipe.station]
        verified = recipe.way in {
            r.way for r in self.skills.state.awm.recipes(recipe.item, VERIFIED)
        }
        at_hand = self.living.at_hand()
        return [] if verified else [s for s in self.skills.world.stations if s in at_hand]

    def _attempt_all(self, items: Sequence[Item], stock: Recipe) -> set[Item]:
        """Attempt to make each item of a stock, by every station that is at hand; what came.

        What an item used up is there again before the next is attempted.
        """
        found = set[Item]()
        self._take_up()
        for station in (
            None,
            *(s for s in self.skills.world.stations if s in self.living.at_hand()),
        ):
            if station:
                self._place(station)
            for item in items:
                for how in HOWS if station else HOWS[:1]:
                    if item not in found and self._try(item, how):
                        found.add(item)
                        self._gather(stock)
                        if station:
                            self._place(station)
                        else:
                            self._take_up()
        return found

    def _try(self, item: Item, how: How) -> bool:
        """Attempt to make an item once, unless that is known to fail; whether it came."""
        info = self.living.info
        if self.skills.state.failed(item, how, info["inventory"], info["near"]):
            return False
        return self._attempt(Recipe(item=item, how=how))

    def _attempt(self, recipe: Recipe) -> bool:
        word = f"craft:{recipe.item}"
        if recipe.how == "smelt":
            fuels = self.skills.planner.fuels_held(recipe, self.living.inventory)
            if not fuels:
                return False
            word = f"smelt:{recipe.item}:{fuels[0]}"
        return recipe.item in self._act(word, recipe.how, recipe.item)

    def _place(self, station: Item) -> None:
        """Put a station down, stepping aside where there is no room."""
        for _ in range(20):
            if station in self.living.info["near"] or station not in self.living.inventory:
                return
            self._handle(f"place:{station}")
            if station not in self.living.info["near"]:
                self._wander()

    def _wander(self) -> None:
        """Act at random for a moment: out of a corner."""
        for _ in range(10):
            self.draws += 1
            action = seed_from("wander", self.seed, self.draws)
            self._act(str(action % int(self.skills.world.action_space.n)))

    def _take_up(self) -> None:
        """Take up the stations nearby, with whichever hand that works."""
        for station in sorted(self.living.info["near"]):
            held = self.living.inventory.get(station, 0)
            tools = [i for i in self.living.inventory if i.endswith("_pickaxe")]
            for hand in ("", *sorted(tools)):
                self._handle(f"equip:{hand}")
                self._handle(f"take:{station}")
                if self.living.inventory.get(station, 0) > held:
                    break

    def _collect(self, step: Step) -> bool:
        """Follow the option until the quantity is there, or it failed too often in a row."""
        recipe, failures = step.recipe, 0
        option = self.skills.option(recipe)
        if option is None:
            return False
        most = self._most_failures(option)
        self._take_up()
        hand = Kit.of(self.skills.state.awm, recipe).hand
        wanted = self.living.inventory.get(recipe.item, 0) + step.quantity
        while self.living.inventory.get(recipe.item, 0) < wanted and failures < most:
            if hand and hand not in self.living.inventory:
                return True  # it broke: the plan makes another
            self._handle(f"equip:{hand or ''}")
            won = self._follow(option, hand, RESTLESS * failures if self._walks else 0.0)
            failures = 0 if won else failures + 1
        return failures < most

    @property
    def _walks(self) -> bool:
        """Whether a policy takes several decisions on its way, so that it can be lost or in a loop.

        Where one decision is all, an attempt in vain says nothing of the next.
        """
        return self.skills.trainer.max_decisions > 1

    def _most_failures(self, option: Option) -> int:
        """Vain runs of an option in a row after which a life counts as stuck."""
        if self._walks:
            return FAILURES
        least, _ = wilson(option.successes, option.episodes)
        return max(FAILURES, math.ceil(math.log(HOPELESS) / math.log1p(-min(least, 0.9))))

    def _follow(self, option: Option, hand: Item | None, restless: float) -> bool:
        """Follow an option's policy until it gains its item, time is up or the tool broke.

        A share `restless` of the decisions is drawn at random: a policy that failed is in a loop.
        """
        policy = self.skills.policy(option)
        self.draws += 1
        seed = seed_from("run", self.seed, self.draws)
        policy.set_random_seed(seed)
        rng = random.Random(seed)
        column = self.skills.world.sights.get(option.source or "")
        trail = Trails(1)
        trail.begin([0], [self.living.info])
        for _ in range(self.skills.trainer.max_decisions):
            seen = perceived(self.living.obs[None], column, trail.around())
            action = int(policy.predict(seen[0])[0])
            if rng.random() < restless:
                action = rng.randrange(int(self.skills.world.action_space.n))
            if option.item in self._act(str(action)):
                return True
            trail.follow([self.living.info])
            if self.living.info["hand"] != hand:
                return False
        return False


def _unless_aborted(act: Callable[[], Ending]) -> Ending:
    """How an act ends, if the world does not break off."""
    try:
        return act()
    except Aborted as error:
        log.warning("the life is broken off: %s", error)
        return "aborted"
