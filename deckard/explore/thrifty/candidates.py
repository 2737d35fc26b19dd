"""Leads: all that may teach an item something, each with what its chance is reckoned from."""

from collections.abc import Iterator
from dataclasses import dataclass

from deckard.explore import Goal
from deckard.explore.thrifty.chances import FOUND, CollectPrior
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED
from deckard.journal.state import State, unlearnt
from deckard.types import Item, Recipe, way
from deckard.verify.inference import elsewhere, settled, weaker

HYPOTHESIS, SWEEP, LESSON, SEARCH, PROOF = range(5)
"""What a lead is, in the order in which equals are taken; a sweep is not one item's."""
NEVER = -1
"""Tries where it does not count how often something was tried."""
WITHOUT = 0.1
"""Chance that a need nobody has obtained yet is not needed at all."""
PROOFS = 20
"""Searches that succeed, or would, after which it is not tried any more to do with less."""
LESS = 0.2
"""Chance that a weaker hand would do, before it was tried."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recipe, and its chance: before trust, and before it was tried in vain so many times."""

    kind: int
    recipe: Recipe
    weight: float
    factor: float = 1.0
    tries: int = NEVER
    trusted: bool = True
    """Whether that counts: a hypothesis does by the trust in the model, which dreamed it."""
    offered: bool = True
    """Whether it may be tried now."""
    open: bool = False
    """Whether it is made somehow, and was not tried yet: it may be that nothing else is right."""
    waiting: bool = False
    """Whether it waits for what it needs."""


class Leads:
    """The leads of each item, by a state."""

    def __init__(self, state: State, goal: Goal, hunches: CollectPrior) -> None:
        self.state, self.goal, self.hunches = state, goal, hunches
        self.searches = hunches.searches
        self.reliability = 1.0
        """How often options succeed; whoever knows sets it."""
        self.unsteady = set[Item]()
        """Items of which other leads may be had when options succeed more often, or less."""

    def of(self, item: Item) -> list[Candidate]:
        """What may teach an item: hypotheses, lessons, searches and proofs, in this order."""
        known, chance = self.state.awm.is_verified(item), unlearnt(self.state, item)
        found = list(self._hypotheses(item, known)) if chance or not known else []
        if chance:
            found += self._lessons(item)
        return [*found, *(self._proofs(item) if known else self._searches(item))]

    def needs_tools(self, item: Item) -> bool:
        """Whether it depends on what tools there are which leads an item has."""
        known = self.state.awm.recipes(item, VERIFIED)
        return any(r.how == "collect" and r.tools for r in known) or (
            not known and bool(self.searches.sources.get(item))
        )

    def sources(self, item: Item) -> set[str]:
        """The sources whose contacts decide which leads an item has."""
        collected = [r for r in self.state.awm.recipes(item, VERIFIED) if r.how == "collect"]
        return {r.source for r in collected if r.source} | self.searches.sources.get(item, set())

    def _hypotheses(self, item: Item, known: bool) -> Iterator[Candidate]:
        for belief in self.state.awm.beliefs(item):
            if belief.status != HYPOTHESISED:
                continue
            recipe, missing = belief.recipe, self.state.awm.unverified(belief.recipe)
            blind = bool(recipe.ingredients) and set(missing) >= recipe.ingredients.keys()
            collected, tries, left = recipe.how == "collect", NEVER, True
            if collected:
                tries = self.searches.episodes[item, next(iter(recipe.tools - set(missing)), None)]
            else:
                left = self.state.tried(recipe) < self.goal.tries
            yield Candidate(
                HYPOTHESIS,
                recipe,
                belief.weight,
                WITHOUT ** len(missing),
                tries,
                offered=left and not blind,
                open=left and not collected,
                waiting=not known,
            )

    def _lessons(self, item: Item) -> Iterator[Candidate]:
        """Practice of what is known to be collected, and was not learnt yet."""
        for recipe in self.state.awm.recipes(item, VERIFIED):
            tries = int(self.state.tried(recipe))
            yield Candidate(LESSON, recipe, FOUND, tries=tries, trusted=False)

    def _searches(self, item: Item) -> Iterator[Candidate]:
        for recipe, chance, tries in self.hunches.sought(item):
            yield Candidate(SEARCH, recipe, chance, tries=tries, trusted=False)

    def _proofs(self, item: Item) -> Iterator[Candidate]:
        """Verified recipes that may need less: no station or another, no tool or a weaker one."""
        for recipe in self.state.awm.recipes(item, VERIFIED):
            less = self._with_less(recipe)
            if less is not None:
                yield Candidate(PROOF, less, LESS, tries=self.hunches.tries(less), trusted=False)

    def _with_less(self, recipe: Recipe) -> Recipe | None:
        """A recipe with less than a verified one, if it is still open whether that would do."""
        if recipe.station:
            return next((r for r in elsewhere(self.state, recipe) if not self._was_tried(r)), None)
        if not recipe.tools or settled(self.state, recipe):
            return None
        for hand in (*reversed(weaker(self.state, recipe)), None):
            less = recipe.model_copy(update={"tools": frozenset({hand} if hand else ())})
            # One that gives the item by another source is pursued, and shows nothing.
            if tries := max(self.hunches.tries(less), self.state.pursued[way(less)]):
                self.unsteady.add(recipe.item)
            if tries * self.reliability < PROOFS:
                return less
        return None

    def _was_tried(self, less: Recipe) -> bool:
        """Whether a craft was attempted often enough: what stands by for good, no attempt tells."""
        return self.state.pursued[way(less)] >= PROOFS
