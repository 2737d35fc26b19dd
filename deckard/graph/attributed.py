"""A graph whose nodes and edges have attributes: what files for other programs hold.

Items are nodes; needs are edges, from what is needed. An edge holds the `role` and `quantity` of
a need and `recipe`, the number of its recipe among those of the item. The node's `recipes` holds
the other fields of each recipe, as JSON. Its `wrong` holds recipes that turned out wrong, which
have no edges. Its `status`, `how` and `source` repeat those of the best recipe, to colour by.
Every attribute has one type, and is left out where there is nothing to say.
"""

import json
from collections import defaultdict
from collections.abc import Iterator

import networkx as nx
from pydantic import ValidationError

from deckard.errors import GraphError
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED, Belief, Status, roles
from deckard.graph.cells import filled, is_true, whole
from deckard.graph.document import VERSION, Graph, GraphItem, with_stations
from deckard.graph.node_names import node_names
from deckard.types import Item, JsonObject, Recipe

NEEDS = {"item", "ingredients", "tools", "stations"}
"""Fields of a recipe that its edges hold."""
FURNACE = "furnace"
"""The station that means smelting in a file without `how`."""


def attributed(document: Graph) -> nx.MultiDiGraph:
    """Return the graph with its attributes; the key of an edge is its id, which none shares."""
    graph = nx.MultiDiGraph(
        deckard_graph=VERSION, env_steps=document.env_steps, entries=document.entries
    )
    if document.target is not None:
        graph.graph["target"] = document.target
    entries = sorted(document.items, key=lambda entry: entry.item)
    for entry in entries:
        graph.add_node(entry.item, **_attributes(entry, entry.item == document.target))
    taken = {entry.item for entry in entries}  # some readers keep ids of nodes and edges together
    for entry in entries:
        for k, belief in enumerate(entry.beliefs):
            for need, role, quantity in roles(belief.recipe):
                key = _edge_id(f"{entry.item}.{k}.{role}.{need}", taken)
                data = {"role": role, "quantity": quantity, "recipe": k, "status": belief.status}
                graph.add_edge(need, entry.item, key=key, **data)
    return graph


def _edge_id(wanted: str, taken: set[str]) -> str:
    """Return an id that is not taken, and take it: it stays the same while its recipe does."""
    while wanted in taken:
        wanted += "'"
    taken.add(wanted)
    return wanted


def _attributes(entry: GraphItem, is_target: bool) -> JsonObject:
    beliefs = entry.beliefs
    attributes = {"label": entry.item, "status": entry.status, "target": is_target}
    if beliefs:
        attributes |= {
            "how": beliefs[0].recipe.how,
            "recipes": json.dumps([_rest(b) for b in beliefs]),
        }
    if beliefs and beliefs[0].recipe.source is not None:
        attributes["source"] = beliefs[0].recipe.source
    if entry.wrong:
        attributes["wrong"] = json.dumps([recipe.model_dump(mode="json") for recipe in entry.wrong])
    return attributes


def _rest(belief: Belief) -> JsonObject:
    """Return the fields of a belief that its edges do not hold."""
    return belief.model_dump(mode="json", exclude={"recipe": NEEDS})


def read_attributed(graph: nx.MultiDiGraph) -> Graph:
    """Return the graph that a file holds; needs of a node without `recipes` are one recipe.

    Raises:
        GraphError: Its edges have no direction, its nodes no names, or its version is newer.
    """
    if not graph.is_directed():
        raise GraphError("its edges have no direction: let them lead from what is needed")
    about = filled(graph.graph)
    try:
        version = whole(about, "deckard_graph", VERSION)
        env_steps, entries = (whole(about, key, 0) for key in ("env_steps", "entries"))
    except ValueError as error:
        raise GraphError(f"damaged: {error}") from None
    if version > VERSION:
        raise GraphError(
            f"a graph of version {version}, this deckard reads up to version {VERSION}; read it "
            "with a newer deckard"
        )
    named = _named(graph)
    return Graph(
        deckard_graph=VERSION,
        target=_target(named, graph.graph.get("target")),
        env_steps=env_steps,
        entries=entries,
        items=tuple(_graph_item(named, item) for item in sorted(named)),
    )


