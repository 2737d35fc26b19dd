"""The graph as deckard's own JSON, for other programs."""

from deckard.journal.state import State
from deckard.types import Item, JsonObject
from deckard.view.graph.order import in_order


def graph_json(state: State, target: Item | None, world: JsonObject | None = None) -> JsonObject:
    """Return what is known, from raw to finished items; `parse` reads it back.

    `world` is what the world that it was learnt in says of itself.
    """
    return state.document(target, in_order(state), world).model_dump(mode="json")
