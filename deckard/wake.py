"""Wake: pursue recipes in the one life, learn what must be learnt, correct the graph."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, Protocol

from deckard.awm import VERIFIED
from deckard.errors import NoPlan
from deckard.events import Event, Practised, Pursued, State
from deckard.journal import Journal
from deckard.living import Living
from deckard.options import Policy, Progress, Trainer
from deckard.plan import Planner, Step
from deckard.practise import Kit, Practiser
from deckard.recipes import How, Item, Option, Recipe
from deckard.subgoal import perceived
from deckard.tally import Tally
from deckard.verify import Verifier
from deckard.worlds import World

RELIABLE = 0.2
"""An option that works less often is learnt anew before a plan relies on it."""
ACTS = 300
"""Plan steps in one pursuit, after which it counts as stuck."""
FAILURES = 2
"""Vain runs of an option in a row, after which the life counts as stuck."""
Ending = Literal["obtained", "attempted", "stuck", "no plan"]


class Watcher(Protocol):
    """Whoever looks on."""

    def practising(self, recipe: Recipe, progress: Progress, steps: int) -> None:
        """Told how a training stands."""

    def pursuing(self, recipe: Recipe, doing: str) -> None:
        """Told what the living agent sets out to do."""

    def recorded(self, events: tuple[Event, ...], state: State) -> None:
        """Told after every entry."""


@dataclass
class Waker:
    """Everything the waking agent acts with."""

    world: World
    trainer: Trainer
    verifier: Verifier
    journal: Journal
    practiser: Practiser
    watcher: Watcher
    seed_of: Callable[..., int]
    """From any words to a seed that depends on them and on the run's seed alone."""
    _living: Living | None = None
    _policies: dict[str, Policy] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.planner = Planner(self.journal.state, self.world.fuels)

    @property
    def state(self) -> State:
        """What is known."""
        return self.journal.state

    def pursue(self, recipe: Recipe) -> None:
        """Learn the options that a recipe asks for, then pursue it in the life."""
        if recipe.how == "collect" and not self.option(recipe):
            self._practise(recipe)
            known = [r for r in self.state.awm.recipes(recipe.item, VERIFIED) if r.how == "collect"]
            recipe = known[0] if known else recipe
            if not self.option(recipe):
                return
        for need in self._unlearnt(recipe):
            self._practise(need)
            if not self.option(need):
                return
        self._live(recipe)

    def _practise(self, recipe: Recipe) -> None:
        def report(progress: Progress, steps: int) -> None:
            self.watcher.practising(recipe, progress, steps)

        seed = self.seed_of("practice", self.state.entries)
        practised = self.practiser.practise(recipe, seed, report)
        self._record(practised)

    def _record(self, event: Practised | Pursued) -> None:
        """Write an outcome and the corrections it calls for as one entry."""
        patience = self.practiser.config.patience
        events = self.journal.record(
            event, lambda state: self.verifier(state, event.outcome, patience)
        )
        self.watcher.recorded(events, self.state)

    def _unlearnt(self, recipe: Recipe) -> list[Recipe]:
        """Collect recipes of the plan that no reliable option serves, cheapest first."""
        try:
            steps = self.planner.plan(recipe, {})
        except NoPlan:
            return []
        collects = [s.recipe for s in steps if s.recipe.how == "collect"]
        return [r for r in collects if not self.option(r)]

    def option(self, recipe: Recipe) -> Option | None:
        """The option that serves a recipe: learnt for the same hand, and reliable."""
        option = self.state.options.get(recipe.item)
        if option is None or option.reliability < RELIABLE:
            return None
        return option if option.hand == Kit.of(self.state.awm, recipe).hand else None

    def _live(self, recipe: Recipe) -> None:
        """Pursue a recipe in the life, and write down what came of it."""
        life, tally = self.state.life, Tally(recipe.item)
        seed = self.state.life_seed
        if seed is None:
            seed, self._living = self.seed_of("life", life), None
        if self._living is None:
            self._living = Living(self.world, seed, self.state.trace)
        doer = Doer(self, self._living, tally, self.seed_of("pursuit", self.state.entries))
        ending = doer.work(recipe)
        tally.episodes, tally.successes = 1, int(ending == "obtained")
        if ending == "stuck":
            self._living = None
        trace = doer.living.trace()
        outcome = tally.outcome()
        self._record(
            Pursued(
                recipe=recipe, outcome=outcome, ending=ending, life=life, seed=seed, trace=trace
            )
        )

    def policy(self, option: Option) -> Policy:
        """The policy of an option, read once."""
        if option.file not in self._policies:
            path = self.practiser.policies / option.file
            self._policies[option.file] = self.trainer.load(path)
        return self._policies[option.file]


