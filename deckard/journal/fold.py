"""The state, folded from events."""

from collections.abc import Iterable

from deckard.graph.partial import unknown_text
from deckard.journal.events import (
    Act,
    Attempted,
    Dreamed,
    Event,
    LifeEvent,
    Misdreamed,
    Practised,
    Proven,
    Pursued,
    Refuted,
    Supposed,
    Verified,
    Voided,
)
from deckard.journal.state import ENDED, SETTLED, State, unlearnt
from deckard.types import Recipe

VAIN = {
    "obtained": 0.0,
    "attempted": SETTLED,
    "stuck": 0.2,
    "died": 0.05,
    "no plan": 0.0,
    "aborted": 0.0,
}
"""How many tries in vain each ending counts for.

A craft is deterministic: one attempt settles it. Getting stuck on the way to it says little, dying
less, and nothing that it could not begin: then it is blocked until it may.
"""
UNUSABLE = "your last answer could not be used: {}"
"""What the next question says of an answer, with the reason."""
PARTLY = "only a part of your last answer could be used: {}"
"""What it says of an answer with unknown names."""


def apply(state: State, event: Event, entry: int = 0) -> None:
    """Change `state` and its folds by one event of a journal entry: the only place that does."""
    state.begin()
    for fold in state.folds.values():
        fold.apply(event, state, entry)
    match event:
        case Dreamed() | Misdreamed() | Voided():
            _answer(state, event, entry)
        case Supposed(recipe=recipe):
            state.awm.hypothesise(recipe, entry)
        case Practised() | Pursued() | Attempted():
            _act(state, event)
        case Verified(recipe=recipe, corrects=corrects):
            state.replaced[recipe.item] += corrects
            state.awm.verify(recipe, corrects, entry)
            state.unblock()
            state.vain.pop(state._attempt(recipe), None)
            state.deadly.pop(state._attempt(recipe), None)
        case Refuted(recipe=recipe, reason=reason):
            state.refuted[recipe.item].append(recipe)
            state.reasons[recipe.item].append(f"{recipe}: {reason}")
            state.awm.refute(recipe)
        case Proven(recipe=recipe, need=need):
            state.awm.prove(recipe, need, entry)
    state.entries = max(state.entries, entry)


def _answer(state: State, event: Dreamed | Misdreamed | Voided, entry: int) -> None:
    match event:
        case Dreamed(recipe=recipe, sample=sample, weight=weight, unknown=unknown):
            state.asked[recipe.item] += not sample
            state.awm.hypothesise(recipe, entry, weight, unknown)
            if unknown:
                state.reasons[recipe.item].append(PARTLY.format(unknown_text(unknown)))
        case Misdreamed(item=item, reason=reason, sample=sample):
            state.asked[item] += not sample
            state.reasons[item].append(UNUSABLE.format(reason))
        case Voided():
            _void(state, event)


def _void(state: State, event: Voided) -> None:
    """Forget an unusable answer, as if it had never been asked for."""
    evidence, reasons = UNUSABLE.format(event.reason), state.reasons.get(event.item, [])
    if evidence not in reasons:
        return
    state.asked[event.item] -= not event.sample
    reasons.remove(evidence)
    if not reasons:
        del state.reasons[event.item]


def _act(state: State, event: Act) -> None:
    outcome = event.outcome
    state.steps += outcome.steps
    state.aborted += outcome.aborted
    state.died += outcome.died
    state.restarts += outcome.restarts
    match event:
        case Practised():
            _practise(state, event)
        case Pursued(recipe=recipe, ending=ending):
            _live(state, event)
            _count(state, recipe, VAIN[ending], died=ending == "died")
            if ending == "no plan":
                state.blocked.add(recipe.key)
        case Attempted(item=item):
            _live(state, event)
            state.pursuits[item] += 1
            state.awm.changes.note(item)


def _count(state: State, recipe: Recipe, vain: float, *, died: bool = False) -> None:
    state.pursuits[recipe.item] += 1
    state.pursued[recipe.key] += 1
    weights = state.deadly if died else state.vain
    weights[state._attempt(recipe)] += vain
    state.awm.changes.note(recipe.item)


def _practise(state: State, event: Practised) -> None:
    state.practice_steps += event.outcome.steps
    option = event.option
    _count(state, event.recipe, 0 if option is not None and option.reliable else 1)
    if option:
        state.options[option.item] = option
        state.unblock()
        state.survive()
        state.awm.changes.note(option.item)


def _live(state: State, event: LifeEvent) -> None:
    if event.life != state.life or state.life_seed is None:
        state.trace = []
    state.life, state.life_seed = event.life, event.seed
    state.trace.append(event.trace)
    state.holds = event.holds
    gained = {gain.item for gain in event.outcome.gains if gain.sure}
    for item in gained:
        state.obtained[item] += 1
    if any(unlearnt(state, item) for item in gained):  # no plan would have obtained it
        state.unblock()
    if event.last or event.ending in ENDED:
        state.life, state.life_seed, state.trace, state.holds = event.life + 1, None, [], {}


def fold(entries: Iterable[Iterable[Event]]) -> State:
    """Return the state that a sequence of journal entries leads to."""
    state = State()
    for number, events in enumerate(entries, 1):
        for event in events:
            apply(state, event, number)
        state.entries = number
    return state
