"""The document of a graph: deckard's own JSON format, which holds all of it.

`graph.schema.json` beside this module is its JSON Schema. `UPGRADES` converts documents of older
versions; those of newer versions are refused.
"""

from collections.abc import Callable, Mapping
from typing import Final, Literal

from pydantic import Field, JsonValue

from deckard.errors import GraphError
from deckard.graph.awm import AWM
from deckard.graph.beliefs import Belief, best_status
from deckard.types import Frozen, Item, JsonObject, Recipe

VERSION: Final = 2


def with_stations(document: JsonObject) -> JsonObject:
    """Return JSON in which each recipe has a list of `stations` in place of one `station`."""
    fields = {name: _upgraded(part) for name, part in document.items()}
    if "how" in fields and "station" in fields:
        station = fields.pop("station")
        fields["stations"] = [] if station is None else [station]
    return fields


def _upgraded(value: JsonValue) -> JsonValue:
    if isinstance(value, list):
        return [_upgraded(part) for part in value]
    return with_stations(value) if isinstance(value, dict) else value


def _to_version_2(document: JsonObject) -> JsonObject:
    """Version 1 had one station or none."""
    return with_stations({**document, "deckard_graph": 2})


UPGRADES: Mapping[int, Callable[[JsonObject], JsonObject]] = {1: _to_version_2}
"""For each older version a function from its documents to those of the next version."""


class GraphItem(Frozen):
    """An item and its believed recipes; an item that is only needed has none."""

    item: Item
    beliefs: tuple[Belief, ...] = ()
    wrong: tuple[Recipe, ...] = Field(
        default=(), description="Recipes that were believed of it and found wrong."
    )

    @property
    def status(self) -> str:
        """The best status of the item's recipes; unknown without any."""
        return best_status(self.beliefs)


class Graph(Frozen):
    """A crafting graph: the believed recipes of each item, and the run that it comes from."""

    deckard_graph: Literal[2] = Field(description="The version of this form.")
    target: Item | None = None
    env_steps: int = 0
    entries: int = 0
    world: JsonObject | None = Field(
        default=None,
        description="What the world of its run says of itself: its Minecraft version and tables.",
    )
    items: tuple[GraphItem, ...]
    """From raw to finished, if deckard wrote the document; any order can be read."""

    def awm(self) -> AWM:
        """Return the graph as a world model.

        Raises:
            GraphError: An item appears twice, or has a recipe of another item.
        """
        beliefs = dict[Item, list[Belief]]()
        for entry in self.items:
            recipes = (*(b.recipe for b in entry.beliefs), *entry.wrong)
            if any(r.item != entry.item for r in recipes) or entry.item in beliefs:
                raise GraphError(f"the graph names {entry.item!r} twice, or a recipe not of it")
            beliefs[entry.item] = list(entry.beliefs)
        return AWM.of(beliefs)


def schema() -> JsonObject:
    """Return the JSON Schema of the document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"deckard graph, version {VERSION}",
    } | {k: v for k, v in Graph.model_json_schema().items() if k != "title"}