class Doer:
    """Works one recipe off in a life: plans, and plans anew after every step."""

    def __init__(self, waker: Waker, living: Living, tally: Tally, seed: int) -> None:
        self.waker, self.living, self.tally, self.seed = waker, living, tally, seed
        self.runs = 0

    def work(self, goal: Recipe, quantity: int = 1) -> Ending:
        """Take steps until the goal was attempted for good, or the life is stuck."""
        wanted = self.living.inventory.get(goal.item, 0) + quantity
        for _ in range(ACTS):
            lacking = wanted - self.living.inventory.get(goal.item, 0)
            if lacking <= 0:
                return "obtained"
            try:
                steps = self.waker.planner.plan(goal, self._at_hand(), lacking)
            except NoPlan:
                return "no plan"
            step = self.waker.planner.ready(steps, self._at_hand())
            self.waker.watcher.pursuing(goal, str(step.recipe))
            if not self._take(step):
                return self._failed(goal, step)
        return "stuck"

    def _failed(self, goal: Recipe, step: Step) -> Ending:
        deciding = step.recipe.way == goal.way and step.recipe.item == goal.item
        return "attempted" if deciding and goal.how != "collect" else "stuck"

    def _at_hand(self) -> dict[Item, int]:
        near = dict.fromkeys(self.living.info["near"], 1)
        return near | self.living.inventory

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
        self.tally.steps += after["steps"]

    def _make(self, step: Step) -> bool:
        """Craft or smelt, first without the station when nothing shows that it is needed."""
        recipe, made = step.recipe, False
        if not self._proven(recipe):
            self._take_up()
            made = self._attempt(recipe)
        if not made:
            for station in self._stations(recipe):
                self._place(station)
                if made := self._attempt(recipe):
                    break
        if made:
            for _ in range(step.times - 1):
                if not self._attempt(recipe):
                    break
        return made

    def _proven(self, recipe: Recipe) -> bool:
        """Whether the recipe is known to fail without its station."""
        if not recipe.station:
            return False
        known = [*self.waker.state.failures[recipe.item], *self.tally.failures]
        return any(f.item == recipe.item and not f.near and f.how == recipe.how for f in known)

    def _stations(self, recipe: Recipe) -> list[Item]:
        """The recipe's station, or each that is at hand when a recipe without one fails."""
        if recipe.station:
            return [recipe.station]
        verified = recipe.way in {
            r.way for r in self.waker.state.awm.recipes(recipe.item, VERIFIED)
        }
        at_hand = self._at_hand()
        return [] if verified else [s for s in self.waker.world.stations if s in at_hand]

    def _attempt(self, recipe: Recipe) -> bool:
        word = f"craft:{recipe.item}"
        if recipe.how == "smelt":
            fuels = self.waker.planner.fuels_held(recipe, self.living.inventory)
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
        for _ in range(10):
            self.runs += 1
            action = self.waker.seed_of("wander", self.seed, self.runs)
            self._act(str(action % int(self.waker.world.action_space.n)))

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
        option = self.waker.option(recipe)
        if option is None:
            return False
        self._take_up()
        hand = Kit.of(self.waker.state.awm, recipe).hand
        wanted = self.living.inventory.get(recipe.item, 0) + step.quantity
        while self.living.inventory.get(recipe.item, 0) < wanted and failures < FAILURES:
            if hand and hand not in self.living.inventory:
                return True  # it broke: the plan makes another
            self._handle(f"equip:{hand or ''}")
            failures = 0 if self._follow(option, hand) else failures + 1
        return failures < FAILURES

    def _follow(self, option: Option, hand: Item | None) -> bool:
        """Follow an option's policy until it gains its item, time is up or the tool broke."""
        policy = self.waker.policy(option)
        self.runs += 1
        policy.set_random_seed(self.waker.seed_of("run", self.seed, self.runs))
        column = self.waker.world.sights.get(option.source or "")
        for _ in range(self.waker.trainer.max_decisions):
            action, _ = policy.predict(perceived(self.living.obs, column))
            if option.item in self._act(str(int(action))):
                return True
            if self.living.info["hand"] != hand:
                return False
        return False
