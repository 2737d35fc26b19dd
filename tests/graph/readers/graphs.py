"""The graphs of the matrix."""

import tempfile
from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

import deckard
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED, Belief, roles
from deckard.graph.document import Graph, GraphItem
from deckard.runs.directory import load_state
from deckard.types import How, Recipe, as_set

ODD = (
    "minecraft:stick", "oak log", 'the "good" one', "it's", "&lt;", "a&amp;b", "<b>", "a\\b", "#1",
    "épée", "🪓", "木の棒", "fa:fa-car", "end", "graph", "a;b", "{x|y}", "[z]", "a->b", "x=1",
    "- x", "a,b", "*a*", "`c`", "1", "1.5", "n0", "true", "//c", "$x$", "a_b",
)  # fmt: skip
"""Names that a careless reader or writer would stumble over."""

TRICKY = (
    " at both ends ", "\r", "\x85", "a\nb", "fas:fa-car", "\u2028", "a  b", "$$x$$", "&#35;", "&",
    "ends\\", 'b\\"q', "\\N", "\\n", "%%a",
)  # fmt: skip
"""Names that programs would draw as something else."""


def learned(scope: str = "target") -> Graph:
    """Return what a short run learned; with scope `all` it dreamed of every item."""
    with tempfile.TemporaryDirectory() as place:
        run = Path(place) / "run"
        deckard.run(target="iron_pickaxe", world="symbolic", out=run, dream={"scope": scope})
        state = load_state(run)
        return state.document("iron_pickaxe", sorted(state.awm.known))


def odd() -> Graph:
    """Return a graph of odd names: each is made of the one before it."""
    return graph(recipe(item, {need: 2}) for need, item in pairwise(ODD))


def tricky() -> Graph:
    """Return a graph of names that are hard to draw."""
    return graph(recipe(item, {"log": 1}) for item in TRICKY)


def parallel() -> Graph:
    """Return a graph with many edges between the same two items, and one from an item to itself."""
    return graph(
        [
            recipe("chest", {"planks": 8}, "planks"),
            recipe("chest", {"planks": 4, "log": 2}, "furnace"),
            recipe("chest", {"planks": 1}, "furnace", "smelt"),
            recipe("log", {"log": 2, "planks": 1}),
        ]
    )


def corrected() -> Graph:
    """Return a graph with recipes that were found wrong, and items of which little is known."""
    wrong = recipe("furnace", {"dirt": 8}), recipe("furnace", {"log": 1})
    right = graph([recipe("furnace", {"cobblestone": 8}, "crafting_table")])
    items = [i.model_copy(update={"wrong": wrong * (i.item == "furnace")}) for i in right.items]
    return right.model_copy(update={"items": tuple(items), "target": "furnace"})


def recipe(item: str, ingredients: dict[str, int], station: str = "", how: How = "craft") -> Recipe:
    """Return a recipe of what is used up."""
    return Recipe(item=item, how=how, ingredients=ingredients, stations=as_set(station or None))


def graph(recipes: Iterable[Recipe]) -> Graph:
    """Return a graph of recipes; the first of an item is verified."""
    beliefs = dict[str, list[Belief]]()
    for one in recipes:
        for need in one.needs:
            beliefs.setdefault(need, [])
        of_item = beliefs.setdefault(one.item, [])
        of_item.append(Belief(recipe=one, status=HYPOTHESISED if of_item else VERIFIED))
    items = tuple(GraphItem(item=item, beliefs=tuple(own)) for item, own in beliefs.items())
    return Graph(deckard_graph=2, items=items)


GRAPHS: dict[str, Callable[[], Graph]] = {
    "learned": learned,
    "odd names": odd,
    "empty": lambda: graph([]),
    "parallel edges": parallel,
    "found wrong": corrected,
}
LARGE: dict[str, Callable[[], Graph]] = {"all items": lambda: learned("all")}
"""A graph of 628 needs, which pydot takes seconds to read."""


def nodes_and_edges(document: Graph) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the items and the needs of a graph, sorted."""
    recipes = [belief.recipe for entry in document.items for belief in entry.beliefs]
    edges = [(need, one.item) for one in recipes for need, _, _ in roles(one)]
    return sorted(entry.item for entry in document.items), sorted(edges)
