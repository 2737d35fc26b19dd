"""Verification: what the observed says about the recipes the agent goes by.

A verifier is a pure function of the state, in which the outcome is already folded, and the outcome.
Lacking a thing and succeeding proves that it is not needed; holding it proves nothing.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from deckard.graph.awm import HYPOTHESISED, VERIFIED
from deckard.intervals import wilson
from deckard.journal.events import Event, Refuted, Verified
from deckard.journal.state import State, Way, making
from deckard.types import Gain, Inventory, Item, Outcome, Recipe, Touch, covers

Verifier = Callable[[State, Outcome], list[Event]]
"""(state with the outcome folded in, outcome) -> corrections: Verified and Refuted alone."""
KNOWN = {
    "revising": "deckard.verify.revising:Revising",
    "cooccurrence": "deckard.bench.baselines.deckard2023:Cooccurrence",
    "adam": "deckard.bench.baselines.adam:Ablating",
    "xenon": "deckard.bench.baselines.oracle:Counting",
}
DOUBT = 0.01
"""Chance of being wrong at which contacts in vain settle that a tool is needed."""
LEAST_CONTACTS = 5
RARE = 0.002
"""A source that gives an item less often is not taken for one."""
USUAL = 0.5
"""A source that gives an item less often, beside others, may only have carried what does."""
LIKELIER = 2.0
"""How many times as often another source must give an item to be taken for the true one."""


class Revising:
    """Believe what was lost and gained; of what was held keep what was shown to be needed.

    `patience` is `wake.patience`.
    """

    def __init__(self, patience: int) -> None:
        self.patience = patience

    def __call__(self, state: State, outcome: Outcome) -> list[Event]:
        """Return the corrections an outcome calls for; an inconclusive one calls for none."""
        found = Counter[Item]()
        corrections: list[Event] = []
        for recipe in _likeliest(state, self._observed(state, outcome)):
            found[recipe.item] += 1
            corrections += _verified(state, recipe)
        for item in sorted(_touched(state, outcome)):
            for belief in state.awm.beliefs(item):
                if belief.status == HYPOTHESISED and not found[item]:
                    corrections += refuted(state, belief.recipe, self.patience)
        return corrections

    def _observed(self, state: State, outcome: Outcome) -> Iterator[Recipe]:
        for gain in _leanest(state, outcome.gains):
            if _perhaps_broke(gain, outcome):
                continue
            recipe = observed(state, gain)
            if recipe.how == "collect" and 0 < chance(state, recipe) < RARE:
                continue  # something else must have given it
            if gain.item != outcome.item and _perhaps_stood_on_it(state, gain, recipe):
                continue
            unsettled = recipe.how == "collect" and recipe.tools and not settled(state, recipe)
            if unsettled and (gain.item != outcome.item or not _told(state, recipe)):
                continue  # gained by the way, and nothing shows that the tool is needed
            yield recipe


def _told(state: State, recipe: Recipe) -> bool:
    """Whether something says that the tool of a collect is needed, or that no better one is.

    It is believed to be, it does what a better one is verified for, or a bare hand gave nothing; or
    it gave the item again and again, and no bare hand came to the source: a proof may still.
    """
    if any(recipe.way == belief.recipe.way for belief in state.awm.beliefs(recipe.item)):
        return True
    known = [r for r in state.awm.recipes(recipe.item, VERIFIED) if r.source == recipe.source]
    if any(recipe.tools <= {*weaker(state, old)} for old in known):
        return True
    source, hand = recipe.source or "", next(iter(recipe.tools))
    again = state.touches[source, hand].gave[recipe.item] > LEAST_CONTACTS
    return again or state.touches[source, None].telling(recipe.item) > 0


def observed(state: State, gain: Gain) -> Recipe:
    """Return a gain as a recipe: what it lost, what it gave, and what cannot be ruled out."""
    collected = gain.how == "collect"
    tools = {gain.hand} if collected and gain.hand and gain.hand not in gain.lost else set()
    return Recipe(
        item=gain.item,
        how=gain.how,
        ingredients=gain.lost,
        tools=frozenset(tools),
        station=None if collected else _station(state, gain),
        source=gain.source if collected else None,
        yields=gain.gained,
    )


def _perhaps_broke(gain: Gain, outcome: Outcome) -> bool:
    """Whether what a collect lost from the hand may be a tool at its last use.

    Of all gains alike an outcome keeps one that lost least: where there were several, each used up
    what was in the hand, as milk does a bucket. A single one tells nothing.
    """
    if gain.how != "collect" or gain.hand not in gain.lost:
        return False
    if gain.source is None:
        return gain.item != outcome.item or outcome.successes < 2
    alike = [c for c in outcome.contacts if (c.source, c.hand) == (gain.source, gain.hand)]
    return sum(contact.gave.get(gain.item, 0) for contact in alike) < 2


def _perhaps_stood_on_it(state: State, gain: Gain, recipe: Recipe) -> bool:
    """Whether an item may come from what stood on its source, as a mushroom does on gravel.

    So it may when the source seldom gives it, gave something else with it, and nobody named it.
    """
    if any(belief.recipe.source == gain.source for belief in state.awm.beliefs(gain.item)):
        return False
    others = {i for i, n in gain.after.items() if i != gain.item and n > gain.before.get(i, 0)}
    return bool(others) and 0 < chance(state, recipe) < USUAL


def _station(state: State, gain: Gain) -> Item | None:
    """The station a craft was near, unless the same is known to do without.

    A station that nothing is known of is kept until an attempt without it has succeeded. Of several
    that stood by each time the likeliest is taken for it, until attempts have told them apart.
    """
    near = gain.near & stood_by(state, gain.item, gain.how, gain.lost)
    if not near:
        return None
    known = (r for r in state.awm.recipes(gain.item, VERIFIED) if r.how == gain.how)
    if any(not r.station and r.ingredients == gain.lost for r in known):
        return None
    named = Counter(b.recipe.station for b in state.awm.beliefs(gain.item))
    return max(sorted(near), key=lambda s: (named[s], state.awm.made_at(gain.how, s)))


def stood_by(state: State, item: Item, how: str, used: Inventory) -> frozenset[Item]:
    """Return the stations that can be what making an item of some things takes.

    They stood by whenever it was so made, and it never failed near them with all of that at hand.
    Where none did each time it can be made at several, as an ingot at two furnaces: any that did.
    """
    vain = in_vain(state, item, how, used)
    stood = [near - vain for near in state.stood.get(making(item, how, used), ())]
    each = frozenset[Item]().union(*stood).intersection(*stood)
    return each or frozenset[Item]().union(*stood)


def elsewhere(state: State, recipe: Recipe) -> Iterator[Recipe]:
    """Yield what would show that a verified recipe takes another station, or none, if it is open.

    The same without its station, and at the others that stood by each time it was made.
    """
    item, how, used = recipe.item, recipe.how, recipe.ingredients
    if not state.disproved(item, how, used, ()):
        yield recipe.model_copy(update={"station": None})
    for station in sorted(stood_by(state, item, how, used) - {recipe.station}):
        yield recipe.model_copy(update={"station": station})


def in_vain(state: State, item: Item, how: str, used: Inventory) -> frozenset[Item]:
    """Return the stations near which making an item failed for no lack of anything else."""
    failures = state.failures.get(item, ())
    telling = (f for f in failures if f.how == how and covers(f.usable, used))
    return frozenset(station for failure in telling for station in failure.near)


def _likeliest(state: State, recipes: Iterable[Recipe]) -> list[Recipe]:
    """Of recipes alike but for the source keep the one whose source gives the item most often.

    What is gained when the ground under a plant is dug away comes from the plant, not the ground.
    """
    best = dict[tuple[Item, Way], Recipe]()
    for recipe in recipes:
        key = recipe.item, recipe.way
        if key not in best or chance(state, recipe) > chance(state, best[key]):
            best[key] = recipe
    return list(best.values())


def chance(state: State, recipe: Recipe) -> float:
    """Share of the contacts with a collect's source, by its hand, that gave the item."""
    hand = next(iter((*recipe.tools, *recipe.ingredients)), None)
    touch = state.touches[recipe.source or "", hand]
    count = touch.telling(recipe.item)
    return touch.gave[recipe.item] / count if count else 0.0


