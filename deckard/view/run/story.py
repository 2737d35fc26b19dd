"""The story of a run: what became of its dreams, and what each subgoal took."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from deckard.graph.beliefs import VERIFIED
from deckard.graph.order import raw_to_finished
from deckard.journal.events import Dreamed, Event, Practised, Pursued
from deckard.journal.state import State
from deckard.types import How, Item, Option, Recipe
from deckard.view.corrections import wrong_recipes
from deckard.view.event_text import nearest, recipe_changes

Entries = Sequence[Sequence[Event]]


@dataclass(frozen=True)
class DreamStory:
    """A dreamed recipe and what acting made of it.

    It is right when verified as dreamed; corrected when it was replaced or refuted and a recipe of
    the item is verified; refuted when none is; open when nothing was concluded of it.
    """

    recipe: Recipe
    fate: Literal["right", "corrected", "refuted", "open"]
    change: str = ""
    """What the verified recipe says instead, in words."""


@dataclass(frozen=True)
class Subgoal:
    """An item that the agent was after."""

    item: Item
    how: How | None
    status: str
    option: Option | None
    practice_steps: int
    pursuits: int


def dreams(entries: Entries, state: State) -> list[DreamStory]:
    """Return every distinct dreamed recipe, in order, with its fate."""
    events = [event for events in entries for event in events]
    wrong = {(r.item, r.demands) for e in events for r in wrong_recipes(e)}
    dreamed = [e.recipe for e in events if isinstance(e, Dreamed)]
    distinct = {(recipe.key, recipe.yields): recipe for recipe in dreamed}
    return [_dream(recipe, wrong, state) for recipe in distinct.values()]


def _dream(recipe: Recipe, wrong: set[tuple], state: State) -> DreamStory:
    verified = state.awm.recipes(recipe.item, VERIFIED)
    if recipe in verified:
        return DreamStory(recipe, "right")
    if (recipe.item, recipe.demands) not in wrong:
        return DreamStory(recipe, "open")
    if not verified:
        return DreamStory(recipe, "refuted")
    near = nearest(recipe, verified)
    [proven] = (b.proven for b in state.awm.beliefs(recipe.item) if b.recipe == near)
    return DreamStory(recipe, "corrected", recipe_changes(recipe, near, proven))


def subgoals(entries: Entries, state: State, target: Item | None) -> list[Subgoal]:
    """Return the items that were pursued or practised, or lead to the target, in graph order."""
    practised, pursued = Counter[Item](), Counter[Item]()
    for event in (event for events in entries for event in events):
        if isinstance(event, Practised):
            practised[event.recipe.item] += event.outcome.steps
        elif isinstance(event, Pursued):
            pursued[event.recipe.item] += 1
    wanted = {*practised, *pursued, *(state.awm.behind(target) if target else ())}
    return [
        _subgoal(item, state, practised[item], pursued[item])
        for item in raw_to_finished(state.awm)
        if item in wanted
    ]


def _subgoal(item: Item, state: State, practice_steps: int, pursuits: int) -> Subgoal:
    beliefs = state.awm.beliefs(item)
    return Subgoal(
        item=item,
        how=beliefs[0].recipe.how if beliefs else None,
        status=state.awm.status(item),
        option=state.options.get(item),
        practice_steps=practice_steps,
        pursuits=pursuits,
    )