def _named(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Return the graph between items, with the attributes that hold something."""
    defaults = graph.graph.get("node_default", {}), graph.graph.get("edge_default", {})
    nodes = {node: filled(defaults[0] | data) for node, data in graph.nodes(data=True)}
    edges = [(a, b, filled(defaults[1] | data)) for a, b, data in graph.edges(data=True)]
    names, named = node_names(nodes), nx.MultiDiGraph()
    named.add_nodes_from((names[node], data) for node, data in nodes.items())
    named.add_edges_from((names[a], names[b], data) for a, b, data in edges)
    return named


def _target(graph: nx.MultiDiGraph, otherwise: Item | None) -> Item | None:
    """Return the node that is marked as target: its name may have been changed."""
    return next((item for item, mark in graph.nodes(data="target") if is_true(mark)), otherwise)


def _graph_item(graph: nx.MultiDiGraph, item: Item) -> GraphItem:
    attributes = graph.nodes[item]
    try:
        recipes = [{**r, "item": item} for r in _decoded(attributes.get("wrong", "[]"))]
        beliefs, wrong = _beliefs(graph, item, attributes), map(Recipe.model_validate, recipes)
        return GraphItem(item=item, beliefs=tuple(beliefs), wrong=tuple(wrong))
    except (ValidationError, ValueError, TypeError, KeyError, IndexError) as error:
        why = " ".join(str(error).split())
        raise GraphError(f"node {item!r}: its attributes make no recipe ({why})") from None


def _decoded(text: str) -> list[JsonObject]:
    """Return the recipes in an attribute, also in one of version 1."""
    return [with_stations(recipe) for recipe in json.loads(text)]


def _beliefs(graph: nx.MultiDiGraph, item: Item, attributes: JsonObject) -> Iterator[Belief]:
    needs = defaultdict[int, JsonObject](dict)
    for need, _, data in graph.in_edges(item, data=True):
        _add_need(needs[whole(data, "recipe", 0)], need, data)
    if "recipes" in attributes:
        for k, rest in enumerate(json.loads(attributes["recipes"])):
            recipe = {"item": item} | rest["recipe"] | needs[k]
            yield Belief.model_validate(rest | {"recipe": recipe})
    elif attributes.get("status") in (VERIFIED, HYPOTHESISED) or needs:
        for k in sorted(needs) or [0]:
            yield Belief(recipe=_guessed(item, attributes, needs[k]), status=_status(attributes))


def _add_need(needs: JsonObject, need: Item, data: JsonObject) -> None:
    """Add the need of an edge to a recipe's needs."""
    match data.get("role", "ingredient"):
        case "station":
            needs["stations"] = [*needs.get("stations", []), need]
        case "tool":
            needs["tools"] = [*needs.get("tools", []), need]
        case _:
            ingredients = needs.setdefault("ingredients", {})
            quantity = whole(data, "quantity", whole(data, "weight", 1))
            ingredients[need] = ingredients.get(need, 0) + quantity


def _guessed(item: Item, attributes: JsonObject, needs: JsonObject) -> Recipe:
    """Return the recipe of a node without `recipes`."""
    how = attributes.get("how")
    if how is None:
        with_ingredients = "smelt" if needs.get("stations") == [FURNACE] else "craft"
        how = with_ingredients if needs.get("ingredients") else "collect"
    recipe = {"item": item, "how": how, "yields": whole(attributes, "yields", 1), **needs}
    return Recipe.model_validate(recipe | {"source": attributes.get("source")})


def _status(attributes: JsonObject) -> Status:
    return VERIFIED if attributes.get("status") == VERIFIED else HYPOTHESISED
