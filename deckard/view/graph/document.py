"""The graph as deckard's own JSON."""

from deckard.graph.order import raw_to_finished
from deckard.journal.state import State
from deckard.types import Item, JsonObject


def graph_json(state: State, target: Item | None, world: JsonObject | None = None) -> JsonObject:
    """Return the graph as a JSON-ready dict, which `graph.formats.parse_graph` reads back.

    Args:
        state: The state of which the graph is written.
        target: The target of the run, if it has one.
        world: The description of the world in which the graph was learnt, from the manifest.
    """
    return state.document(target, raw_to_finished(state.awm), world).model_dump(mode="json")
