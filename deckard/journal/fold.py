"""The state, folded from events."""

from collections import Counter
from collections.abc import Iterable

from deckard.graph.beliefs import HYPOTHESISED
from deckard.journal.events import (
    Act,
    Attempted,
    Dreamed,
    Event,
    LifeEvent,
    Misdreamed,
    Practised,
    Pursued,
    Refuted,
    Supposed,
    Verified,
)
from deckard.journal.state import ENDED, State
from deckard.types import (
    Failure,
    Inventory,
    Item,
    Outcome,
    Recipe,
    Touch,
    covers,
    making,
    way,
    without,
)

VAIN = {"obtained": 0.0, "attempted": 1000.0, "stuck": 0.2, "no plan": 0.2, "aborted": 0.0}
"""How many vain tries an ending counts for.

A craft is deterministic: one attempt settles it. Getting stuck on the way to it says little.
"""
SHORT = 3
"""Times that a stock does not get an item, after which it counts as tried all the same."""


def apply(state: State, event: Event, entry: int = 0) -> None:
    """Change `state` by one event of a journal entry; the only place where state changes."""
    match event:
        case Dreamed(recipe=recipe, sample=sample, weight=weight):
            state.asked[recipe.item] += not sample
            state.awm.hypothesise(recipe, entry, weight)
        case Misdreamed(item=item, reason=reason, sample=sample):
            state.asked[item] += not sample
            state.reasons[item].append(f"your last answer could not be used: {reason}")
        case Supposed(recipe=recipe):
            state.awm.hypothesise(recipe, entry)
        case Practised() | Pursued() | Attempted():
            _act(state, event)
        case Verified(recipe=recipe, corrects=corrects):
            state.replaced[recipe.item] += corrects
            _judge(state, recipe, corrects)
            state.given |= {recipe.item} if not state.pursuits else set()
            state.awm.verify(recipe, corrects, entry)
            state.vain.pop(state._attempt(recipe), None)
        case Refuted(recipe=recipe, reason=reason):
            state.judged[recipe.how, False] += 1
            state.refuted[recipe.item].append(recipe)
            state.setbacks[recipe.item].add(entry)
            state.attempts.pop(recipe.item, None)
            state.reasons[recipe.item].append(f"{recipe}: {reason}")
            state.awm.refute(recipe)
    state.entries = max(state.entries, entry)


def _act(state: State, event: Act) -> None:
    _observe(state, event.outcome)
    match event:
        case Practised():
            _practise(state, event)
        case Pursued():
            _live(state, event)
            _pursue(state, event)
        case Attempted():
            _live(state, event)
            _attempt(state, event)


def _judge(state: State, recipe: Recipe, corrects: Iterable[Recipe]) -> None:
    """Count which hypotheses a verified recipe proves right, and which wrong."""
    hypotheses = state.awm.recipes(recipe.item, HYPOTHESISED)
    state.judged[recipe.how, True] += any(r.way == recipe.way for r in hypotheses)
    for old in corrects:
        state.judged[old.how, False] += old in hypotheses and old.way != recipe.way


def _observe(state: State, outcome: Outcome) -> None:
    state.steps += outcome.steps
    state.aborted += outcome.aborted
    state.restarts += outcome.restarts
    for gain in (gain for gain in outcome.gains if gain.how != "collect"):
        made = making(gain.item, gain.how, gain.lost)
        state.stood[made] = _fewest(state.stood.get(made, ()), gain.near)
        state.awm.changes.note(gain.item)
    for failure in outcome.failures:
        for item in sorted(failure.items):
            state.failures[item] = [*_not_covered(state.failures[item], failure), failure]
        state.awm.changes.note(*sorted(failure.items))
    for contact in outcome.contacts:
        touch = state.touches.setdefault((contact.source, contact.hand), Touch())
        touch.count += contact.count
        if contact.alone is not None:
            touch.alone[contact.alone] += contact.count
        touch.gave.update(contact.gave)
        state.awm.changes.note_source(contact.source)


