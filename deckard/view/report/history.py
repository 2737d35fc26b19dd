"""The history of every belief, folded from the journal once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from deckard.graph.beliefs import HYPOTHESISED, VERIFIED, Belief
from deckard.journal.events import Dreamed, Event, Refuted, Supposed, Verified
from deckard.journal.fold import apply
from deckard.journal.state import State
from deckard.types import Item, Recipe
from deckard.view.corrections import recipe_key, wrong_recipes


@dataclass
class BeliefSpan:
    """A belief from the entry that made it to the entry that ended it, if one has."""

    recipe: Recipe
    statuses: list[tuple[int, str]]
    """Pairs of an entry and the status that the belief has from there on."""
    because: tuple[int, ...]
    end: int | None = None
    reason: str = ""
    """The reason of its end, in words."""
    wrong: bool = False
    """Whether it ended because it is wrong. Else a more exact recipe replaced it."""

    @property
    def is_verified(self) -> bool:
        """Whether the belief was ever verified."""
        return any(status == VERIFIED for _, status in self.statuses)


@dataclass(frozen=True)
class EntryCounts:
    """The size of the graph after an entry."""

    steps: int
    items: int
    verified: int
    hypothesised: int
    wrong: int
    """Recipes found wrong up to here."""
    corrects: bool
    """Whether this entry refuted or replaced a recipe."""


@dataclass
class History:
    """The spans of all beliefs, by item in the order of the journal, and counts per entry."""

    spans: dict[Item, list[BeliefSpan]] = field(default_factory=dict)
    counts: list[EntryCounts] = field(default_factory=list)
    first: dict[Item, int] = field(default_factory=dict)
    """The entry that first named an item."""
    state: State = field(default_factory=State)


def fold_history(entries: Iterable[Sequence[Event]]) -> History:
    """Fold entries and keep what was believed after each."""
    past, statuses, wrong = History(), Counter[str](), set[tuple]()
    for number, events in enumerate(entries, 1):
        wrong.update(recipe_key(recipe) for event in events for recipe in wrong_recipes(event))
        for event in events:
            if not isinstance(event, Dreamed | Supposed | Verified | Refuted):
                apply(past.state, event, number)
                continue
            item = event.recipe.item
            statuses[past.state.awm.status(item)] -= 1
            apply(past.state, event, number)
            statuses[past.state.awm.status(item)] += 1
            _update_spans(past, item, number, event)
        past.state.entries = number
        corrects = any(wrong_recipes(event) for event in events)
        past.counts.append(_count(past.state, statuses, len(wrong), corrects))
    return past


def _update_spans(past: History, item: Item, number: int, event: Event) -> None:
    """Update the spans of an item after an event."""
    beliefs = past.state.awm.beliefs(item)
    spans = past.spans.setdefault(item, [])
    for span in _open(spans):
        if not _held(span, beliefs):
            _end(span, number, event)
    for belief in beliefs:
        _carry_on(spans, belief, number)
    for name in (item, *(need for belief in beliefs for need in belief.recipe.needs)):
        past.first.setdefault(name, number)


def _open(spans: Iterable[BeliefSpan]) -> list[BeliefSpan]:
    return [span for span in spans if span.end is None]


def _held(span: BeliefSpan, beliefs: Iterable[Belief]) -> bool:
    return any(belief.recipe == span.recipe for belief in beliefs)


def _carry_on(spans: list[BeliefSpan], belief: Belief, number: int) -> None:
    """Begin the span of a belief, or add its new status and reasons."""
    span = next((one for one in _open(spans) if one.recipe == belief.recipe), None)
    if span is None:
        spans.append(BeliefSpan(belief.recipe, [(number, belief.status)], belief.because))
        return
    span.because = belief.because
    if span.statuses[-1][1] != belief.status:
        span.statuses.append((number, belief.status))


def _end(span: BeliefSpan, number: int, event: Event) -> None:
    """End a span because of an event."""
    span.end = number
    match event:
        case Refuted(reason=reason):
            span.wrong, span.reason = True, reason
        case Verified(recipe=observed, corrects=corrected) if _is_among(span.recipe, corrected):
            span.wrong, span.reason = True, f"seen instead: {observed}"
        case _:
            span.reason = "told more exactly by what was seen"


def _count(state: State, statuses: Counter[str], wrong: int, corrects: bool) -> EntryCounts:
    return EntryCounts(
        steps=state.steps,
        items=len(state.awm.known),
        verified=statuses[VERIFIED],
        hypothesised=statuses[HYPOTHESISED],
        wrong=wrong,
        corrects=corrects,
    )


def _is_among(recipe: Recipe, others: Sequence[Recipe]) -> bool:
    """Whether a recipe demands the same as one of others."""
    return recipe.demands in {other.demands for other in others}
