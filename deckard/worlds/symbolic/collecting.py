"""The ground: what one attempt to collect an item costs and comes to."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from deckard.types import Inventory, Item, covers
from deckard.worlds.tables import Tables
from deckard.worlds.tables.reachable import givers, uses


@dataclass(frozen=True)
class CollectOption:
    """One way to collect an item: from a source, with any of some tools, or a bare hand."""

    source: str | None
    tools: frozenset[Item]
    ingredients: Mapping[Item, int]
    low: int
    high: int
    steps: int
    """Env steps that a success takes."""
    odds: float = 1.0
    """Chance that it succeeds within a time-out: below 1 for what its source gives too seldom."""

    def fits(self, held: Inventory, wielded: Collection[Item | None]) -> bool:
        """Whether one of the things that count as tools does it; so is what is used up used."""
        if self.ingredients:
            return covers(held, self.ingredients) and any(i in wielded for i in self.ingredients)
        return not self.tools or any(tool in wielded for tool in self.tools)


@dataclass(frozen=True)
class Attempt:
    """What came of an attempt."""

    steps: int
    source: str | None
    """What was broken or used, whatever it gave; None when nothing was found."""
    deed: CollectOption | None
    """How it succeeded, if it did."""
    quantity: int = 0


@dataclass(frozen=True)
class CollectTable:
    """All that can be collected, at what cost and with what chance; the same for every episode."""

    deeds: Mapping[Item, Sequence[CollectOption]]
    """Of each item, those that succeed most often and soonest first."""
    chances: Mapping[Item, float]
    timeout: int

    def attempt(
        self,
        item: Item,
        sought: str | None,
        held: Inventory,
        wielded: Collection[Item | None],
        rng: Random,
    ) -> Attempt:
        """Try to collect an item; in vain it takes a whole time-out.

        An attempt finds a source of the item with its chance: the one that is sought if it gives
        the item, else another. That is then broken or used; it gives the item if one of the things
        that are `wielded` suffices.
        """
        place, luck, amount = rng.random(), rng.random(), rng.random()
        deeds = self.deeds.get(item, ())
        deeds = [deed for deed in deeds if deed.source == sought] or deeds
        if not deeds or place >= self.chances[item]:
            return Attempt(self.timeout, None, None)
        deed = next((deed for deed in deeds if deed.fits(held, wielded)), None)
        if deed is None or luck >= deed.odds:
            return Attempt(self.timeout, (deed or deeds[0]).source, None)
        quantity = deed.low + int(amount * (deed.high - deed.low + 1))
        return Attempt(deed.steps, deed.source, deed, quantity)


@dataclass(frozen=True)
class Costs:
    """What collecting costs, and how often it succeeds."""

    steps: int
    """Env steps of a collect of an item that lies at hand."""
    timeout: int
    rarity: float
    """Items lie up to so many times farther, drawn for each from the seed."""
    chance: float | tuple[float, float] | Mapping[Item, float]
    """Of every item; or bounds between which it is drawn for each; or of some items, 1 of others"""
    seed: int


def collect_table(tables: Tables, costs: Costs) -> CollectTable:
    """Return the ground of a version's tables."""
    deeds = dict[Item, list[CollectOption]]()
    for item, deed in _deeds(tables, costs):
        deeds.setdefault(item, []).append(deed)
    ordered = {i: sorted(options, key=_effort) for i, options in sorted(deeds.items())}
    return CollectTable(ordered, {item: _chance(item, costs) for item in ordered}, costs.timeout)


def _chance(item: Item, costs: Costs) -> float:
    if isinstance(costs.chance, Mapping):
        return costs.chance.get(item, 1.0)
    low, high = costs.chance if isinstance(costs.chance, tuple) else (costs.chance,) * 2
    return Random(f"chance {costs.seed} {item}").uniform(low, high)


def _effort(deed: CollectOption) -> float:
    return deed.steps / deed.odds


def _effort_of(item: Item, share: float | None, costs: Costs) -> tuple[int, float]:
    """Env steps of a success, and its odds: the rarer the item, and the seldomer it is given.

    What would take longer than a time-out on the average succeeds within one so much less often.
    """
    far = costs.rarity ** Random(f"rarity {costs.seed} {item}").random()
    steps = max(1.0, costs.steps * far / (share or 1.0))
    return min(costs.timeout, round(steps)), min(1.0, costs.timeout / steps)


def _deeds(tables: Tables, costs: Costs) -> Iterator[tuple[Item, CollectOption]]:
    """Every way to collect that can be counted on: nobody kills a golem for its iron."""
    for source, drop in givers(tables, by_luck=False):
        effort = _effort_of(drop.item, drop.chance, costs)
        yield (
            drop.item,
            CollectOption(source, frozenset(drop.tools), {}, drop.min, drop.max, *effort),
        )
    for use in uses(tables, by_luck=False):
        effort, terms = _effort_of(use.item, use.chance, costs), (use.yields, use.most)
        yield (
            use.item,
            CollectOption(use.source, frozenset(use.tools), use.ingredients, *terms, *effort),
        )