def settled(state: State, recipe: Recipe) -> bool:
    """Whether contacts show that the tool of a collect is needed: weaker hands gave nothing.

    With the tool a contact gives the item with a chance of at least p, the lower end of Wilson's
    interval; n contacts in vain without it happen with chance (1 - p)^n if it is not needed.
    """
    if recipe.source is None:
        return False
    hands = [None, *weaker(state, recipe)]
    tool = next(iter(recipe.tools), None)
    enough = contacts_that_tell(state.touches[recipe.source, tool], recipe.item)
    touches = [state.touches[recipe.source, hand] for hand in hands]
    item = recipe.item
    return all(t.telling(item) >= enough and not t.gave[item] for t in touches)


def contacts_that_tell(touch: Touch, item: Item) -> int:
    """Return how many contacts in vain prove that none would give what `touch` gave."""
    if not touch.gave[item]:
        return LEAST_CONTACTS
    chance, _ = wilson(touch.gave[item], touch.telling(item))
    return max(LEAST_CONTACTS, math.ceil(math.log(DOUBT) / math.log1p(-min(chance, 0.999))))


def weaker(state: State, recipe: Recipe) -> list[Item]:
    """Verified tools of the same kind as the recipe's that take less to make, least first.

    The kind is the last word of the name; what takes less is what fewer items lead to.
    """
    tool = next(iter(recipe.tools), None)
    if tool is None or "_" not in tool:
        return []
    named = state.awm.verified_like(tool.rpartition("_")[2])
    alike = [i for i in named if "_" in i and i != tool]
    size = {i: state.awm.size(i) for i in (*alike, tool)}
    return sorted((i for i in alike if size[i] < size[tool]), key=lambda i: (size[i], i))


