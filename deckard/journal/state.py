"""What the agent knows and has spent, folded from the events of its journal."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from deckard.graph.awm import AWM, HYPOTHESISED
from deckard.journal.events import (
    Dreamed,
    Event,
    Misdreamed,
    Practised,
    Pursued,
    Refuted,
    Supposed,
    Verified,
)
from deckard.types import (
    Failure,
    How,
    Inventory,
    Item,
    Option,
    Outcome,
    Recipe,
    Touch,
    Touches,
    covers,
    without,
)

VAIN = {"obtained": 0.0, "attempted": 1000.0, "stuck": 0.2, "no plan": 0.2, "aborted": 0.0}
"""How many vain tries an ending counts for.

A craft is deterministic: one attempt settles it. Getting stuck on the way to it says little.
"""
ENDED = frozenset(("stuck", "aborted"))
"""Endings of a pursuit that end the life, too."""
SHORT = 3
"""Times that a stock does not get an item, after which it counts as tried all the same."""
Making = tuple[Item, str, tuple[tuple[Item, int], ...]]
"""An item, and how and of what it was made."""
Way = tuple
"""A recipe apart from source and yield, with its item: what counts as the same attempt."""


@dataclass
class State:
    """What the agent knows and has spent so far."""

    awm: AWM = field(default_factory=AWM)
    options: dict[Item, Option] = field(default_factory=dict)
    asked: Counter[Item] = field(default_factory=Counter)
    """How often the language model was asked for an item."""
    vain: defaultdict[Way, float] = field(default_factory=lambda: defaultdict(float))
    """For each hypothesis, and what of its needs was verified, the weight of vain pursuits."""
    refuted: dict[Item, list[Recipe]] = field(default_factory=lambda: defaultdict(list))
    replaced: dict[Item, list[Recipe]] = field(default_factory=lambda: defaultdict(list))
    """Recipes that one which was seen corrected."""
    reasons: dict[Item, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Why hypotheses were refuted or answers not usable: evidence for the next question."""
    failures: dict[Item, list[Failure]] = field(default_factory=lambda: defaultdict(list))
    stood: dict[Making, tuple[frozenset[Item], ...]] = field(default_factory=dict)
    """Of what was made of the same things: the stations that stood by, each time that tells."""
    touches: dict[tuple[str, Item | None], Touch] = field(default_factory=Touches)
    obtained: Counter[Item] = field(default_factory=Counter)
    """Items gained in a life, and how many pursuits gained them."""
    pursuits: Counter[Item] = field(default_factory=Counter)
    pursued: Counter[Way] = field(default_factory=Counter)
    """How often each recipe was practised or pursued."""
    given: set[Item] = field(default_factory=set)
    """Items whose recipe was verified before anything was done."""
    steps: int = 0
    """Env steps, practice included."""
    practice_steps: int = 0
    sought: Counter[tuple[Item, Item | None]] = field(default_factory=Counter)
    """Practice episodes that sought an item with one thing in the hand."""
    met: dict[Item, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Sources that were broken or used while an item was sought."""
    attempts: dict[Item, Counter[tuple[How, bool]]] = field(default_factory=dict)
    """Of each item its practices and pursuits by how, and whether they succeeded, since one of its
    recipes was last refuted."""
    setbacks: dict[Item, set[int]] = field(default_factory=lambda: defaultdict(set))
    """The entries in which a recipe of an item was refuted."""
    judged: Counter[tuple[How, bool]] = field(default_factory=Counter)
    """Dreamed recipes by how, and whether they proved right."""
    aborted: int = 0
    """Episodes, lives among them, that the world broke off."""
    restarts: int = 0
    """How often the world had to be started again, since the run first began."""
    life: int = 0
    """Number of the current life; a life ends when a pursuit in it gets stuck or is aborted."""
    life_seed: int | None = None
    trace: list[str] = field(default_factory=list)
    """What was done in the current life, one trace for each pursuit."""
    swept: set[frozenset] = field(default_factory=set)
    """Stocks with which everything unknown was attempted."""
    stocked: Counter[Item] = field(default_factory=Counter)
    """The most of each item that was in a stock."""
    barren: int = 0
    """Sweeps since one last found something."""
    short: Counter[Item] = field(default_factory=Counter)
    """How often a stock was to have an item and did not get it."""
    holds: dict[Item, int] = field(default_factory=dict)
    """What is held in the current life, or placed within reach."""
    entries: int = 0
    """Entries of the journal that this state was folded from."""

    def tried(self, recipe: Recipe) -> float:
        """How often a hypothesis was pursued in vain with as many of its needs verified as now."""
        return self.vain.get(self._attempt(recipe), 0.0)

    def _attempt(self, recipe: Recipe) -> Way:
        return (*way(recipe), *self.awm.unverified(recipe))

    def failed(self, item: Item, how: str, inventory: Inventory, near: Iterable[Item]) -> bool:
        """Whether a craft is known to fail: it did with all this at hand, or with more."""
        return any(covers(f.before, inventory) for f in self._failures(item, how, near))

    def disproved(self, item: Item, how: str, used: Inventory, near: Iterable[Item]) -> bool:
        """Whether a craft was seen not to take this: all was there, and what burnt besides."""
        return any(covers(f.usable, used) for f in self._failures(item, how, near))

    def _failures(self, item: Item, how: str, near: Iterable[Item]) -> Iterator[Failure]:
        stations = frozenset(near)
        for failure in self.failures.get(item, ()):
            if failure.how == how and failure.near >= stations:
                yield failure


def way(recipe: Recipe) -> Way:
    """Return what makes two hypotheses the same."""
    return recipe.item, *recipe.hypothesis


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
        case Practised():
            _practise(state, event)
        case Pursued():
            _live(state, event)
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


def _judge(state: State, recipe: Recipe, corrects: Iterable[Recipe]) -> None:
    """Count which hypotheses a verified recipe proves right, and which wrong."""
    hypotheses = state.awm.recipes(recipe.item, HYPOTHESISED)
    state.judged[recipe.how, True] += any(r.way == recipe.way for r in hypotheses)
    for old in corrects:
        state.judged[old.how, False] += old in hypotheses and old.way != recipe.way


def making(item: Item, how: str, used: Inventory) -> Making:
    """Return what tells whether two things were made alike, wherever that was."""
    return item, how, tuple(sorted(used.items()))


def _observe(state: State, outcome: Outcome) -> None:
    state.steps += outcome.steps
    state.aborted += outcome.aborted
    state.restarts += outcome.restarts
    for gain in (gain for gain in outcome.gains if gain.how != "collect"):
        made = making(gain.item, gain.how, gain.lost)
        state.stood[made] = _fewest(state.stood.get(made, ()), gain.near)
        state.awm.changed.append(gain.item)
    for failure in outcome.failures:
        for item in sorted(failure.items):
            state.failures[item] = [*_not_covered(state.failures[item], failure), failure]
        state.awm.changed += sorted(failure.items)
    for contact in outcome.contacts:
        touch = state.touches.setdefault((contact.source, contact.hand), Touch())
        touch.count += contact.count
        if contact.alone is not None:
            touch.alone[contact.alone] += contact.count
        touch.gave.update(contact.gave)
        state.awm.changed.append(contact.source)


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
    state.awm.changed.append(recipe.item)


def _practise(state: State, event: Practised) -> None:
    _observe(state, event.outcome)
    state.practice_steps += event.outcome.steps
    item = event.recipe.item
    state.sought[item, _hand(state, event.recipe)] += event.outcome.episodes
    state.met[item] |= {contact.source for contact in event.outcome.contacts}
    learnt = event.option is not None and event.option.reliable
    _count(state, event.recipe, 0 if learnt else 1, bool(event.option))
    if event.option:
        state.options[event.option.item] = event.option
        state.awm.changed.append(event.option.item)


def _hand(state: State, recipe: Recipe) -> Item | None:
    """The tool that a collect can have been tried with: one that can be obtained."""
    return next((tool for tool in sorted(recipe.tools) if state.awm.is_verified(tool)), None)


def _live(state: State, event: Pursued) -> None:
    _observe(state, event.outcome)
    if event.life != state.life or state.life_seed is None:
        state.trace = []
    state.life, state.life_seed = event.life, event.seed
    state.trace.append(event.trace)
    state.holds = event.holds
    if event.also and event.ending != "aborted":
        _sweep(state, event.recipe.ingredients, event.outcome)
        state.barren = 0 if event.ending == "obtained" else state.barren + 1
    for item in {gain.item for gain in event.outcome.gains}:
        state.obtained[item] += 1
    won = None if event.ending == "aborted" else event.ending == "obtained"
    _count(state, event.recipe, VAIN[event.ending], won)
    if event.recipe.how == "collect" and event.ending not in ("obtained", "aborted"):
        state.sought[event.recipe.item, _hand(state, event.recipe)] += 1
    if event.last or event.ending in ENDED:
        state.life, state.life_seed, state.trace, state.holds = event.life + 1, None, [], {}


def _sweep(state: State, stock: Inventory, outcome: Outcome) -> None:
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
