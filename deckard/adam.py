"""ADAM, as it was run beside XENON (arXiv 2505.24157): take everything, then leave one out.

Every item is first thought to take eight of every resource; what a success had at hand is held for
its causes until the item was obtained without them, one at a time. Re-implemented from that
description. Where this port is kinder or harsher:

- A resource is what crafts are known to use up: as in XENON's last resort, nothing else is thought
  of. Stations are put up as far as they are known.
- All unknown items are attempted with one stock (kinder: it is gathered once).
- What is left out may still be in the inventory: then it counts as done without if the craft did
  not use it up, which is what leaving it out would have shown, crafts being deterministic. Of a
  cause that is confirmed the quantity is that used up (kinder: plans get cheaper).
- Items that no craft gives are collected, with each tool that was made (neither).
"""

import random
from collections.abc import Iterator

from deckard.awm import HYPOTHESISED, VERIFIED
from deckard.events import Event, Refuted, State, Supposed, Verified
from deckard.explore import Aim, Decision, Sweep, unproven
from deckard.recipes import Gain, Item, Outcome, Recipe, covers
from deckard.xenon import PLENTY, TOOLS, resources

HOWS = ("craft", "smelt")


class Adam:
    """Ablate what was obtained; then attempt everything with the stock; then collect."""

    def __call__(self, state: State, aim: Aim, rng: random.Random) -> Decision | None:
        """Return what to do next, or None when nothing new can be attempted."""
        for item in state.awm.items(VERIFIED):
            for known in state.awm.recipes(item, VERIFIED):
                if (less := ablation(state, known)) and item in aim.vocabulary:
                    return _believed(state, less)
        if proof := unproven(state, aim):
            return proof
        unknown = [item for item in aim.vocabulary if not state.awm.is_verified(item)]
        return self._sweep(state, aim, sorted(unknown)) or self._collect(state, aim, unknown)

    def _sweep(self, state: State, aim: Aim, unknown: list[Item]) -> Sweep | None:
        """Attempt all with everything that crafts use up, unless that is known to fail."""
        stations = [s for s in aim.stations if state.awm.is_verified(s)]
        stock = dict.fromkeys([*stations, *sorted(resources(state))], PLENTY)
        stock |= dict.fromkeys(stations, 1)
        if not unknown or not stock or frozenset(stock.items()) in state.swept:
            return None
        return Sweep(Recipe(item=unknown[0], how="craft", ingredients=stock), tuple(unknown))

    def _collect(self, state: State, aim: Aim, unknown: list[Item]) -> Recipe | None:
        """Look for an item by hand, and with each tool that was made, `tries` times each."""
        tools = [i for i in state.awm.items(VERIFIED) if i.rpartition("_")[2] in TOOLS]
        ways = [
            (state.sought[item, tool], tool or "", item)
            for item in unknown
            for tool in (None, *tools)
            if state.sought[item, tool] < aim.tries
        ]
        if not ways:
            return None
        _, tool, item = min(ways)
        return Recipe(item=item, how="collect", tools=frozenset({tool} if tool else ()))


def _believed(state: State, recipe: Recipe) -> Decision:
    """Suppose a recipe, or pursue it when that is done."""
    known = state.awm.recipes(recipe.item, HYPOTHESISED)
    return next((r for r in known if r.way == recipe.way), None) or Supposed(recipe=recipe)


def ablation(state: State, known: Recipe) -> Recipe | None:
    """A verified recipe without the first of its causes that was not left out yet, if any is."""
    lesser = (less for less in _leaving_one_out(known) if not _is_ablated(state, known, less))
    return next(lesser, None) if known.how in HOWS else None


def _leaving_one_out(known: Recipe) -> Iterator[Recipe]:
    if known.station:
        yield known.model_copy(update={"station": None})
    for cause in sorted(known.ingredients):
        rest = {i: n for i, n in known.ingredients.items() if i != cause}
        if rest or known.station:
            yield known.model_copy(update={"ingredients": rest})


def _is_ablated(state: State, known: Recipe, less: Recipe) -> bool:
    """Whether it was seen to fail without a cause, with all the others."""
    [gone] = known.needs.keys() - less.needs.keys() or {None}
    refuted = [r for r in state.refuted.get(known.item, ()) if r.how == known.how]
    return any(gone not in r.needs and r.needs.keys() >= less.needs.keys() for r in refuted)


class Ablating:
    """Believe that all at hand was needed, until the item was obtained without it."""

    def __call__(self, state: State, outcome: Outcome) -> list[Event]:
        """Return the corrections that an outcome calls for."""
        gains = {gain.item: gain for gain in reversed(outcome.gains)}
        found: list[Event] = []
        for item in sorted(gains):
            if state.awm.is_verified(item):
                found += _judged(state, gains[item])
            else:
                guesses = state.awm.recipes(item, HYPOTHESISED)
                found.append(Verified(recipe=lavish(state, gains[item]), corrects=tuple(guesses)))
        if outcome.item not in gains:
            found += _failed(state, outcome.item)
        return found


def lavish(state: State, gain: Gain) -> Recipe:
    """A gain as the recipe that takes every resource that was at hand."""
    made = gain.how in HOWS
    scarce = resources(state) if made else set()
    held = {i: min(n, PLENTY) for i, n in gain.before.items() if i in scarce and i != gain.item}
    tools = {gain.hand} if gain.how == "collect" and gain.hand and gain.hand not in gain.lost else ()
    return Recipe(
        item=gain.item,
        how=gain.how,
        ingredients={i: n for i, n in sorted({**held, **gain.lost}.items())},
        tools=frozenset(tools),
        station=min(gain.near) if made and gain.near else None,
        source=None if made else gain.source,
        yields=gain.gained,
    )


def _judged(state: State, gain: Gain) -> list[Event]:
    """What a success without a cause says of it: it is gone, or needed as often as it was used."""
    for known in state.awm.recipes(gain.item, VERIFIED):
        less = ablation(state, known)
        if less is None or gain.how != known.how or not covers(gain.before, gain.lost):
            continue
        [gone] = known.needs.keys() - less.needs.keys()
        if gone not in gain.lost and gone not in gain.near:
            return [Verified(recipe=less, corrects=(known,))]
        needs = {**known.ingredients, gone: gain.lost[gone]} if gone in gain.lost else {}
        refuted = Refuted(recipe=less, reason=f"it used up, or was near, {gone}")
        if not needs:
            return [refuted]
        exact = known.model_copy(update={"ingredients": needs})
        return [refuted, *([Verified(recipe=exact, corrects=(known,))] if exact != known else [])]
    return []


def _failed(state: State, item: Item) -> list[Event]:
    """Refute an ablation that failed with all the rest at hand."""
    lesser = [r for known in state.awm.recipes(item, VERIFIED) if (r := ablation(state, known))]
    return [
        Refuted(recipe=less, reason="nothing came of it without the rest")
        for less in lesser
        if less in state.awm.recipes(item, HYPOTHESISED)
        and state.failed(item, less.how, less.ingredients, [less.station] if less.station else [])
    ]
