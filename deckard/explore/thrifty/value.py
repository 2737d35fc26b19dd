"""What a candidate is worth: expected items verified, and the env steps that they take.

The value of information of a candidate is the number of items that pursuing it is expected to
verify. Thrifty takes the candidate with the fewest env steps for each such item.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np

from deckard.explore import Decision
from deckard.explore.searches import BLIND
from deckard.explore.thrifty.batches import BatchDesigner, CraftBatch
from deckard.explore.thrifty.candidates import Kind
from deckard.explore.thrifty.columns import Bools, Floats, Ints
from deckard.explore.thrifty.costs import ItemCosts
from deckard.explore.thrifty.trust import Verdicts
from deckard.graph.order import of_same_kinds
from deckard.graph.planner import CRAFT_STEPS, UNLEARNT_STEPS
from deckard.types import HOWS, BulkAttempt, Recipe

MOST_CHANCE = 0.99
"""A chance that is learnt counts as this at most: a search can be in vain."""
LEAST_ITEMS = 1e-9
"""Expected items below this count as this, so that a quotient stays finite."""


class CandidateValues:
    """The values of all candidates at one moment, by the rows of a candidate table."""

    def __init__(self, costs: ItemCosts) -> None:
        self.costs, self.table, self.state = costs, costs.table, costs.table.state
        self.columns, self.options = self.table.columns, self.table.options

    def best(self, wanted: Ints, order: Iterator[int]) -> Decision | None:
        """Return what takes the fewest env steps for each expected item, of those wanted.

        Of equals hypotheses come first, then bulk attempts, and so on by kind; of those again what
        is first in the order.

        Args:
            wanted: Numbers of items, sorted.
            order: Positions in `wanted`; it is drawn only as far as equals make necessary.
        """
        among = self._among(wanted)
        steps, batches = self.steps_per_item(among), list(self.batches(among))
        least = min(steps.min(initial=np.inf), *(each for each, *_ in batches), np.inf)
        if least == np.inf:
            return None
        rows = np.flatnonzero(steps == least)
        if self.columns.kind[rows].min(initial=Kind.BULK) == Kind.BULK:
            for each, designer, batch in batches:
                if each == least:
                    return self._bulk_attempt(designer, batch, wanted, order)
        return self._first(rows, wanted, order)

    def best_recipe(self, wanted: Ints, order: Iterator[int]) -> Recipe | None:
        """Return what `best` does, bulk attempts apart.

        Args:
            wanted: Numbers of items, sorted.
            order: Positions in `wanted`.
        """
        steps = self.steps_per_item(self._among(wanted))
        least = steps.min(initial=np.inf)
        if least == np.inf:
            return None
        return self._first(np.flatnonzero(steps == least), wanted, order)

    def _among(self, wanted: Ints) -> Bools:
        """Whether each item is one of some, by their numbers."""
        among = np.zeros(len(self.table.names), bool)
        among[wanted] = True
        return among

    def _first(self, rows: Ints, wanted: Ints, order: Iterable[int]) -> Recipe:
        """The first of some candidates: by their kind, then by the order of their items."""
        kinds = self.columns.kind[rows]
        rows = rows[kinds == kinds.min()]
        if self.columns.kind[rows[0]] == Kind.HYPOTHESIS:  # those of the unverified come before
            verified = self.table.verified[self.columns.item[rows]]
            rows = rows[verified == verified.min()]
        items = self.columns.item[rows]
        if items[0] == items[-1]:
            return self.table.recipe(int(rows[0]))
        places = {int(k): k for k in np.searchsorted(wanted, items)}
        item = wanted[next(k for k in order if k in places)]
        return self.table.recipe(int(rows[items == item][0]))

    def _bulk_attempt(
        self, designer: BatchDesigner, batch: CraftBatch, wanted: Ints, order: Iterable[int]
    ) -> BulkAttempt:
        """The attempt with a batch: of what is not verified first, in the order of the items."""
        items = [k for k in wanted[list(order)].tolist() if batch.left[k]]
        items.sort(key=lambda k: bool(self.table.verified[k]))
        names = tuple(self.table.names[k] for k in items)
        return BulkAttempt(stock=designer.stock(batch.counts), items=names)

    def steps_per_item(self, among: Bools) -> Floats:
        """Env steps for each item that a candidate is expected to verify.

        Args:
            among: Whether each item is wanted.

        Returns:
            A value for each row; infinite for a candidate that is not to be pursued.
        """
        columns, chance = self.columns, self._chances
        value, share = self.item_value[columns.item], np.ones(len(chance))
        is_search, is_proof = columns.kind == Kind.SEARCH, columns.kind == Kind.PROOF
        share[is_search] = self.unbelieved_chance[columns.item][is_search]
        share[is_proof] = self.options.proof_value
        value[is_proof] = self.worth[columns.item][is_proof]
        least = self._least_chances[columns.kind]
        is_taken = columns.is_offered & among[columns.item]
        is_taken &= self._trusted * columns.needs_chance >= least
        is_repeated = columns.is_collect & (columns.kind == Kind.HYPOTHESIS)
        least[is_repeated] = self.options.min_chance  # each repetition costs as much
        is_taken &= chance >= least / self.options.persistence
        items = np.maximum(chance * share * value, LEAST_ITEMS)
        return np.where(is_taken, self._steps / items, np.inf)

    @property
    def _least_chances(self) -> Floats:
        """The least chance of each kind that is pursued.

        A hypothesis is nearly free to try; a proof ends by the number of its tries.
        """
        least = np.full(len(Kind), self.options.min_chance)
        least[Kind.HYPOTHESIS], least[Kind.PROOF] = self.options.min_chance**2, 0.0
        return least

    @cached_property
    def _chances(self) -> Floats:
        """The chance that each candidate verifies something, after its tries in vain."""
        columns, reliability = self.columns, self.table.reliability
        chance = self._trusted * columns.needs_chance
        power = np.ones(len(chance))
        tried = np.flatnonzero(columns.tries > 0)
        for tries in np.unique(columns.tries[tried]).tolist():
            power[tried[columns.tries[tried] == tries]] = (1 - reliability) ** tries
        in_vain = chance * power * columns.evidence  # by Bayes' rule
        after = in_vain / (in_vain + 1 - chance) * reliability
        return np.where(columns.tries < 0, chance, after)

    @cached_property
    def _trusted(self) -> Floats:
        """The chance of each candidate with the trust in who proposed it, or in its name."""
        verdicts, options = self.state.view(Verdicts), self.options
        trust = [verdicts.trust(how, options.trust_right, options.trust_wrong) for how in HOWS]
        named = np.array([*self.table.prior.name_factors(), 1.0])[self.columns.name_kind]
        chance = self.columns.chance * np.array([*trust, 1.0])[self.columns.how] * named
        return np.minimum(chance, MOST_CHANCE)

    @cached_property
    def unbelieved_chance(self) -> Floats:
        """For each item the chance that none of its untried hypotheses of a craft is right."""
        is_open, size = self.columns.is_open, len(self.table.names)
        believed = np.bincount(self.columns.item[is_open], self._trusted[is_open], size)
        return np.asarray(1 - believed, np.float64)

    @cached_property
    def worth(self) -> Floats:
        """What it is worth to verify each item, whatever waits for it: 1 without a target.

        With a target it is 1 for what that leads down to. Of this, what nothing is believed of
        waits for something outside, and nobody can tell for what. So all that is unknown outside
        has a share in it; most of it goes to what has the last word of an item on the way.
        """
        table, goal, size = self.table, self.table.goal, len(self.table.names)
        if goal.target is None:
            return np.ones(size)
        matter, outside = goal.items(self.state), ~table.verified
        on_way, alike = np.zeros(size, bool), np.zeros(size, bool)
        on_way[table.numbers(matter)] = True
        alike[table.numbers(of_same_kinds(matter, goal.vocabulary))] = True
        lacking = np.maximum(0, self.unbelieved_chance)[on_way & outside].sum()
        outside &= ~on_way
        share = self.options.alike_share / max(1, (outside & alike).sum())
        rest = (1 - self.options.alike_share) / max(1, outside.sum())
        return np.where(on_way, 1.0, np.minimum(1.0, lacking * (share * alike + rest)))

    @cached_property
    def item_value(self) -> Floats:
        """For each item how many items its verification is expected to be worth.

        Its own worth, and its share in each item whose candidates wait for it, and so on, so many
        levels up as `lookahead` says.
        """
        columns, size = self.columns, len(self.table.names)
        waits = ~self.table.verified[columns.need]
        waits &= columns.is_waiting[columns.row]
        row, need = columns.row[waits], columns.need[waits]
        chance, share = self._trusted[row], np.bincount(row)[row]
        item, value = columns.item[row], self.worth
        added, to = np.append(value, np.ones(len(row))), np.append(np.arange(size), need)
        for _ in range(self.options.lookahead):
            added[size:] = chance * value[item] / share
            value = np.asarray(np.bincount(to, added, size), np.float64)
        return value

    @cached_property
    def _steps(self) -> Floats:
        """Env steps of each candidate, with what is held; needs that none obtains cost nothing.

        Proofs are the exception: without their needs there would be nothing to see. Where policies
        walk, a search for what nobody knows where to find mostly goes on until it is given up.
        """
        columns, costs = self.columns, self.costs
        lacking = np.maximum(0, columns.count - costs.held[columns.need])
        each = costs.steps[columns.need]
        each[(columns.kind[columns.row] == Kind.PROOF) & (each == 0)] = UNLEARNT_STEPS
        gathering = np.bincount(columns.row, lacking * each, len(columns.item))
        acting = np.where(columns.is_collect, self.practice_steps, CRAFT_STEPS)
        if self.table.goal.walks:
            acting[columns.is_blind] = max(self.practice_steps, BLIND)
        return np.asarray(gathering + acting, np.float64)

    @cached_property
    def practice_steps(self) -> float:
        """Env steps that a search takes, by those that were."""
        searches = sum(self.table.prior.counts.values())
        return (self.state.practice_steps + self.options.practice_steps) / (searches + 1)

    def batches(self, among: Bools) -> Iterator[tuple[float, BatchDesigner, CraftBatch]]:
        """Yield batches for what is to be learnt, each with its env steps for an expected item.

        To attempt what is worth most takes least; so there are some for that alone.

        Args:
            among: Whether each item is wanted.
        """
        unknown = among & (~self.table.verified | self.table.unlearnt)
        for least in np.unique(self.worth[unknown])[::-1]:
            designer = BatchDesigner(self.table, self.costs, unknown & (self.worth >= least))
            for batch, value in designer.batches():
                items = self._expected_items(batch, value / unknown.sum())
                yield float(batch.steps / max(items, LEAST_ITEMS)), designer, batch

    def _expected_items(self, batch: CraftBatch, share: float) -> float:
        """What the items that a batch verifies are expected to be worth.

        Each of its kinds is expected to verify `items_per_kind`, a share of them each item. So
        many events fall on one item (a Poisson process), which can be verified only once.
        """
        fresh = np.where(batch.unattempted, batch.breadth, batch.fresh)
        chance = -np.expm1(-self.costs.items_per_kind * share * fresh)
        return float((chance * self.unbelieved_chance * self.worth)[batch.left].sum())
