"""Beliefs as they are shown: recipes that differ in the tool alone are one with several tools."""

from collections.abc import Iterable

from deckard.graph.beliefs import Belief
from deckard.types import Recipe


def merged(beliefs: Iterable[Belief]) -> list[Belief]:
    """Return beliefs in which those that differ in the tool alone are one.

    Args:
        beliefs: What is believed of an item, in its order.

    Returns:
        Each belief at the place of the first that it stands for. Its recipe has all their tools,
        any one of which suffices; it has the entries and proofs of all, and the greatest weight.
    """
    alike = dict[tuple[object, ...], list[Belief]]()
    for belief in beliefs:
        lacking = tuple(sorted(belief.unknown.items()))
        key = (belief.status, lacking, *but_for_tool(belief.recipe))
        alike.setdefault(key, []).append(belief)
    return [_merge(group) for group in alike.values()]


def but_for_tool(recipe: Recipe) -> tuple[object, ...]:
    """Return all that a recipe says, but of its tools only whether one is needed."""
    counted = recipe.ingredients, recipe.returns, recipe.unsettled
    amounts = (tuple(sorted(kinds.items())) for kinds in counted)
    fixed = (recipe.item, recipe.how, recipe.source, recipe.yields, recipe.stations)
    return *fixed, bool(recipe.tools), *amounts


def with_all_tools(recipes: Iterable[Recipe]) -> Recipe:
    """Return recipes that differ in the tool alone as one that has all their tools."""
    first, *others = recipes
    if not others:
        return first
    return first.model_copy(update={"tools": first.tools.union(*(r.tools for r in others))})


def _merge(group: list[Belief]) -> Belief:
    if len(group) == 1:
        return group[0]
    changes = {
        "recipe": with_all_tools(belief.recipe for belief in group),
        "because": tuple(sorted({entry for belief in group for entry in belief.because})),
        "proven": {need: at for belief in reversed(group) for need, at in belief.proven.items()},
        "weight": max(belief.weight for belief in group),
    }
    return group[0].model_copy(update=changes)
