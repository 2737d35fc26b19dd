"""The order of a plan's runs, in which everything is at hand when it is needed."""

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping

from deckard.graph.plans.actions import Action
from deckard.graph.walk import walk
from deckard.types import Inventory, Item

Runs = list[tuple[Action, int]]
"""Actions, and how often each is run before the next."""
PARTS = 3
"""Parts into which circles may part the runs of each action, for each doubling; chosen."""
MOST_ROUNDS = 300
"""Parts beside, into which what comes back or hardly grows may part all runs, at most; chosen."""
MOST_TURNS = 30
"""Turns that each action has at most; chosen."""
SLICE = 4
"""One of so many runs that are left is taken in a turn, at least; chosen."""


class Store:
    """What is held while a plan is worked off.

    Args:
        have: What is held at the beginning.
        lent: What is taken to be there, as nothing tells how to obtain it.
    """

    def __init__(self, have: Inventory, lent: Inventory) -> None:
        self.held = Counter(have) + Counter(lent)

    def run(self, action: Action, times: int) -> None:
        """Run an action so many times."""
        for item, n in action.takes(times).items():
            self.held[item] -= n
        for item, n in action.products:
            self.held[item] += n * times

    def most(self, action: Action, times: int) -> int:
        """How many of so many runs can be taken now."""
        if any(not self.held[item] for item in action.kept):
            return 0
        for item, n in action.used:
            have = self.held[item] - (item in action.kept)
            times = int(min(times, action.lasts(item, n, have)))
        return self._most_heated(action, action.fuel, times) if action.fuel else max(0, times)

    def _most_heated(self, action: Action, fuel: Item, times: int) -> int:
        """How many of so many runs there is fuel for, beside what of it is smelted or kept."""
        have = self.held[fuel] - (fuel in action.kept)
        return bisect_right(range(1, times + 1), have, key=lambda n: action.takes(n)[fuel])


def by_circles(store: Store, runs: Mapping[Action, int]) -> Runs | None:
    """Return actions with their times in an order in which what feeds others is worked off first.

    What an action gives may lead back to what it takes: such circles are worked off as a whole,
    before anything takes from them what they begin with. None where that does not go.
    """
    ordered = Runs()
    for circle in _circles(runs):
        part = in_order(store, circle)
        if part is None:
            return None
        ordered += part
    return ordered


def _circles(runs: Mapping[Action, int]) -> list[dict[Action, int]]:
    """The actions parted into circles, or single ones, each after those that feed it."""
    givers = defaultdict[Item, list[Action]](list)
    for action in runs:
        for item, _ in action.products:
            givers[item].append(action)

    def feeders(action: Action) -> list[Action]:
        return [giver for need in action.needs for giver in givers.get(need, ())]

    behind = {action: frozenset(walk(feeders(action), feeders)) for action in runs}
    circles = defaultdict[frozenset[Action], dict[Action, int]](dict)
    for action, times in runs.items():
        circles[behind[action] | {action}][action] = times
    return [circles[key] for key in sorted(circles, key=len)]


def in_order(store: Store, runs: Mapping[Action, int]) -> Runs | None:
    """Return actions with their times in an order that can be worked off; None without one.

    An action is run as often as it must be at once, unless a circle parts its runs.
    """
    left, ordered = {action: runs[action] for action in reversed([*runs])}, Runs()
    for _ in range(_most_parts(runs)):
        whole = [action for action, times in left.items() if _ran(store, action, times)]
        ordered += [(action, left.pop(action)) for action in whole]
        if not left:
            break
        if whole:
            continue
        parts = ((action, store.most(action, times)) for action, times in left.items())
        part = next((part for part in parts if part[1]), None)
        if part is None:
            return None
        store.run(*part)
        ordered.append(part)
        left[part[0]] -= part[1]
    return None if left else ordered


def _ran(store: Store, action: Action, times: int) -> bool:
    """Run an action so many times if that can be."""
    if can := store.most(action, times) == times:
        store.run(action, times)
    return can


def in_turns(store: Store, runs: Mapping[Action, int]) -> Runs | None:
    """Return actions with their times in an order in which each is run in turn, in small parts.

    So what one gives back is used by another before it lacks. None where that does not go.
    """
    left = {action: runs[action] for action in sorted(runs, key=lambda action: not action.returns)}
    ordered = Runs()
    for _ in range(MOST_TURNS):
        turns = ((action, _slice(store, action, times)) for action, times in left.items())
        parts = [part for part in turns if part[1]]
        for action, part in parts:
            left[action] -= part
        ordered += parts
        left = {action: times for action, times in left.items() if times}
        if not (left and parts):
            break
    return None if left else ordered


def _slice(store: Store, action: Action, times: int) -> int:
    """Run an action a few of so many times, as far as that can be; how often it was."""
    part = store.most(action, math.ceil(times / SLICE))
    if part:
        store.run(action, part)
    return part


def _most_parts(runs: Mapping[Action, int]) -> int:
    """Parts into which runs are parted at most: what grows doubles from one to the next, mostly."""
    doublings = sum(times.bit_length() for times in runs.values())
    return PARTS * doublings + min(MOST_ROUNDS, PARTS * sum(runs.values()))
