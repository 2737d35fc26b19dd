"""Accounts of the recipes of an item: which entries made, verified or refuted each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from deckard.graph.awm import AWM
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED
from deckard.graph.merged import but_for_tool, with_all_tools
from deckard.graph.needs import NeedOfRecipe, needs_of_item
from deckard.journal.events import (
    Act,
    Attempted,
    Dreamed,
    Event,
    Misdreamed,
    Practised,
    Proven,
    Pursued,
    RecipeEvent,
    Refuted,
    Supposed,
    Verified,
    Voided,
)
from deckard.journal.fold import apply
from deckard.journal.reader import Entry, Glimpse
from deckard.journal.state import State
from deckard.types import Failure, Gain, Item, Outcome, Recipe
from deckard.view import event_text

REFUTED = "refuted"
"""The status of a recipe that was dropped because it failed."""
CORRECTED = "corrected"
"""The status of a recipe that was dropped because another one was observed."""
SUBSUMED = "subsumed"
"""The status of a verified recipe that is true still, and of which another takes less."""


@dataclass(frozen=True)
class FullEntry:
    """An entry of a journal with its events in full."""

    number: int
    at: str
    steps: int
    """The run's env steps up to this entry."""
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Reason:
    """The effect of one entry on a recipe, with its evidence."""

    entry: FullEntry
    recipe: Recipe
    """The recipe as the entry has it, which may be an earlier form of the account's."""
    did: str
    """The effect in words: `dreamed by gpt`, `verified`, `refuted: 50 contacts gave none`."""
    text: str = ""
    """The answer of the language model."""
    acted: str = ""
    """The practice or pursuit of the entry, in words."""
    gain: Gain | None = None
    """The moment in which the item was gained."""
    failures: tuple[Failure, ...] = ()
    """Failed attempts to make the item."""
    status: str = HYPOTHESISED
    """The status of the recipe from then on."""

    def words(self, recipe: Recipe) -> str:
        """Return what was done and concluded, in words."""
        did = f"{self.acted}; {self.did}" if self.acted else self.did
        return did + (f" as {self.recipe}" if self.recipe != recipe else "")

    def evidence(self) -> Iterator[str]:
        """Yield in words what was held and near at the gain or the failure."""
        if self.gain:
            yield _gain(self.gain)
        for failure in self.failures[:1]:
            held = event_text.inventory_text(failure.before)
            near = f", near {', '.join(sorted(failure.near))}" if failure.near else ""
            times = f" ({len(self.failures)} such attempts)" if len(self.failures) > 1 else ""
            yield f"{failure.how} gave nothing with {held}{near}{times}"


@dataclass
class Account:
    """A recipe that is or was believed, with its reasons in order."""

    recipe: Recipe
    status: str
    """verified, hypothesised, refuted, corrected or subsumed."""
    reasons: list[Reason] = field(default_factory=list)
    needs: tuple[NeedOfRecipe, ...] = ()
    """The stations and the tools of a recipe that is verified, each with its proof."""


@dataclass(frozen=True)
class Why:
    """All that a journal says about an item."""

    item: Item
    status: str
    accounts: tuple[Account, ...]
    """Believed recipes, best first, then dropped ones."""
    unusable: tuple[tuple[FullEntry, Misdreamed], ...]
    """Answers of the language model without a usable recipe."""
    swept: tuple[int, ...] = ()
    """Numbers of the entries whose bulk attempts included the item."""


def explain_item(entries: Sequence[Entry], item: Item) -> Why:
    """Explain the recipes of an item; only the entries that touch it are read in full."""
    relevant = [e for e in entries if item in {changed_item(event) for event in e.events}]
    why = explain_entries([FullEntry(e.number, e.at, e.steps, e.full) for e in relevant], item)
    acts = ((e.number, event) for e in entries for event in e.events if isinstance(event, dict))
    return replace(why, swept=tuple(n for n, act in acts if item in act.get("items", ())))


def explain_entries(relevant: Sequence[FullEntry], item: Item) -> Why:
    """Explain the recipes of an item from the entries that touch it."""
    state, accounts = State(), dict[tuple, Account]()
    own = [
        (entry, event)
        for entry in relevant
        for event in entry.events
        if changed_item(event) == item
    ]
    for entry, event in own:
        apply(state, event, entry.number)
        _account(accounts, entry, event)
    unusable = tuple((entry, event) for entry, event in own if isinstance(event, Misdreamed))
    ranked = tuple(_merged(_ranked(accounts, state.awm, item)))
    for need in needs_of_item(state.awm.beliefs(item)):
        for account in (a for a in ranked if (a.recipe, a.status) == (need.recipe, VERIFIED)):
            account.needs += (need,)
    return Why(item, state.awm.status(item), ranked, unusable)


