"""An explorer that goes by prices: env steps for each item that it expects to learn to obtain."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from deckard.awm import HYPOTHESISED, VERIFIED
from deckard.dream import unlearnt
from deckard.events import State
from deckard.explore import Aim, Decision, Sweep
from deckard.plan import CRAFT_STEPS, UNLEARNT_STEPS, Planner
from deckard.recipes import How, Inventory, Item, Recipe, without
from deckard.verify import settled, weaker

SLOTS = 9
"""Slots of a crafting grid: no craft uses up more of one thing."""
TOOLS = ("pickaxe", "axe", "shovel", "hoe", "sword", "shears", "bucket", "rod")
"""Last words of names that say tool."""
HOWS: tuple[How, ...] = ("craft", "smelt")
DOUBT = 0.001
"""A chance below which an idea is given up."""
VAIN = 0.1
"""What a contact in vain leaves of the chance that the next one gives the item."""
WAITS = 4
"""How far it is looked ahead to what waits for an item."""
LESSER = 0.05
"""How much less likely a tool will do than the next of its kind, to which more leads."""
FOUND = 0.9
"""Chance that a thing can be collected somehow whose source was met."""
WITHOUT = 0.1
"""Chance that a need nobody has obtained yet is not needed at all."""
SEEN, SEEN_AFTER = 0.8, 0.4
"""Chance that an item can be collected that is named as something that can be perceived, or that
lends its name to such a thing."""
NAMED_ALONE, NAMED_AFTER, IN_SERIES = 0.2, 0.05, 0.02
"""Chance that another can be: with a name of its own, named after an item, or one of a series."""
SERIES = 3
"""Names with a word in common that make a series: what is so named is most often made."""
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
    name: str

    @property
    def price(self) -> float:
        """Env steps for each item learnt."""
        return self.cost / max(self.lessons, 1e-9)


class Market:
    """All offers of a moment."""

    def __init__(self, state: State, aim: Aim, planner: Planner | None = None) -> None:
        self.state, self.aim = state, aim
        self.planner = planner or Planner(state, aim.fuels)

    def offers(self, wanted: Sequence[Item]) -> list[Offer]:
        """Everything that may teach one of some items."""
        unknown = [i for i in wanted if not self.state.awm.is_verified(i)]
        chance = [i for i in wanted if unlearnt(self.state, i)]
        found = [*self._hypotheses([*unknown, *chance]), *self._sweeps([*unknown, *chance])]
        found += self._lessons(chance)
        found += [*self._searches(unknown), *self._proofs(wanted)]
        return found

    # what is dreamed

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
                    chance = self._after_vain(chance, self.state.sought[item, hand])
                elif self.state.tried(recipe) >= self.aim.tries:
                    continue
                if chance >= DOUBT**2:
                    yield Offer(recipe, self.cost(recipe), chance * self.worth[item], str(recipe))

    def _lessons(self, chance: Iterable[Item]) -> Iterator[Offer]:
        """Practice of what is known to be collected, and was not learnt yet."""
        for item in chance:
            for recipe in self.state.awm.recipes(item, VERIFIED):
                hope = self._after_vain(FOUND, int(self.state.tried(recipe)))
                if hope >= DOUBT:
                    yield Offer(recipe, self.cost(recipe), hope * self.worth[item], str(recipe))

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

    def _after_vain(self, chance: float, tries: int) -> float:
        """The chance that an attempt succeeds, after so many in vain (Bayes' rule)."""
        vain = chance * (1 - self.reliability) ** tries
        return vain / (vain + 1 - chance) * self.reliability

    @cached_property
    def reliability(self) -> float:
        """How often the options that were learnt succeed: four of five times, before any was."""
        options = self.state.options.values()
        won, of = sum(o.successes for o in options), sum(o.episodes for o in options)
        return (min(won, of) + 1) / (of + 1.25)

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

    # sweeps

    def _sweeps(self, unknown: Sequence[Item]) -> Iterator[Offer]:
        for wanted, worth in self._levels():
            stock, cost, fresh, left = self._stock(wanted, unknown)
            if not fresh or not left or frozenset(stock.items()) in self.state.swept:
                continue
            recipe = Recipe(item=left[0], how="craft", ingredients=stock)
            doubt = sum(map(self._doubt, left)) / len(unknown)
            lessons = worth * self.fertility * fresh * doubt
            yield Offer(Sweep(recipe, tuple(left)), cost, lessons, f"sweep {fresh} {len(stock)}")

    def _levels(self) -> Iterator[tuple[dict[Item, int], float]]:
        """How much of each kind to have, ever more of it, and how that counts."""
        choices = self.planner.choices()
        kinds = [i for i in self._within_reach if i not in self.aim.stations]
        raw = {i for i, c in choices.items() if c.recipe.how != "craft"}
        for many, worth in (self._consumed, 1.0), (self._consumed | raw, 0.3), (set(kinds), 0.1):
            yield {i: SLOTS if i in many else 1 for i in kinds}, worth

    def _stock(
        self, wanted: Mapping[Item, int], unknown: Sequence[Item]
    ) -> tuple[dict[Item, int], float, int, list[Item]]:
        """The stock that teaches most for its price.

        It, the price, how much of it is fresh, and what was never attempted with all that.
        """
        choices, holds = self.planner.choices(), self.state.holds
        lacking = {i: max(0, n - holds.get(i, 0)) * choices[i].cost for i, n in wanted.items()}
        fresh = sorted((lacking[i], i) for i, n in wanted.items() if n > self.state.stocked[i])
        old = {i: n for i, n in wanted.items() if n <= self.state.stocked[i]}
        stations = [s for s in self.aim.stations if s in self._within_reach]
        cost = sum(lacking[i] for i in old) + sum(
            choices[s].cost for s in stations if not holds.get(s)
        )
        cost += CRAFT_STEPS * len(unknown) * (1 + 2 * len(stations))
        stock, taken, left = {**old, **dict.fromkeys(stations, 1)}, 0, list[Item]()
        enough = 1
        for price, item in fresh:
            if taken >= enough and price > cost / taken:
                if left := self._never(unknown, stock):
                    break
                enough = 2 * taken  # to look whether something is left takes long
            stock[item], cost, taken = wanted[item], cost + price, taken + 1
        return dict(sorted(stock.items())), cost, taken, left or self._never(unknown, stock)

    def _never(self, unknown: Iterable[Item], stock: Mapping[Item, int]) -> list[Item]:
        """What of the unknown was never attempted with all of a stock."""
        near = [s for s in self.aim.stations if s in stock]
        have = without(stock, near)
        return [item for item in unknown if self._untried(item, have, near)]

    @cached_property
    def _within_reach(self) -> dict[Item, None]:
        """What can be obtained without learning anything, in the order of the choices."""
        found = dict[Item, None]()
        for item, choice in self.planner.choices().items():
            needs = {*choice.recipe.needs, *([choice.fuel] if choice.fuel else [])}
            if found.keys() >= needs and not unlearnt(self.state, item):
                found[item] = None
        return found

    @cached_property
    def _consumed(self) -> set[Item]:
        """What verified recipes use up."""
        awm = self.state.awm
        known = [r for item in awm.items(VERIFIED) for r in awm.recipes(item, VERIFIED)]
        return {need for recipe in known for need in recipe.ingredients}

    @cached_property
    def fertility(self) -> float:
        """Items that a new kind in the stock is expected to teach: so far, made of all known."""
        known = self.planner.choices().values()
        return (1 + sum(c.recipe.how != "collect" for c in known)) / (1 + len(known))

    def _untried(self, item: Item, have: Inventory, near: Sequence[Item]) -> bool:
        """Whether some way of making an item of a stock was never tried."""
        if not self.state.failed(item, "craft", have, ()):
            return True
        hows = HOWS if any(f in have for f in self.aim.fuels) else HOWS[:1]
        return any(not self._failed(item, how, have, s) for s in near for how in hows)

    def _failed(self, item: Item, how: How, have: Mapping[Item, int], station: Item) -> bool:
        return self.state.failed(item, how, have, [station])

    # searches

    def _searches(self, unknown: Iterable[Item]) -> Iterator[Offer]:
        for item in unknown:
            doubt = self._doubt(item)
            for recipe, chance in self._sought(item):
                if chance >= DOUBT:
                    lessons = chance * doubt * self.worth[item]
                    yield Offer(recipe, self.cost(recipe), lessons, str(recipe))

    def _sought(self, item: Item) -> Iterator[tuple[Recipe, float]]:
        believed = {b.recipe.hypothesis for b in self.state.awm.beliefs(item)}
        met = sorted(self.state.met.get(item, ()))
        found = list[tuple[Recipe, float]]()
        if not met:
            chance = self._after_vain(self._prior(item), self._times[item])
            found.append((Recipe(item=item, how="collect"), chance))
        for source in met:
            vain = self.state.touches[source, None].count
            bare = Recipe(item=item, how="collect", source=source)
            found.append(
                (bare, self._after_vain(FOUND * VAIN**vain, self.state.sought[item, None]))
            )
            found += self._with_tools(bare)
        yield from ((r, c) for r, c in found if r.hypothesis not in believed)

    def _with_tools(self, bare: Recipe) -> Iterator[tuple[Recipe, float]]:
        """A collect by each tool that can be had, those that most leads to first."""
        for kind, tools in self._tools.items():
            for rank, tool in enumerate(reversed(tools)):
                chance = FOUND * self._share(kind) * LESSER**rank
                chance *= VAIN ** self.state.touches[bare.source or "", tool].count
                recipe = bare.model_copy(update={"tools": frozenset({tool})})
                yield recipe, self._after_vain(chance, self._tries(recipe))

    def _share(self, kind: str) -> float:
        """How likely a source takes a kind of tool: by those that do, and that do not."""
        fit, vain = self._fits[kind, True], self._fits[kind, False]
        fits = sum(n for (_, fits), n in self._fits.items() if fits)
        return (fit + 1 / len(TOOLS)) / (fits + 1) * (fit + 1) / (fit + vain + 1)

    @cached_property
    def _fits(self) -> Counter[tuple[str, bool]]:
        """How many sources gave something by a kind of tool, and how many nothing."""
        return Counter(
            (hand.rpartition("_")[2], bool(touch.gave))
            for (_, hand), touch in self.state.touches.items()
            if hand
        )

    @cached_property
    def _times(self) -> Counter[Item]:
        """How often each item was sought, whatever was in the hand."""
        found = Counter[Item]()
        for (item, _), times in self.state.sought.items():
            found[item] += times
        return found

    def _prior(self, item: Item) -> float:
        """The chance that an item can be collected, by those with names like its own.

        What is named after another item is more likely made of it.
        """
        kind = item.rpartition("_")[2]
        named = self.state.awm.verified_like(kind) if "_" in item else ()
        ways = [self.state.awm.beliefs(i)[0].recipe.how for i in named if "_" in i]
        base = self._by_name(item)
        return (base + 2 * ways.count("collect")) / (1 + 2 * len(ways))

    def _by_name(self, item: Item) -> float:
        if item in self.aim.sights:
            return SEEN
        if item in self._seen:
            return SEEN_AFTER
        words = item.split("_")
        if len(words) > 1 and any(self._words[word] >= SERIES for word in words):
            return IN_SERIES
        return NAMED_AFTER if len(words) > 1 and self._names & {*words} else NAMED_ALONE

    @cached_property
    def _seen(self) -> set[str]:
        """The words in the names of what can be perceived."""
        return {word for sight in self.aim.sights for word in sight.split("_")}

    @cached_property
    def _names(self) -> set[str]:
        """What things can be named after."""
        return set(self.aim.vocabulary)

    @cached_property
    def _words(self) -> Counter[str]:
        """How many names have a word."""
        return Counter(word for name in self.aim.vocabulary for word in name.split("_"))

    @cached_property
    def _tools(self) -> dict[str, list[Item]]:
        """Tools that can be obtained, by kind, those that least leads to first."""
        known, size = self.planner.choices(), self.state.awm.size
        tools = [item for item in known if item.rpartition("_")[2] in TOOLS]
        found: dict[str, list[Item]] = {}
        for item in sorted(tools, key=lambda i: (size(i), i)):
            found.setdefault(item.rpartition("_")[2], []).append(item)
        return found

    def _proofs(self, wanted: Iterable[Item]) -> Iterator[Offer]:
        """Verified recipes that may need less: no station, and no tool or a weaker one."""
        for item in wanted:
            for recipe in self.state.awm.recipes(item, VERIFIED):
                less = self._with_less(recipe)
                if less is not None:
                    chance = self._after_vain(LESS, self._tries(less))
                    yield Offer(less, self.cost(less), PROOF * chance, str(less))

    def _with_less(self, recipe: Recipe) -> Recipe | None:
        """A recipe with less than a verified one, if it is still open whether that would do."""
        if recipe.how == "craft" and recipe.station:
            if self.state.failed(recipe.item, recipe.how, recipe.ingredients, ()):
                return None
            less = recipe.model_copy(update={"station": None})
            return less if self.state.tried(less) < self.aim.tries else None
        if recipe.how != "collect" or not recipe.tools or settled(self.state, recipe):
            return None
        hands = (*reversed(weaker(self.state, recipe)), None)
        tried = (recipe.model_copy(update={"tools": frozenset({h} if h else ())}) for h in hands)
        return next((r for r in tried if self._tries(r) * self.reliability < PROOFS), None)

    def _tries(self, recipe: Recipe) -> int:
        """How often a collect was sought with its tool."""
        return self.state.sought[recipe.item, next(iter(recipe.tools), None)]