def _fewest(old: tuple[frozenset[Item], ...], near: frozenset[Item]) -> tuple[frozenset[Item], ...]:
    """Stations that stood by, without those times when no fewer did than at another."""
    if any(stations <= near for stations in old):
        return old
    return *(stations for stations in old if not near <= stations), near


def _not_covered(old: list[Failure], new: Failure) -> list[Failure]:
    """Failures that tell something which a new one, with more at hand, does not."""
    return [
        f
        for f in old
        if not (f.how == new.how and f.near <= new.near and covers(new.before, f.before))
        or not covers(new.usable, f.usable)
    ]


def _count(state: State, recipe: Recipe, vain: float, won: bool | None) -> None:
    state.pursuits[recipe.item] += 1
    state.pursued[way(recipe)] += 1
    if won is not None:
        state.attempts.setdefault(recipe.item, Counter())[recipe.how, won] += 1
    state.vain[state._attempt(recipe)] += vain
    state.awm.changes.note(recipe.item)


def _practise(state: State, event: Practised) -> None:
    state.practice_steps += event.outcome.steps
    item = event.recipe.item
    state.sought[item, _hand(state, event.recipe)] += event.outcome.episodes
    state.met[item] |= {contact.source for contact in event.outcome.contacts}
    learnt = event.option is not None and event.option.reliable
    _count(state, event.recipe, 0 if learnt else 1, bool(event.option))
    if event.option:
        state.options[event.option.item] = event.option
        state.awm.changes.note(event.option.item)


def _hand(state: State, recipe: Recipe) -> Item | None:
    """The tool that a collect can have been tried with: one that can be obtained."""
    return next((tool for tool in sorted(recipe.tools) if state.awm.is_verified(tool)), None)


def _live(state: State, event: LifeEvent) -> None:
    if event.life != state.life or state.life_seed is None:
        state.trace = []
    state.life, state.life_seed = event.life, event.seed
    state.trace.append(event.trace)
    state.holds = event.holds
    for item in {gain.item for gain in event.outcome.gains}:
        state.obtained[item] += 1
    if event.last or event.ending in ENDED:
        state.life, state.life_seed, state.trace, state.holds = event.life + 1, None, [], {}


def _pursue(state: State, event: Pursued) -> None:
    recipe, ending = event.recipe, event.ending
    _count(state, recipe, VAIN[ending], None if ending == "aborted" else ending == "obtained")
    if recipe.how == "collect" and ending not in ("obtained", "aborted"):
        state.sought[recipe.item, _hand(state, recipe)] += 1


def _attempt(state: State, event: Attempted) -> None:
    state.pursuits[event.item] += 1
    state.attempted[event.attempt.key] += 1
    state.awm.changes.note(event.item)
    if event.ending != "aborted":
        _stock(state, event.stock, event.outcome)
        state.barren = 0 if event.ending == "obtained" else state.barren + 1


def _stock(state: State, stock: Inventory, outcome: Outcome) -> None:
    """Count a stock as tried, but for what could not be gathered: not the first few times."""
    attempts = [(f.before, f.near) for f in outcome.failures]
    attempts += [(g.before, g.near) for g in outcome.gains if g.how != "collect"]
    lacked = {
        item
        for item, wanted in stock.items()
        if attempts and all(had.get(item, 0) + (item in near) < wanted for had, near in attempts)
    }
    state.short.update(lacked)
    missed = {item for item in lacked if state.short[item] < SHORT}
    state.stocked = state.stocked | Counter(without(stock, missed))
    if not missed:
        state.swept.add(frozenset(stock.items()))


def fold(entries: Iterable[Iterable[Event]]) -> State:
    """Return the state that a sequence of journal entries leads to."""
    state = State()
    for number, events in enumerate(entries, 1):
        for event in events:
            apply(state, event, number)
        state.entries = number
    return state