def refuted(state: State, recipe: Recipe, patience: int) -> list[Event]:
    """Return the refutation of a hypothesis, if what is known amounts to one."""
    if recipe.how == "collect":
        tool = next(iter(recipe.tools), None)
        touch = state.touches[recipe.source or "", tool]
        count, hand = touch.telling(recipe.item), tool or "a bare hand"
        if count >= patience and not touch.gave[recipe.item]:
            return [Refuted(recipe=recipe, reason=f"{count} contacts by {hand} gave none")]
        return []
    near = [recipe.station] if recipe.station else []
    if state.disproved(recipe.item, recipe.how, recipe.ingredients, near):
        return [Refuted(recipe=recipe, reason="attempted with all of that at hand: nothing came")]
    return []


def _verified(state: State, seen: Recipe) -> list[Event]:
    """Verify what was seen in place of what it corrects, unless it is believed already."""
    known = state.awm.recipes(seen.item, VERIFIED)
    if any(_as_good(state, old, seen) for old in known):
        return []
    wrong = [r for r in known if r.how == seen.how and r.ingredients == seen.ingredients]
    wrong = [r for r in wrong if seen.how != "collect" or r.source in (seen.source, None)]
    wrong += [r for r in state.awm.recipes(seen.item, HYPOTHESISED) if r.how == seen.how]
    return [Verified(recipe=seen, corrects=tuple(r for r in wrong if r != seen))]


def _as_good(state: State, old: Recipe, seen: Recipe) -> bool:
    """Whether a verified recipe already says no more is needed than what was seen."""
    return (
        old.how == seen.how
        and covers(seen.ingredients, old.ingredients)
        and old.tools <= seen.tools
        and old.station in (None, seen.station)
        and old.yields <= seen.yields
        and (old.source == seen.source or chance(state, seen) <= LIKELIER * chance(state, old))
    )


def _leanest(state: State, gains: Iterable[Gain]) -> list[Gain]:
    """Of the gains of an item in one manner, those with the least in the hand and lost."""
    best = dict[tuple[Item, str, str | None], Gain]()

    def plenty(gain: Gain) -> tuple[int, int, int]:
        held = state.awm.size(gain.hand) if gain.hand else 0
        return sum(gain.lost.values()), held, gain.gained

    for gain in sorted(gains, key=plenty):
        best.setdefault((gain.item, gain.how, gain.source), gain)
    return [best[key] for key in sorted(best, key=str)]


def _touched(state: State, outcome: Outcome) -> set[Item]:
    """Items whose hypotheses an outcome may bear on: none when nothing was met in it."""
    if not (outcome.gains or outcome.failures or outcome.contacts):
        return set()
    awm = state.awm
    by_source = {i for c in outcome.contacts for i in awm.hypothesised_from(c.source)}
    attempted = {item for failure in outcome.failures for item in failure.items}
    touched = {outcome.item, *attempted, *by_source}
    return {item for item in touched if awm.status(item) == HYPOTHESISED}
