"""What was believed when: the life of every belief, folded from the journal once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from deckard.graph.beliefs import HYPOTHESISED, VERIFIED, Belief
from deckard.journal.events import Dreamed, Event, Refuted, Supposed, Verified
from deckard.journal.fold import apply
from deckard.journal.state import State
from deckard.types import Item, Recipe
from deckard.view.corrections import dropped, same


@dataclass
class BeliefSpan:
    """A belief from the entry that made it to the one that ended it, if any has."""

    recipe: Recipe
    spans: list[tuple[int, str]]
    """Entries from which on it had a status; the status holds until the next, or the end."""
    because: tuple[int, ...]
    end: int | None = None
    reason: str = ""
    """Why it ended."""
    wrong: bool = False
    """Whether it ended because it was seen to be wrong, and not for being told more exactly."""


@dataclass(frozen=True)
class Count:
    """What the graph amounted to after an entry."""

    steps: int
    known: int
    verified: int
    hypothesised: int
    wrong: int
    """Recipes found wrong up to here."""
    corrects: bool
    """Whether this entry refuted or replaced a recipe."""


@dataclass
class History:
    """The lives of all beliefs, by item in the order they came, and a count for each entry."""

    lives: dict[Item, list[BeliefSpan]] = field(default_factory=dict)
    counts: list[Count] = field(default_factory=list)
    first: dict[Item, int] = field(default_factory=dict)
    """The entry that first named an item."""
    state: State = field(default_factory=State)


def history(entries: Iterable[Sequence[Event]]) -> History:
    """Fold entries, and keep what was believed on the way."""
    told, held, wrong = History(), Counter[str](), set[tuple]()
    for number, events in enumerate(entries, 1):
        wrong.update(same(recipe) for event in events for recipe in dropped(event))
        for event in events:
            if not isinstance(event, Dreamed | Supposed | Verified | Refuted):
                apply(told.state, event, number)
                continue
            item = event.recipe.item
            held[told.state.awm.status(item)] -= 1
            apply(told.state, event, number)
            held[told.state.awm.status(item)] += 1
            _retell(told, item, number, event)
        told.state.entries = number
        corrects = any(dropped(event) for event in events)
        told.counts.append(_count(told.state, held, len(wrong), corrects))
    return told


def _retell(told: History, item: Item, number: int, event: Event) -> None:
    """Bring the lives of an item up to date."""
    beliefs = told.state.awm.beliefs(item)
    lives = told.lives.setdefault(item, [])
    for life in _open(lives):
        if not _held(life, beliefs):
            _end(life, number, event)
    for belief in beliefs:
        _carry_on(lives, belief, number)
    for known in (item, *(need for belief in beliefs for need in belief.recipe.needs)):
        told.first.setdefault(known, number)


def _open(lives: Iterable[BeliefSpan]) -> list[BeliefSpan]:
    return [life for life in lives if life.end is None]


def _held(life: BeliefSpan, beliefs: Iterable[Belief]) -> bool:
    return any(belief.recipe == life.recipe for belief in beliefs)


def _carry_on(lives: list[BeliefSpan], belief: Belief, number: int) -> None:
    """Begin the life of a belief, or note its new status and reasons."""
    life = next((one for one in _open(lives) if one.recipe == belief.recipe), None)
    if life is None:
        lives.append(BeliefSpan(belief.recipe, [(number, belief.status)], belief.because))
        return
    life.because = belief.because
    if life.spans[-1][1] != belief.status:
        life.spans.append((number, belief.status))


def _end(life: BeliefSpan, number: int, event: Event) -> None:
    """End a life by an event."""
    life.end = number
    match event:
        case Refuted(reason=reason):
            life.wrong, life.reason = True, reason
        case Verified(recipe=seen, corrects=olds) if life.recipe.way in {o.way for o in olds}:
            life.wrong, life.reason = True, f"seen instead: {seen}"
        case _:
            life.reason = "told more exactly by what was seen"


def _count(state: State, held: Counter[str], wrong: int, corrects: bool) -> Count:
    return Count(
        steps=state.steps,
        known=len(state.awm.known),
        verified=held[VERIFIED],
        hypothesised=held[HYPOTHESISED],
        wrong=wrong,
        corrects=corrects,
    )
