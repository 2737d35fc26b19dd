"""An explorer that goes by prices: env steps for each item that it expects to learn to obtain."""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from deckard.awm import HYPOTHESISED, VERIFIED
from deckard.dream import unlearnt
from deckard.events import State, way
from deckard.explore import Aim, Decision, Sweep
from deckard.hunches import FOUND, Hunches
from deckard.plan import CRAFT_STEPS, UNLEARNT_STEPS, Planner
from deckard.recipes import How, Item, Recipe
from deckard.stock import Stocks
from deckard.verify import settled, weaker

DOUBT = 0.001
"""A chance below which an idea is given up."""
WAITS = 4
"""How far it is looked ahead to what waits for an item."""
WITHOUT = 0.1
"""Chance that a need nobody has obtained yet is not needed at all."""
PROOFS = 20
"""Searches that succeed, or would, after which it is not tried any more to do with less."""
LESS = 0.2
"""Chance that a weaker hand would do, before it was tried."""
PROOF = 0.2
"""What it is worth to learn that a verified recipe needs less, beside learning another item."""


class Thrifty:
    """Whatever costs least for each item that it is expected to teach.

    A hypothesis teaches its item with the chance that it is true, which is its weight by the trust
    that the model has earned so far. A sweep attempts every unknown item with a stock of all that
    can be obtained: nearly free once the stock is there. A search looks for an item that nothing is
    believed of, as long as its chance is not used up.
    """

    def __init__(self) -> None:
        self._planner: Planner | None = None

    def __call__(self, state: State, aim: Aim, rng: random.Random) -> Decision | None:
        """Return what to do next, or None when nothing is worth its price any more."""
        if self._planner is None or self._planner.state is not state:
            self._planner = Planner(state, aim.fuels)  # which remembers, from one to the next
        market = Market(state, aim, self._planner)
        if aim.target and state.awm.is_verified(aim.target):
            known = state.awm.recipes(aim.target, VERIFIED)
            return next((r for r in known if state.tried(r) < 5 * aim.tries), None)
        rounds = [aim.items(state) if aim.target else set(aim.vocabulary)]
        rounds += [set(aim.vocabulary)] if aim.target else []
        for wanted in rounds:
            offers = market.offers(rng.sample(sorted(wanted), len(wanted)))
            best = min(offers, key=lambda o: o.price, default=None)
            if best is not None:
                return best.decision
        return None


@dataclass(frozen=True)
class Offer:
    """Something to do, the env steps that it takes, and the items it is expected to teach."""

    decision: Decision
    cost: float
    lessons: float

    @property
    def price(self) -> float:
        """Env steps for each item learnt."""
        return self.cost / max(self.lessons, 1e-9)


