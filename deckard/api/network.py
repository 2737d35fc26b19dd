"""The graph of a run as a graph of networkx, whose attributes are plain values."""

from typing import TYPE_CHECKING

from deckard.graph.awm import AWM
from deckard.graph.beliefs import roles
from deckard.types import Item

if TYPE_CHECKING:
    import networkx as nx


def to_networkx(awm: AWM, target: Item | None = None) -> "nx.MultiDiGraph":
    """Return what is believed as a networkx MultiDiGraph; see `Run.graph`."""
    import networkx as nx

    graph = nx.MultiDiGraph()
    for item in awm.known:
        best = next(iter(awm.beliefs(item)), None)
        graph.add_node(
            item,
            status=awm.status(item),
            how=best.recipe.how if best else "",
            recipe=str(best.recipe) if best else "",
            target=item == target,
        )
    for item in awm.known:
        for number, belief in enumerate(awm.beliefs(item)):
            for need, role, quantity in roles(belief.recipe):
                graph.add_edge(
                    need,
                    item,
                    key=f"{number}:{role}",
                    role=role,
                    quantity=quantity,
                    status=belief.status,
                    recipe=number,
                )
    return graph
