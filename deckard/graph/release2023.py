"""The nested JSON of DECKARD's release of 2023: an item contains the items that it is made of.

A list of items holds the language model's hypotheses. A run's file has its list under `trees`;
its recipes are verified. An item has one recipe, without a yield. Flags tell whether it needs a
crafting table or a furnace. If both are set, the furnace was merely nearby and is left out. An
item may appear in many places; the one nearest to the top of the list counts.
"""

from collections import deque
from collections.abc import Sequence

from pydantic import ValidationError

from deckard.errors import GraphError
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED, Belief, Status
from deckard.graph.document import VERSION, Graph, GraphItem
from deckard.types import Item, JsonObject, Recipe, as_set

TABLE = "crafting_table"
"""The station that the flag `table` stands for."""
FURNACE = "furnace"
"""The station that the flag `furnace` stands for."""
EXPLORE = "any"
"""The release's exploration task, which it lists among the items."""


def parse_release2023(document: object) -> Graph:
    """Read a graph from the decoded JSON of the release.

    Raises:
        GraphError: The document is something else.
    """
    run = document if isinstance(document, dict) else {}
    is_run = isinstance(run.get("trees"), list)
    roots = run["trees"] if is_run else document
    if not isinstance(roots, list):
        raise GraphError("neither a deckard graph nor the nested JSON of the 2023 release")
    if not document:
        raise GraphError("it is an empty list, which holds no item: name another file")
    status: Status = VERIFIED if is_run else HYPOTHESISED
    try:
        items_of = {item: _graph_item(node, status) for item, node in _nodes(roots).items()}
    except (KeyError, TypeError, ValueError, AttributeError, ValidationError):
        raise GraphError(
            "neither a deckard graph nor the nested JSON of the 2023 release, where every item is "
            "an object with its `name` and, if it is made, its `recipe`: a list of pairs of such "
            "an item and a quantity"
        ) from None
    for need in {need for k in items_of.values() for b in k.beliefs for need in b.recipe.needs}:
        items_of.setdefault(need, GraphItem(item=need))
    steps = int(run.get("total_steps", 0)) if is_run else 0
    items = tuple(items_of[item] for item in sorted(items_of))
    return Graph(deckard_graph=VERSION, env_steps=steps, items=items)


def _nodes(roots: list[JsonObject]) -> dict[Item, JsonObject]:
    """Return every item once, as it appears nearest to the top of the list."""
    nodes, queue = dict[Item, JsonObject](), deque(roots)
    while queue:
        node = queue.popleft()
        if node["name"] in nodes or node["name"] == EXPLORE:
            continue
        nodes[node["name"]] = node
        queue += [part for part, _ in node.get("recipe", ())]
        queue += [node["tool"]] if node.get("tool") else []
    return nodes


def _graph_item(node: JsonObject, status: Status) -> GraphItem:
    item = node["name"]
    if not node.get("collectable") and not node.get("recipe"):
        return GraphItem(item=item)
    return GraphItem(item=item, beliefs=(Belief(recipe=_recipe(item, node), status=status),))


def _recipe(item: Item, node: JsonObject) -> Recipe:
    tools = frozenset({node["tool"]["name"]} if node.get("tool") else ())
    if node.get("collectable"):
        return Recipe(item=item, how="collect", tools=tools)
    parts = node["recipe"]
    if node.get("furnace") and not node.get("table"):
        how, station = "smelt", as_set(FURNACE)
        parts = [part for part in parts if not _is_fuel(part)] or parts
    else:
        how, station = "craft", as_set(TABLE if node.get("table") else None)
    ingredients = dict[Item, int]()
    for part, quantity in parts:
        ingredients[part["name"]] = ingredients.get(part["name"], 0) + quantity
    made = {"item": item, "how": how, "ingredients": ingredients, "tools": tools}
    return Recipe.model_validate(made | {"stations": station})


def _is_fuel(part: Sequence[object]) -> bool:
    """Whether a smelt takes less than a unit of a part: nothing is smelted so."""
    _, quantity = part
    return isinstance(quantity, float) and 0 < quantity < 1