class Market:
    """All offers of a moment."""

    def __init__(self, state: State, aim: Aim, planner: Planner | None = None) -> None:
        self.state, self.aim = state, aim
        self.planner = planner or Planner(state, aim.fuels)
        self.hunches = Hunches(state, aim, self.planner)
        self.stocks = Stocks(state, aim, self.planner)

    def offers(self, wanted: Sequence[Item]) -> list[Offer]:
        """Everything that may teach one of some items."""
        unknown = [i for i in wanted if not self.state.awm.is_verified(i)]
        chance = [i for i in wanted if unlearnt(self.state, i)]
        found = [*self._hypotheses([*unknown, *chance]), *self._sweeps([*unknown, *chance])]
        found += self._lessons(chance)
        found += [*self._searches(unknown), *self._proofs(wanted)]
        return found

    def _hypotheses(self, unknown: Iterable[Item]) -> Iterator[Offer]:
        for item in unknown:
            hypotheses = [b for b in self.state.awm.beliefs(item) if b.status == HYPOTHESISED]
            for belief in hypotheses:
                recipe = belief.recipe
                chance = belief.weight * self.trust(recipe.how)
                missing = self.state.awm.unverified(recipe)
                if recipe.ingredients and set(missing) >= recipe.ingredients.keys():
                    continue
                chance *= WITHOUT ** len(missing)
                if recipe.how == "collect":
                    hand = next(iter(recipe.tools - set(missing)), None)
                    chance = self.hunches.after_vain(chance, self.state.sought[item, hand])
                elif self.state.tried(recipe) >= self.aim.tries:
                    continue
                if chance >= DOUBT**2:
                    yield Offer(recipe, self.cost(recipe), chance * self.worth[item])

    def _lessons(self, chance: Iterable[Item]) -> Iterator[Offer]:
        """Practice of what is known to be collected, and was not learnt yet."""
        for item in chance:
            for recipe in self.state.awm.recipes(item, VERIFIED):
                hope = self.hunches.after_vain(FOUND, int(self.state.tried(recipe)))
                if hope >= DOUBT:
                    yield Offer(recipe, self.cost(recipe), hope * self.worth[item])

    @cached_property
    def worth(self) -> Mapping[Item, float]:
        """The items that one is expected to teach: itself, and its share in what waits for it.

        And in what waits for that, so many times over.
        """
        waiting = list(self._waiting())
        worth = defaultdict[Item, float](lambda: 1.0)
        for _ in range(WAITS):
            found = defaultdict[Item, float](lambda: 1.0)
            for item, chance, missing in waiting:
                for need in missing:
                    found[need] += chance * worth[item] / len(missing)
            worth = found
        return worth

    def _waiting(self) -> Iterator[tuple[Item, float, Sequence[Item]]]:
        """Hypotheses that wait for something: their item, their chance, and for what."""
        awm = self.state.awm
        for item in awm.items(HYPOTHESISED):
            for belief in awm.beliefs(item):
                if missing := awm.unverified(belief.recipe):
                    yield item, belief.weight * self.trust(belief.recipe.how), missing

    def _doubt(self, item: Item) -> float:
        """The chance that no craft of an item is right that was dreamed and not tried yet."""
        hypotheses = [b for b in self.state.awm.beliefs(item) if b.status == HYPOTHESISED]
        left = [b for b in hypotheses if b.recipe.how != "collect"]
        left = [b for b in left if self.state.tried(b.recipe) < self.aim.tries]
        return 1 - sum(b.weight * self.trust(b.recipe.how) for b in left)

    def trust(self, how: How) -> float:
        """The share of what was dreamed that is expected to be right: Laplace's rule."""
        right, wrong = self.state.judged[how, True], self.state.judged[how, False]
        return (right + 2) / (right + wrong + 3)

    def cost(self, recipe: Recipe) -> float:
        """Env steps of an attempt, with what is held; needs that none obtains cost nothing."""
        choices, holds = self.planner.choices(), self.state.holds
        cost = sum(
            max(0, n - holds.get(need, 0)) * choices[need].cost
            for need, n in recipe.needs.items()
            if need in choices
        )
        return cost + (self.practice if recipe.how == "collect" else CRAFT_STEPS)

    @cached_property
    def practice(self) -> float:
        """Env steps that a practice takes, by those that were."""
        times = sum(self.state.sought.values())
        return (self.state.practice_steps + UNLEARNT_STEPS / 20) / (times + 1)

    def _sweeps(self, unknown: Sequence[Item]) -> Iterator[Offer]:
        for stock, worth in self.stocks.worth_trying(unknown):
            recipe = Recipe(item=stock.left[0], how="craft", ingredients=dict(stock.things))
            doubt = sum(map(self._doubt, stock.left)) / len(unknown)
            lessons = worth * self.stocks.fertility * stock.fresh * doubt
            yield Offer(Sweep(recipe, tuple(stock.left)), stock.cost, lessons)

    def _searches(self, unknown: Iterable[Item]) -> Iterator[Offer]:
        for item in unknown:
            doubt = self._doubt(item)
            for recipe, chance in self.hunches.sought(item):
                if chance >= DOUBT:
                    lessons = chance * doubt * self.worth[item]
                    yield Offer(recipe, self.cost(recipe), lessons)

    def _proofs(self, wanted: Iterable[Item]) -> Iterator[Offer]:
        """Verified recipes that may need less: no station, and no tool or a weaker one."""
        for item in wanted:
            for recipe in self.state.awm.recipes(item, VERIFIED):
                less = self._with_less(recipe)
                if less is not None:
                    chance = self.hunches.after_vain(LESS, self.hunches.tries(less))
                    yield Offer(less, self.cost(less), PROOF * chance)

    def _with_less(self, recipe: Recipe) -> Recipe | None:
        """A recipe with less than a verified one, if it is still open whether that would do."""
        if recipe.how == "craft" and recipe.station:
            if self.state.failed(recipe.item, recipe.how, recipe.ingredients, ()):
                return None
            less = recipe.model_copy(update={"station": None})
            failed = self.state.tried(less) >= self.aim.tries
            # A station that cannot be taken up again stands by, whatever is obtained beside it.
            return None if failed or self.state.pursued[way(less)] >= PROOFS else less
        if recipe.how != "collect" or not recipe.tools or settled(self.state, recipe):
            return None
        hands = (*reversed(weaker(self.state, recipe)), None)
        tried = (recipe.model_copy(update={"tools": frozenset({h} if h else ())}) for h in hands)
        hunches = self.hunches
        return next((r for r in tried if hunches.tries(r) * hunches.reliability < PROOFS), None)
