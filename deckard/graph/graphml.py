"""GraphML, for Gephi, yEd and networkx: items are nodes, needs are edges, attributes have types.

An edge holds the `role` and `quantity` of a need and `recipe`, the number of its recipe among
those of the item. The node's `recipes` holds the other fields of each recipe, as JSON. Its
`wrong` holds recipes that turned out wrong, which have no edges. Its `status`, `how` and `source`
repeat those of the best recipe, to colour by.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

import networkx as nx
from pydantic import ValidationError

from deckard.errors import GraphError
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED, Belief, Status, roles
from deckard.graph.document import VERSION, Graph, GraphItem
from deckard.types import Item, JsonObject, Recipe

NEEDS = {"item", "ingredients", "tools", "station"}
"""Fields of a recipe that its edges hold."""
UNFIT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|_x[0-9a-f]{4,6}_")
"""Characters that XML cannot hold, and text that would be read as their escape."""
ESCAPED = re.compile("_x([0-9a-f]{4,6})_")
FURNACE = "furnace"
"""The station that means smelting in a file without `how`."""


def escape(name: str) -> str:
    """Return a name in which characters that XML cannot hold are written as `_x0001_`."""
    return UNFIT.sub(lambda match: f"_x{ord(match[0][0]):04x}_{match[0][1:]}", name)


def unescape(name: str) -> str:
    """Return the original of an escaped name."""
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), name)


def write_graphml(document: Graph) -> str:
    """Return the graph as GraphML."""
    graph = nx.MultiDiGraph(
        deckard_graph=VERSION, env_steps=document.env_steps, entries=document.entries
    )
    if document.target is not None:
        graph.graph["target"] = escape(document.target)
    entries = sorted(document.items, key=lambda entries: entries.item)
    for entry in entries:
        graph.add_node(escape(entry.item), **_attributes(entry, entry.item == document.target))
    for entry in entries:
        for k, belief in enumerate(entry.beliefs):
            for need, role, quantity in roles(belief.recipe):
                graph.add_edge(
                    escape(need),
                    escape(entry.item),
                    key=f"{k} {role}",
                    role=role,
                    quantity=quantity,
                    recipe=k,
                    status=belief.status,
                )
    return "\n".join(nx.generate_graphml(graph)) + "\n"


def _attributes(entry: GraphItem, is_target: bool) -> JsonObject:
    beliefs = entry.beliefs
    attributes = {"label": escape(entry.item), "status": entry.status, "target": is_target}
    if beliefs:
        attributes |= {
            "how": beliefs[0].recipe.how,
            "recipes": json.dumps([_rest(b) for b in beliefs]),
        }
    if beliefs and beliefs[0].recipe.source is not None:
        attributes["source"] = escape(beliefs[0].recipe.source)
    if entry.wrong:
        attributes["wrong"] = json.dumps([recipe.model_dump(mode="json") for recipe in entry.wrong])
    return attributes


def _rest(belief: Belief) -> JsonObject:
    """Return the fields of a belief that its edges do not hold."""
    return belief.model_dump(mode="json", exclude={"recipe": NEEDS})


def parse_graphml(text: str) -> Graph:
    """Read a graph from GraphML. In a file of another program the needs of a node are one recipe.

    Raises:
        GraphError: The text is no GraphML, is damaged, or has a newer version.
    """
    if "<graphml" not in text:
        raise GraphError("neither GraphML nor JSON: it has no `<graphml>`")
    try:
        graph = nx.parse_graphml(text, force_multigraph=True)
    except (ParseError, nx.NetworkXError, KeyError, TypeError, ValueError) as error:
        raise GraphError(f"damaged GraphML ({error}): export the graph anew") from None
    if not graph.is_directed():
        raise GraphError("the edges of this GraphML have no direction: from what is needed")
    about = graph.graph
    if int(about.get("deckard_graph", VERSION)) > VERSION:
        raise GraphError(
            f"a graph of version {about['deckard_graph']}, this deckard reads up to version "
            f"{VERSION}; read it with a newer deckard"
        )
    target = about.get("target")
    return Graph(
        deckard_graph=VERSION,
        target=unescape(target) if target is not None else None,
        env_steps=int(about.get("env_steps", 0)),
        entries=int(about.get("entries", 0)),
        items=tuple(_graph_item(graph, node) for node in sorted(graph, key=str)),
    )


def _graph_item(graph: nx.MultiDiGraph, node: str) -> GraphItem:
    item = unescape(str(node))
    try:
        wrong = json.loads(graph.nodes[node].get("wrong", "[]"))
        beliefs = tuple(_beliefs(graph, node, item))
        return GraphItem(item=item, beliefs=beliefs, wrong=tuple(map(Recipe.model_validate, wrong)))
    except (ValidationError, ValueError, TypeError, KeyError, IndexError) as error:
        why = " ".join(str(error).split())
        raise GraphError(f"node {item!r}: its attributes make no recipe ({why})") from None


def _beliefs(graph: nx.MultiDiGraph, node: str, item: Item) -> Iterator[Belief]:
    attributes = graph.nodes[node]
    needs = defaultdict[int, JsonObject](dict)
    for need, _, data in graph.in_edges(node, data=True):
        _add_need(needs[int(data.get("recipe", 0))], unescape(str(need)), data)
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
            needs["station"] = need
        case "tool":
            needs["tools"] = [*needs.get("tools", []), need]
        case _:
            taken = needs.setdefault("ingredients", {})
            taken[need] = taken.get(need, 0) + int(data.get("quantity", 1))


def _guessed(item: Item, attributes: JsonObject, needs: JsonObject) -> Recipe:
    """Return the recipe of a node without `recipes`."""
    how = attributes.get("how")
    if how is None:
        with_ingredients = "smelt" if needs.get("station") == FURNACE else "craft"
        how = with_ingredients if needs.get("ingredients") else "collect"
    source = attributes.get("source")
    return Recipe.model_validate(
        {"item": item, "how": how, "yields": int(attributes.get("yields", 1)), **needs}
        | {"source": unescape(source) if source is not None else None}
    )


def _status(attributes: JsonObject) -> Status:
    return VERIFIED if attributes.get("status") == VERIFIED else HYPOTHESISED