def changed_item(event: Glimpse | Event) -> Item | None:
    """Return the item whose beliefs an event changes, or tried to; None for an act."""
    match event:
        case dict() | Practised() | Pursued() | Attempted():  # most are
            return None
    return event.item


def _account(accounts: dict[tuple, Account], entry: FullEntry, event: Event) -> None:
    """Add the effect of an event to the accounts of an item, of which there is one a tool."""
    if isinstance(event, Act | Misdreamed | Voided):
        return
    own = dict[tuple, Account]()
    for recipe in event.recipe.by_tool():
        own[recipe.key] = accounts.setdefault(recipe.key, Account(recipe, HYPOTHESISED))
        _affect(own[recipe.key], recipe, entry, event)
    if isinstance(event, Verified):
        _correct((a for key, a in accounts.items() if key not in own), entry, event)


def _affect(account: Account, recipe: Recipe, entry: FullEntry, event: RecipeEvent) -> None:
    """Add the effect of an event to the account of its recipe with one of its tools."""
    match event:
        case Dreamed(text=text, model=model):
            lacking = f" without {event.unknown_names}, unknown here" if event.unknown else ""
            did = f"dreamed by {model}{lacking}"
            account.reasons.append(Reason(entry, event.recipe, did, text=text))
        case Supposed():
            account.reasons.append(Reason(entry, event.recipe, "supposed by the agent"))
        case Refuted(reason=reason):
            account.status = REFUTED
            account.reasons.append(_observed(entry, event.recipe, REFUTED, f"refuted: {reason}"))
        case Proven(need=need, reason=reason):
            did = f"{need} is needed: {reason}"
            account.reasons.append(_observed(entry, event.recipe, account.status, did))
        case Verified():
            account.recipe, account.status = recipe, VERIFIED
            account.reasons.append(_observed(entry, event.recipe, VERIFIED, "verified"))


def _correct(others: Iterable[Account], entry: FullEntry, event: Verified) -> None:
    """Add to other accounts of the item that an observation replaced them."""
    recipe = event.recipe
    proven = [e.need for e in entry.events if isinstance(e, Proven) and e.item == recipe.item]
    corrected = [one for old in event.corrects for one in old.by_tool()]
    keys, demands = {old.key for old in corrected}, {old.demands for old in (recipe, *corrected)}
    for other in others:
        is_guess = other.status != VERIFIED
        if other.recipe.demands in demands if is_guess else other.recipe.key in keys:
            other.status = CORRECTED
            change = f"corrected: {event_text.recipe_changes(other.recipe, recipe, proven)}"
            other.reasons.append(_observed(entry, other.recipe, CORRECTED, change))


def _observed(entry: FullEntry, recipe: Recipe, status: str, did: str) -> Reason:
    """Return a reason with the evidence of the practice or pursuit that opens the entry."""
    act = next((e for e in entry.events if isinstance(e, Act)), None)
    if act is None:
        return Reason(entry, recipe, did, status=status)
    outcome: Outcome = act.outcome
    return Reason(
        entry,
        recipe,
        did,
        acted=event_text.entry_text([act]),
        gain=next((g for g in outcome.gains if g.item == recipe.item), None),
        failures=tuple(f for f in outcome.failures if recipe.item in f.items),
        status=status,
    )


def _ranked(accounts: dict[tuple, Account], awm: AWM, item: Item) -> Iterator[Account]:
    """Yield the accounts in the graph's order of beliefs, then those of dropped recipes."""
    for belief in awm.beliefs(item):
        account = accounts.pop(belief.recipe.key)
        account.recipe, account.status = belief.recipe, belief.status
        yield account
    for account in accounts.values():
        if account.status == HYPOTHESISED:  # another of its way was verified before
            account.status = CORRECTED
        if account.status == VERIFIED:
            account.status = SUBSUMED
        yield account


def _merged(accounts: Iterable[Account]) -> Iterator[Account]:
    """Yield accounts in which recipes of one status that differ in the tool alone are one."""
    alike = dict[tuple[object, ...], list[Account]]()
    for account in accounts:
        alike.setdefault((account.status, *but_for_tool(account.recipe)), []).append(account)
    for group in alike.values():
        reasons = list[Reason]()
        for reason in (reason for account in group for reason in account.reasons):
            reasons += [] if reason in reasons else [reason]
        reasons.sort(key=lambda reason: reason.entry.number)
        yield Account(with_all_tools(a.recipe for a in group), group[0].status, reasons)


def _gain(gain: Gain) -> str:
    hand = f", in the hand {gain.hand}" if gain.hand else ""
    near = f", near {', '.join(sorted(gain.near))}" if gain.near else ""
    source = f", from {gain.source}" if gain.source else ""
    before, after = (event_text.inventory_text(held) for held in (gain.before, gain.after))
    return f"{before} -> {after}{hand}{near}{source}"
