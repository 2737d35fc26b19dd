"""Candidates: all that may verify an item, each with what its chance is computed from."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum

from deckard.explore import Goal
from deckard.explore.thrifty.chances import CollectPrior, NameKind
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED
from deckard.journal.state import State, open_hypotheses, unlearnt
from deckard.types import Item, Recipe
from deckard.verify.inference import settled, weaker, with_fewer_stations

NEVER = -1
"""The `tries` of a candidate whose chance does not fall with tries."""


class Kind(IntEnum):
    """What a candidate is, in the order in which equals are taken."""

    HYPOTHESIS = 0
    """What the language model or the agent itself believes."""
    BULK = 1
    """A bulk attempt; it is of no single item and stands in no table."""
    PRACTICE = 2
    """Practice of a verified collect that has no reliable option."""
    SEARCH = 3
    """A collect that nobody believes in."""
    PROOF = 4
    """A verified recipe with less than it asks for."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A recipe that may be pursued, and its chance to work."""

    kind: Kind
    recipe: Recipe
    chance: float
    """The chance before the trust in the model, and before it was tried in vain."""
    needs_chance: float = 1.0
    """The chance that it works without the needs that nobody has obtained."""
    tries: int = NEVER
    """How often it was tried in vain."""
    evidence: float = 1.0
    """By how much what was seen besides changes the odds of its chance."""
    is_dreamed: bool = False
    """Whether it counts only as far as the language model is trusted."""
    is_offered: bool = True
    """Whether it may be pursued now."""
    is_open: bool = False
    """Whether it is a craft that was not tried yet: then no other need be right."""
    name_kind: NameKind | None = None
    """What the name is like by which alone it is judged; None where more is known."""
    is_waiting: bool = False
    """Whether its item is not verified, so that its needs have a value."""


class CandidateFinder:
    """Finds the candidates of each item in a state.

    Args:
        state: What is known.
        goal: What the run is after.
        prior: The chances of collects that nobody believes in; it has the options, too.
    """

    def __init__(self, state: State, goal: Goal, prior: CollectPrior) -> None:
        self.state, self.goal, self.prior = state, goal, prior
        self.options, self.searches = prior.options, prior.searches
        self.reliability = 1.0
        """The share of episodes in which options succeed; whoever measures it sets it."""
        self.unsteady = set[Item]()
        """Items whose candidates depend on the reliability."""

    def of(self, item: Item) -> list[Candidate]:
        """Return the candidates of an item, by kind; what is blocked is not offered."""
        blocked, unheld = self.state.blocked, self.goal.unheld
        candidates = self._of(item)
        if unheld:
            candidates = [c for c in candidates if not c.recipe.needs.keys() & unheld]
        if not blocked:
            return candidates
        return [
            replace(one, is_offered=one.is_offered and one.recipe.key not in blocked)
            for one in candidates
        ]

    def _of(self, item: Item) -> list[Candidate]:
        is_verified, is_unlearnt = self.state.awm.is_verified(item), unlearnt(self.state, item)
        candidates = list[Candidate]()
        if is_unlearnt or not is_verified:
            candidates += self._hypotheses(item, is_verified)
        if is_unlearnt:
            candidates += self._practices(item)
        return candidates + list(self._proofs(item) if is_verified else self._searches(item))

    def needs_tools(self, item: Item) -> bool:
        """Whether the candidates of an item depend on which tools there are."""
        recipes = self.state.awm.recipes(item, VERIFIED)
        return any(r.how == "collect" and r.tools for r in recipes) or (
            not recipes and bool(self.searches.sources.get(item))
        )

    def sources(self, item: Item) -> set[str]:
        """Return the sources whose contacts decide which candidates an item has."""
        collects = [r for r in self.state.awm.recipes(item, VERIFIED) if r.how == "collect"]
        return {r.source for r in collects if r.source} | self.searches.sources.get(item, set())

    def _hypotheses(self, item: Item, is_verified: bool) -> Iterator[Candidate]:
        for belief in self.state.awm.beliefs(item):
            if belief.status != HYPOTHESISED or (belief.unknown and self._waits(belief.recipe)):
                continue
            recipe, missing = belief.recipe, self.state.awm.unverified(belief.recipe)
            lacks_all = bool(recipe.ingredients) and set(missing) >= recipe.ingredients.keys()
            is_collect, tries, is_untried = recipe.how == "collect", NEVER, True
            if is_collect:
                hand = next(iter(recipe.tools - set(missing)), None)
                tries = self.prior.counts[item, hand]
            else:
                is_untried = self.state.tried(recipe) < self.goal.tries
            yield Candidate(
                Kind.HYPOTHESIS,
                recipe,
                belief.weight,
                self.options.unneeded_chance ** len(missing),
                tries,
                is_dreamed=True,
                is_offered=is_untried and not lacks_all,
                is_open=is_untried and not is_collect,
                is_waiting=not is_verified,
            )

    def _waits(self, partial: Recipe) -> bool:
        """Whether a partial recipe has to wait for a whole one of its item."""
        return partial not in open_hypotheses(self.state, partial.item, self.goal.tries)

    def _practices(self, item: Item) -> Iterator[Candidate]:
        for recipe in self.state.awm.recipes(item, VERIFIED):
            tries = int(self.state.tried(recipe))
            yield Candidate(Kind.PRACTICE, recipe, self.options.source_chance, tries=tries)

    def _searches(self, item: Item) -> Iterator[Candidate]:
        for search in self.prior.searches_for(item):
            name_kind = self.prior.name_kind(search.recipe)
            yield Candidate(
                Kind.SEARCH,
                search.recipe,
                search.chance,
                tries=search.tries,
                evidence=search.evidence,
                name_kind=name_kind,
            )

    def _proofs(self, item: Item) -> Iterator[Candidate]:
        """Verified recipes that may need less: no station or another, no tool or a weaker one."""
        for recipe in self.state.awm.recipes(item, VERIFIED):
            less = self._with_less(recipe)
            if less is not None:
                tries = self.prior.tries(less)
                yield Candidate(Kind.PROOF, less, self.options.less_chance, tries=tries)

    def _with_less(self, recipe: Recipe) -> Recipe | None:
        """A recipe with less than a verified one, if it is still open whether that would do."""
        if recipe.stations:
            experiments = with_fewer_stations(self.state, recipe)
            return next((less for less in experiments if not self._is_tried(less)), None)
        if not recipe.tools or settled(self.state, recipe):
            return None
        for hand in (*reversed(weaker(self.state, recipe)), None):
            less = recipe.model_copy(update={"tools": frozenset({hand} if hand else ())})
            # One that gives the item by another source is pursued, and shows nothing.
            if tries := max(self.prior.tries(less), self.state.pursued[less.key]):
                self.unsteady.add(recipe.item)
            if tries * self.reliability < self.options.proof_tries:
                return less
        return None

    def _is_tried(self, less: Recipe) -> bool:
        """Whether a craft was attempted often enough.

        Where a station stands by for good, no attempt shows that the craft does without it.
        """
        return self.state.pursued[less.key] >= self.options.proof_tries
