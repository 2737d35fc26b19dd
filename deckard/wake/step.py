"""Take one step of a plan in a life: collect by an option, or craft or smelt."""

import math
import random
from collections import Counter
from collections.abc import Iterator

from deckard.graph.beliefs import VERIFIED
from deckard.graph.planner import Step
from deckard.intervals import wilson
from deckard.policies.novelty import VisitedRegions
from deckard.policies.subgoal_env import perceived
from deckard.seeding import seed_from
from deckard.types import NONE, TOOLS, How, Inventory, Item, Option, Recipe, covers
from deckard.verify.inference import in_vain, stood_by
from deckard.verify.observations import Observations
from deckard.wake.life import RecordedLife
from deckard.wake.skills import Kit, Skills
from deckard.worlds.evidence import EvidenceRecorder

FAILURES = 4
"""Vain runs of an option in a row, after which the life counts as stuck."""
HOPELESS = 0.001
"""Chance of failing as often in a row at which independent attempts are given up."""
RESTLESS = 0.25
"""Share of random decisions that each vain run of an option adds to the next."""


class StepExecutor:
    """Takes steps in one life; all that is seen goes into a tally."""

    def __init__(
        self, skills: Skills, living: RecordedLife, tally: EvidenceRecorder, seed: int
    ) -> None:
        self.skills, self.living, self.tally, self.seed = skills, living, tally, seed
        self.draws = 0

    def take(self, step: Step) -> bool:
        """Take a step of a plan; whether it gave anything."""
        if step.recipe.how == "collect":
            return self._collect(step)
        return self._make(step)

    def _act(
        self, word: str, how: How = "collect", made: Item = "", fuel: Inventory = NONE
    ) -> set[Item]:
        """Do what a word says, as evidence; return the items that it gained."""
        before, after = self.living.act(word)
        return self.tally.note(before, after, how, made, fuel)

    def _handle(self, word: str) -> None:
        """Place, take or equip: it takes time and is no evidence."""
        _, after = self.living.act(word)
        self.tally.spend(after["steps"])

    def _make(self, step: Step) -> bool:
        """Craft or smelt, first without the station when nothing shows that just this is needed.

        Whether anything came of it; also True when the plan must first obtain something again.
        """
        recipe, made, lacking = step.recipe, False, self._lacking(step.recipe)
        if not self._proven(recipe):
            self.take_up()
            made = self.attempt(recipe)
        for station in () if made else self._stations(recipe):
            self.place(station)
            if self._lacking(recipe) - lacking:
                return True  # stepping aside used some of it up
            if made := self.attempt(recipe):
                break
        return made and self._repeat(recipe, step.times - 1)

    def _repeat(self, recipe: Recipe, times: int) -> bool:
        """Attempt a recipe again, as long as it gives something."""
        for _ in range(times):
            if not self.attempt(recipe):
                break
        return True

    def _lacking(self, recipe: Recipe) -> Counter[Item]:
        """Ingredients of a recipe that are not at hand."""
        return Counter(recipe.ingredients) - Counter(self.living.at_hand())

    def _proven(self, recipe: Recipe) -> bool:
        """Whether the recipe is known to fail without its station, whatever else stands by."""
        if not recipe.station or self._stands_by(recipe):
            return False
        observations = self.skills.state.view(Observations)
        known = [*observations.failures.get(recipe.item, ()), *self.tally.failures]
        telling = [
            f for f in known if recipe.item in f.items and f.how == recipe.how and not f.near
        ]
        return any(covers(f.usable, recipe.ingredients) for f in telling)

    def _stands_by(self, recipe: Recipe) -> bool:
        """Whether there is another station near which may be what the recipe takes."""
        made = recipe.item, recipe.how, recipe.ingredients
        others = self.living.info["near"] - {recipe.station}
        if not others or stood_by(self.skills.state, *made) == {recipe.station}:
            return False
        return bool(others - in_vain(self.skills.state, *made))

    def _stations(self, recipe: Recipe) -> list[Item]:
        """The recipe's station, or each that is at hand when a recipe without one fails."""
        if recipe.station:
            return [recipe.station]
        verified = recipe.way in {
            r.way for r in self.skills.state.awm.recipes(recipe.item, VERIFIED)
        }
        at_hand = self.living.at_hand()
        return [] if verified else [s for s in self.skills.world.stations if s in at_hand]

    def attempt(self, recipe: Recipe) -> bool:
        """Craft or smelt once, where the agent stands; whether it gave the item."""
        if recipe.how != "smelt":
            return recipe.item in self._act(f"craft:{recipe.item}", recipe.how, recipe.item)
        planner = self.skills.planner
        for fuel in planner.fuels_held(recipe, self.living.inventory)[:1]:
            burnt = {fuel: planner.units(fuel)}
            word = f"smelt:{recipe.item}:{fuel}"
            return recipe.item in self._act(word, recipe.how, recipe.item, burnt)
        return False

    def place(self, station: Item) -> None:
        """Put a station down, stepping aside where there is no room."""
        for _ in range(20 if station in self.skills.world.stations else 0):
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

    def take_up(self) -> None:
        """Take up the stations nearby, with whichever hand that works."""
        for station in sorted(self.living.info["near"]):
            held = self.living.inventory.get(station, 0)
            for hand in self._hands():
                self._handle(f"equip:{hand}")
                self._handle(f"take:{station}")
                if self.living.inventory.get(station, 0) > held:
                    break

    def _hands(self) -> Iterator[str]:
        """What is held that may serve as a tool, the empty hand and pickaxes first."""
        held = sorted(self.living.inventory)
        pickaxes = [item for item in held if item.endswith("_pickaxe")]
        yield from ("", *pickaxes)
        tools = (item for item in held if item.rpartition("_")[2] in TOOLS)
        yield from (item for item in tools if item not in pickaxes)

    def _collect(self, step: Step) -> bool:
        """Follow the option until the quantity is there, or it failed too often in a row."""
        recipe, failures = step.recipe, 0
        option = self.skills.option(recipe)
        if option is None:
            return False
        most = self._most_failures(option)
        self.take_up()
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
        visited = VisitedRegions(1)
        visited.begin([0], [self.living.info])
        for _ in range(self.skills.trainer.max_decisions):
            seen = perceived(self.living.obs[None], column, visited.around())
            action = int(policy.predict(seen[0])[0])
            if rng.random() < restless:
                action = rng.randrange(int(self.skills.world.action_space.n))
            if option.item in self._act(str(action)):
                return True
            visited.follow([self.living.info])
            if self.living.info["hand"] != hand:
                return False
        return False
