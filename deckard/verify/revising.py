"""The usual verifier: what an outcome shows of the recipes that the agent believes.

A verifier is a pure function of the state, in which the outcome is already folded, and the outcome.
Lacking a thing and succeeding proves that it is not needed; holding it proves nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from deckard.graph.beliefs import HYPOTHESISED, VERIFIED, Belief, implies
from deckard.journal.events import Proven, Refuted, Verified
from deckard.journal.state import State
from deckard.types import Gain, Item, Outcome, Recipe, RecipeKey
from deckard.verify import Correction, Verifier
from deckard.verify.catalysts import with_catalysts
from deckard.verify.inference import (
    armed,
    chance,
    episodes_that_tell,
    is_shown_needed,
    observed,
    settled,
    weaker,
)
from deckard.verify.observations import Observations
from deckard.verify.touches import LEAST_CONTACTS
from deckard.verify.trust import counts

RARE = 0.002
"""A source that gives an item in a smaller share of contacts is not its source; chosen."""
USUAL = 0.5
"""A source that gives an item in a smaller share of contacts, with other items, may only have
carried the true source; chosen."""
LIKELIER = 2.0
"""Another source must give an item this many times as often to be worth adding; chosen."""


class Revising(Verifier):
    """Believes what was lost and gained, and of what was held only what was shown to be needed.

    Args:
        patience: Contacts in vain that refute a hypothesis of a collect; `wake.patience`.
    """

    def __init__(self, patience: int) -> None:
        self.patience = patience

    def __call__(self, state: State, outcome: Outcome) -> list[Correction]:
        """Return the corrections an outcome calls for; an inconclusive one calls for none."""
        gained = Counter[Item]()
        corrections: list[Correction] = []
        for recipe in _likeliest(state, self._observed(state, outcome)):
            gained[recipe.item] += 1
            corrections += _verified(state, recipe)
        for item in sorted(_touched(state, outcome)):
            for belief in state.awm.beliefs(item):
                if belief.status == HYPOTHESISED and not gained[item]:
                    corrections += refuted(state, belief.recipe, self.patience)
        return [*corrections, *_proofs(state, outcome, corrections)]

    def _observed(self, state: State, outcome: Outcome) -> Iterator[Recipe]:
        remains = state.view(Observations).fuel_remains
        gains = (armed(state, gain) for gain in outcome.gains if counts(state, gain))
        for gain in _leanest(state, [gain for gain in gains if gain]):
            if _perhaps_broke(gain, outcome) and not state.view(Observations).is_spent(gain):
                continue
            recipe = with_catalysts(state, gain, observed(gain, remains.perhaps_left(gain)))
            if recipe.how == "collect" and 0 < chance(state, recipe) < RARE:
                continue  # something else must have given it
            if gain.item != outcome.item and _perhaps_stood_on_it(state, gain, recipe):
                continue
            unsettled = recipe.how == "collect" and recipe.tools and not settled(state, recipe)
            if unsettled and (gain.item != outcome.item or not _is_supported(state, recipe)):
                continue  # gained by the way, and nothing shows that the tool is needed
            yield recipe


def _is_supported(state: State, recipe: Recipe) -> bool:
    """Whether something shows that the tool of a collect is needed, or that no better one is.

    That is so when the recipe is believed, when a better tool is verified for the same source, when
    a bare hand gave nothing, or when the tool gave the item many times. A proof may follow.
    """
    if any(recipe.demands == belief.recipe.demands for belief in state.awm.beliefs(recipe.item)):
        return True
    recipes = [r for r in state.awm.recipes(recipe.item, VERIFIED) if r.source == recipe.source]
    if any(recipe.tools <= {*weaker(state, old)} for old in recipes):
        return True
    source, hand = recipe.source or "", next(iter(recipe.tools))
    touches = state.view(Observations).touches
    again = touches[source, hand].gave[recipe.item] > LEAST_CONTACTS
    return again or touches[source, None].telling(recipe.item) > 0


def _perhaps_broke(gain: Gain, outcome: Outcome) -> bool:
    """Whether what a collect lost from the hand may be a tool that broke.

    Of several gains alike an outcome keeps the one that lost least. So if there were several, each
    used up what was in the hand, as milk does a bucket. A single one shows nothing.
    """
    if gain.how != "collect" or gain.hand not in gain.lost:
        return False
    if gain.source is None:
        return gain.item != outcome.item or outcome.successes < 2
    alike = [c for c in outcome.contacts if (c.source, c.hand) == (gain.source, gain.hand)]
    return sum(contact.gave.get(gain.item, 0) for contact in alike) < 2


def _perhaps_stood_on_it(state: State, gain: Gain, recipe: Recipe) -> bool:
    """Whether an item may come from what stood on its source, as a mushroom does on gravel.

    That may be so when the source seldom gives the item, gave something else with it, and no belief
    names the source.
    """
    if any(belief.recipe.source == gain.source for belief in state.awm.beliefs(gain.item)):
        return False
    others = {i for i, n in gain.after.items() if i != gain.item and n > gain.before.get(i, 0)}
    return bool(others) and 0 < chance(state, recipe) < USUAL


def _likeliest(state: State, recipes: Iterable[Recipe]) -> list[Recipe]:
    """Of recipes that differ in the source alone, keep the one whose source gives most often.

    What is gained when the ground under a plant is dug away comes from the plant, not the ground.
    """
    best = dict[RecipeKey, Recipe]()
    for recipe in recipes:
        key = recipe.item, *recipe.demands
        if key not in best or chance(state, recipe) > chance(state, best[key]):
            best[key] = recipe
    return list(best.values())


def refuted(state: State, recipe: Recipe, patience: int) -> list[Correction]:
    """Return the refutation of a hypothesis, if the observations amount to one."""
    if recipe.how == "collect":
        tool = next(iter(recipe.tools), None)
        touch = state.view(Observations).touches[recipe.source or "", tool]
        count, hand = touch.telling(recipe.item), tool or "a bare hand"
        if count < patience or touch.gave[recipe.item]:
            return []
        if touch.telling_episodes(recipe.item) >= episodes_that_tell(state):
            return [Refuted(recipe=recipe, reason=f"{count} contacts by {hand} gave none")]
        return []
    making = recipe.item, recipe.how, recipe.ingredients
    if state.view(Observations).disproved(*making, recipe.stations):
        return [Refuted(recipe=recipe, reason="attempted with all of that at hand: nothing came")]
    return []


def _verified(state: State, recipe: Recipe) -> list[Correction]:
    """Verify what was observed in place of what was guessed, unless as much is verified already."""
    failed = state.view(Observations).contradicting
    old = [r for r in state.awm.recipes(recipe.item, VERIFIED) if not failed(r)]
    if any(_as_good(state, one, recipe) for one in old):
        return []
    guesses = [r for r in state.awm.recipes(recipe.item, HYPOTHESISED) if r.how == recipe.how]
    return [Verified(recipe=recipe, corrects=tuple(r for r in guesses if r != recipe))]


def _as_good(state: State, old: Recipe, recipe: Recipe) -> bool:
    """Whether a verified recipe already says no more is needed than what was observed."""
    if old.key == recipe.key:
        return old.yields <= recipe.yields and (not old.unsettled or bool(recipe.unsettled))
    if implies(old, recipe):
        return True
    likely = chance(state, recipe) <= LIKELIER * chance(state, old)
    return likely and implies(old, recipe.model_copy(update={"source": old.source}))


def _proofs(state: State, outcome: Outcome, corrections: Iterable[Correction]) -> Iterator[Proven]:
    """Yield the stations and tools that failures show to be needed.

    Args:
        state: What the agent knows, without the corrections.
        outcome: What was observed.
        corrections: What else is concluded of the outcome.
    """
    new = [c.recipe for c in corrections if isinstance(c, Verified)]
    beliefs = [Belief(recipe=r, status=VERIFIED) for r in new]
    for item in sorted(_concerned(state, outcome)):
        old = (b for b in state.awm.beliefs(item) if b.status == VERIFIED)
        beliefs += (b for b in old if not any(implies(recipe, b.recipe) for recipe in new))
    for belief in beliefs:
        yield from _needs(state, belief)


def _concerned(state: State, outcome: Outcome) -> set[Item]:
    """Items of which an outcome may show what they need."""
    sources = {contact.source for contact in outcome.contacts}
    return {i for failure in outcome.failures for i in failure.items} | {
        item for source in sources for item in state.awm.verified_from(source)
    }


def _needs(state: State, belief: Belief) -> Iterator[Proven]:
    """Yield what is newly shown to be needed for a verified recipe."""
    recipe = belief.recipe
    for station in sorted(recipe.stations - belief.proven.keys()):
        if is_shown_needed(state, recipe, station):
            yield Proven(recipe=recipe, need=station, reason="all else was at hand: nothing came")
    for tool in sorted(recipe.tools - belief.proven.keys()):
        if chance(state, recipe) and settled(state, recipe):
            yield Proven(recipe=recipe, need=tool, reason="lesser hands gave none")


def _leanest(state: State, gains: Iterable[Gain]) -> list[Gain]:
    """Of the gains of an item by the same how and source, the one with the least lost and held.

    Crafts that used up other kinds of things are different ones.
    """
    best = dict[tuple[Item, str, str | None, tuple[Item, ...]], Gain]()

    def plenty(gain: Gain) -> tuple[int, int, int]:
        held = state.awm.size(gain.hand) if gain.hand else 0
        return sum(gain.lost.values()), held, gain.gained

    for gain in sorted(gains, key=plenty):
        kinds = () if gain.how == "collect" else tuple(sorted(gain.lost))
        best.setdefault((gain.item, gain.how, gain.source, kinds), gain)
    return [best[key] for key in sorted(best, key=str)]


def _touched(state: State, outcome: Outcome) -> set[Item]:
    """Items whose hypotheses an outcome may refute; none when nothing was tried in it."""
    if not (outcome.gains or outcome.failures or outcome.contacts):
        return set()
    awm = state.awm
    by_source = {i for c in outcome.contacts for i in awm.hypothesised_from(c.source)}
    attempted = {item for failure in outcome.failures for item in failure.items}
    touched = {outcome.item, *attempted, *by_source}
    return {item for item in touched if awm.status(item) == HYPOTHESISED}
