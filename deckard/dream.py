"""Dream: ask a language model how items are obtained."""

from collections import deque
from collections.abc import Iterator

from deckard.answers import parse
from deckard.awm import HYPOTHESISED, VERIFIED
from deckard.errors import BadCompletion
from deckard.events import Dreamed, Event, Misdreamed, State, way
from deckard.llms import LLM, Request
from deckard.names import ground
from deckard.prompts import Prompt
from deckard.recipes import Item, Recipe
from deckard.worlds import World


def due(state: State, target: Item | None, again: int, tries: int | None = None) -> Iterator[Item]:
    """Items to ask for, from the target down through what is believed of it (see `is_due`)."""
    queue, seen = deque([target] if target else []), set[Item]()
    while queue:
        item = queue.popleft()
        if item in seen:
            continue
        seen.add(item)
        if is_due(state, item, again, tries):
            yield item
        if state.awm.is_verified(item) and not unlearnt(state, item):
            continue
        queue += sorted({n for b in state.awm.beliefs(item) for n in b.recipe.needs})


def is_due(state: State, item: Item, again: int, tries: int | None = None) -> bool:
    """Whether an item is to be asked for, at first or again (at most `again` times).

    It is when nothing is believed of it. With `tries` given it also is when every hypothesis was
    pursued in vain that often, though none was refuted, or when it is doubtful.
    """
    if state.asked[item] > again or (state.awm.is_verified(item) and not tries):
        return False
    if tries is None:
        return not state.awm.beliefs(item)
    left = open_hypotheses(state, item, tries)
    if state.awm.is_verified(item):
        return doubtful(state, item) and not any(not state.awm.unverified(r) for r in left)
    return not left


def doubtful(state: State, item: Item) -> bool:
    """Whether an item was dreamed to be made, but so far was only collected by chance."""
    dreamed = [*state.awm.recipes(item, HYPOTHESISED), *state.refuted.get(item, ())]
    return unlearnt(state, item) and any(r.how != "collect" for r in dreamed)


def unlearnt(state: State, item: Item) -> bool:
    """Whether the only verified ways to an item are collects for which no option was learnt."""
    known = state.awm.recipes(item, VERIFIED)
    return bool(known) and item not in state.options and all(r.how == "collect" for r in known)


def open_hypotheses(state: State, item: Item, tries: int) -> list[Recipe]:
    """Hypotheses of an item that were not yet pursued in vain `tries` times."""
    return [r for r in state.awm.recipes(item, HYPOTHESISED) if state.tried(r) < tries]


def ask(llm: LLM, prompt: Prompt, item: Item, state: State, world: World) -> Event:
    """Ask for one recipe; LLMError when there is no answer at all."""
    evidence = tuple(state.reasons[item]) if item in state.reasons else ()
    system, user = prompt.render(item, evidence)
    answer = llm.complete(Request(item, system, user, attempt=state.asked[item]))
    try:
        recipe = _in_sight(parse(item, answer.text, world.items), world)
        if any(way(recipe) == way(r) for r in state.refuted.get(item, ())):
            raise BadCompletion(f"repeats what was refuted: {recipe}")
    except BadCompletion as error:
        return Misdreamed(item=item, text=answer.text, model=answer.model, reason=str(error))
    return Dreamed(recipe=recipe, text=answer.text, model=answer.model)


def _in_sight(recipe: Recipe, world: World) -> Recipe:
    """The recipe with its source under the name by which the world perceives it, if it does."""
    seen = ground(recipe.source, world.sights) if recipe.source else None
    return recipe.model_copy(update={"source": seen}) if seen else recipe
