"""A graph as a document: deckard's own JSON, which holds it whole, and reading other forms.

`graph.schema.json` beside this module is the form as a JSON Schema. A document of an older version
is brought up to date by `UPGRADES`; one of a newer version is refused.
"""

from collections.abc import Callable, Mapping
from typing import Final, Literal

from pydantic import Field

from deckard.errors import GraphError
from deckard.graph.awm import AWM
from deckard.graph.beliefs import Belief, best_status
from deckard.types import Frozen, Item, JsonObject, Recipe

VERSION: Final = 1
UPGRADES: Mapping[int, Callable[[JsonObject], JsonObject]] = {}
"""For each older version, what makes of its document one of the next version."""


class GraphItem(Frozen):
    """An item of a graph and the recipes that are believed of it; none of an item only needed."""

    item: Item
    beliefs: tuple[Belief, ...] = ()
    wrong: tuple[Recipe, ...] = Field(
        default=(), description="Recipes that were believed of it and found wrong."
    )

    @property
    def status(self) -> str:
        """The best status that a recipe of the item has; unknown without any."""
        return best_status(self.beliefs)


class Graph(Frozen):
    """A crafting graph: what is believed of each item, and of which run it is, if of one."""

    deckard_graph: Literal[1] = Field(description="The version of this form.")
    target: Item | None = None
    env_steps: int = 0
    entries: int = 0
    world: JsonObject | None = Field(
        default=None,
        description="What the world of its run says of itself: its Minecraft version and tables.",
    )
    items: tuple[GraphItem, ...]
    """From raw to finished, if deckard wrote it; any order is read."""

    def awm(self) -> AWM:
        """Return the graph; GraphError when a recipe stands under another item, or twice."""
        beliefs = dict[Item, list[Belief]]()
        for entry in self.items:
            recipes = (*(b.recipe for b in entry.beliefs), *entry.wrong)
            if any(r.item != entry.item for r in recipes) or entry.item in beliefs:
                raise GraphError(f"the graph names {entry.item!r} twice, or a recipe not of it")
            beliefs[entry.item] = list(entry.beliefs)
        return AWM.of(beliefs)


def schema() -> JsonObject:
    """Return the form of the document as a JSON Schema."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"deckard graph, version {VERSION}",
    } | {k: v for k, v in Graph.model_json_schema().items() if k != "title"}
