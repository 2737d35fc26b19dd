"""The layout of a graph: in layers, from raw on the left to finished on the right.

The layers and the order within them are fast-sugiyama's (the method of Sugiyama, Tagawa and Toda,
1981). Here every layer becomes a column as wide as its widest box, and the columns are packed.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import networkx as nx

from deckard.types import Item

Point = tuple[float, float]
Edge = tuple[Item, Item]
COLUMN = 64.0
"""Pixels between two columns; chosen, as all lengths here."""
ROW = 10.0
"""Pixels between two boxes of a column."""
LANE = 6.0
"""Pixels between two edges that pass a column, and between an edge and a box."""
MARGIN = 16.0
"""Pixels around the graph."""
APART = 28.0
"""Pixels between two parts of the graph that no edge joins."""
ROUNDS = 30
"""Rounds in which boxes move towards their neighbours; more rounds change nothing visible."""
CAREFUL_UP_TO = 700
"""Joined items up to which fast-sugiyama makes the layers, so that no edge crosses a box.

It takes minutes for more. These stand in columns by depth, and edges run behind the boxes."""
STRAIGHT = 8.0
"""Weight against bending of an edge that passes a column; a box has 1. Chosen."""


@dataclass(frozen=True)
class NodeBox:
    """Where an item stands: the middle of its box, and its size, in pixels."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class GraphLayout:
    """Where everything stands; the top left is (0, 0)."""

    boxes: Mapping[Item, NodeBox]
    """The box of every item."""
    routes: Mapping[Edge, tuple[Point, ...]]
    """For each (need, item) the points of its edge, from the need's box to the item's.

    The edge is level from the first point to the second, bent to the third, and so on in turn.
    """
    width: float
    height: float


@dataclass(eq=False)
class _Slot:
    """A place in a column: of an item or, without one, of a lane in which edges pass."""

    width: float
    height: float
    item: Item | None = None
    room: float = 0.0
    """Width of its column."""
    x: float = 0.0
    y: float = 0.0
    before: list["_Slot"] = field(default_factory=list)
    after: list["_Slot"] = field(default_factory=list)
    """Its neighbours in the columns on the left (before) and right (after)."""

    @property
    def is_lane(self) -> bool:
        """Whether edges pass here."""
        return self.item is None


Columns = list[list[_Slot]]
"""The slots of each column, from top to bottom."""


def layered_layout(sizes: Mapping[Item, Point], edges: Iterable[Edge]) -> GraphLayout:
    """Return the layout of items that edges join.

    Some edge of every cycle goes from right to left. Items without an edge stand below. The order
    of the arguments changes nothing.

    Args:
        sizes: Width and height of each item's box, in pixels.
        edges: Pairs of a need and the item that needs it.
    """
    graph = nx.DiGraph(sorted((a, b) for a, b in edges if a != b and a in sizes and b in sizes))
    members = [sorted(component) for component in nx.weakly_connected_components(graph)]
    columns, below = Columns(), MARGIN
    for items in sorted(members, key=lambda items: (-len(items), items)):
        arranged = _columns if len(items) <= CAREFUL_UP_TO else _deep_columns
        part = arranged(graph.subgraph(items), sizes)
        below = _set_heights(part, below) + APART
        columns += [[] for _ in range(len(part) - len(columns))]
        for column, slots in zip(columns, part, strict=False):
            column += slots
    loose = [_Slot(*sizes[item], item) for item in sorted(set(sizes) - set(graph))]
    _place_loose(columns, loose, below)
    return _layout(columns, graph, sizes)


def _columns(graph: nx.DiGraph, sizes: Mapping[Item, Point]) -> Columns:
    """Return the columns of items that are joined; fast-sugiyama takes numbers and no cycle."""
    from fast_sugiyama import from_edges

    items = sorted(graph)
    number = {item: k for k, item in enumerate(items)}
    [(places, _, deepest, links)] = from_edges(
        sorted((number[a], number[b]) for a, b in _acyclic(graph)),
        dummy_vertices=True,
        vertex_spacing=1,
        ranking_type="minimize",
        crossing_minimization="median",
    )
    slots: dict[int | str, _Slot] = {n: _Slot(*sizes[i], i) for n, i in enumerate(items)}
    slots |= {n: _Slot(0.0, 0.0) for n, _ in places if n not in slots}
    for one, other in links or ():
        slots[one].after.append(slots[other])
        slots[other].before.append(slots[one])
    columns = [list[_Slot]() for _ in range(round(deepest) + 1)]
    for n, (_, y) in sorted(places, key=lambda place: place[1]):
        columns[round(deepest - y)].append(slots[n])
    return [_bundled(column) for column in columns]


def _deep_columns(graph: nx.DiGraph, sizes: Mapping[Item, Point]) -> Columns:
    """Return the columns of very many items: by the longest way from raw to each."""
    downwards = nx.DiGraph(sorted(_acyclic(graph)))
    slots = {item: _Slot(*sizes[item], item) for item in sorted(graph)}
    columns = [
        [slots[item] for item in sorted(generation)]
        for generation in nx.topological_generations(downwards)
    ]
    for one, other in downwards.edges:
        slots[one].after.append(slots[other])
        slots[other].before.append(slots[one])
    for number in range(ROUNDS):
        rightwards = number % 2 == 0
        for column in columns if rightwards else reversed(columns):
            _sort(column, rightwards)
    return columns


def _sort(column: list[_Slot], rightwards: bool) -> None:
    """Sort a column by the mean height of each slot's neighbours on one side."""
    column.sort(key=lambda slot: _barycentre(slot, slot.before if rightwards else slot.after))
    for k, slot in enumerate(column):
        slot.y = (k + 0.5) / len(column)


def _bundled(column: Sequence[_Slot]) -> list[_Slot]:
    """Return a column in which neighbouring edges of the same origin pass in one lane."""
    bundled = list[_Slot]()
    for slot in column:
        lane = bundled[-1] if bundled else None
        if not (lane and lane.is_lane and slot.is_lane and lane.before[0] is slot.before[0]):
            bundled.append(slot)
            continue
        slot.before[0].after.remove(slot)
        for following in slot.after:
            following.before = [lane if other is slot else other for other in following.before]
        lane.after += slot.after
    return bundled


def _acyclic(graph: nx.DiGraph) -> set[Edge]:
    """Return the edges, some of them reversed, so that there is no cycle."""
    circle = {item: k for k, c in enumerate(nx.strongly_connected_components(graph)) for item in c}
    return {(b, a) if circle[a] == circle[b] and a > b else (a, b) for a, b in graph.edges}


def _set_heights(columns: Columns, top: float) -> float:
    """Set the heights at which slots stand, the topmost at `top`; return where the lowest ends."""
    for column in columns:
        _pack(column, [0.0] * len(column))
    for number in range(ROUNDS):
        rightwards = number % 2 == 0
        for column in columns if rightwards else reversed(columns):
            _pack(
                column,
                [_barycentre(slot, slot.before if rightwards else slot.after) for slot in column],
            )
    for column in columns:
        _pack(column, [_barycentre(slot, slot.before + slot.after) for slot in column])
    slots = [slot for column in columns for slot in column]
    shift = top - min(slot.y - slot.height / 2 for slot in slots)
    for slot in slots:
        slot.y += shift
    return max(slot.y + slot.height / 2 for slot in slots)


def _barycentre(slot: _Slot, neighbours: Sequence[_Slot]) -> float:
    return sum(other.y for other in neighbours) / len(neighbours) if neighbours else slot.y


def _pack(column: Sequence[_Slot], heights: Sequence[float]) -> None:
    """Move slots as near to these heights as their order and distances allow.

    Slots whose heights collide form a block that stands at the mean of their heights (the pool
    adjacent violators algorithm of isotonic regression).
    """
    offsets = [0.0]
    for upper, lower in pairwise(column):
        gap = LANE if upper.is_lane or lower.is_lane else ROW
        offsets.append(offsets[-1] + (upper.height + lower.height) / 2 + gap)
    blocks = list[tuple[float, float, int]]()
    for slot, height, offset in zip(column, heights, offsets, strict=False):
        weight = STRAIGHT if slot.is_lane else 1.0
        total, mass, count = weight * (height - offset), weight, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / mass:
            above = blocks.pop()
            total, mass, count = total + above[0], mass + above[1], count + above[2]
        blocks.append((total, mass, count))
    means = [total / mass for total, mass, count in blocks for _ in range(count)]
    for slot, mean, offset in zip(column, means, offsets, strict=False):
        slot.y = mean + offset


def _place_loose(columns: Columns, loose: Sequence[_Slot], top: float) -> None:
    """Put items that nothing is joined to below the others, row by row."""
    width = max(len(columns), math.ceil(math.sqrt(len(loose) / 4)))
    columns += [[] for _ in range(min(width, len(loose)) - len(columns))]
    for k, slot in enumerate(loose):
        slot.y = top + (k // width + 0.5) * slot.height + k // width * ROW
        columns[k % width].append(slot)


def _layout(columns: Columns, graph: nx.DiGraph, sizes: Mapping[Item, Point]) -> GraphLayout:
    left = MARGIN
    for column in columns:
        width = max((slot.width for slot in column), default=0.0)
        for slot in column:
            slot.x = left + width / 2
            slot.room = width
        left += width + COLUMN
    slots = [slot for column in columns for slot in column]
    boxes = {s.item: NodeBox(s.x, s.y, s.width, s.height) for s in slots if s.item is not None}
    chains = {(c[0].item, c[-1].item): _route(c) for slot in slots for c in _chains(slot)}
    lowest = max((slot.y + slot.height / 2 for slot in slots), default=0.0)
    return GraphLayout(
        boxes={item: boxes[item] for item in sorted(boxes)},
        routes={(a, b): chains.get((a, b)) or chains[b, a][::-1] for a, b in graph.edges},
        width=max(left - COLUMN, 0.0) + MARGIN,
        height=lowest + MARGIN,
    )


def _chains(slot: _Slot) -> Iterator[list[_Slot]]:
    """Yield for each edge that leaves an item what it passes, ends included; nothing for a lane."""
    open_chains = [] if slot.is_lane else [[slot, following] for following in slot.after]
    while open_chains:
        chain = open_chains.pop()
        if chain[-1].is_lane:
            open_chains += [[*chain, following] for following in chain[-1].after]
        else:
            yield chain


def _route(chain: Sequence[_Slot]) -> tuple[Point, ...]:
    """Return the points of an edge: level through columns, so that it crosses no box."""
    first, *lanes, last = chain
    points = [(first.x + first.width / 2, first.y), (first.x + first.room / 2, first.y)]
    for slot in lanes:
        points += [(slot.x - slot.room / 2, slot.y), (slot.x + slot.room / 2, slot.y)]
    return (*points, (last.x - last.room / 2, last.y), (last.x - last.width / 2, last.y))


def path(points: Sequence[Point]) -> str:
    """Return the course of an edge as SVG path data: level through columns, bent between them."""
    (x, y), *rest = points
    commands = [f"M{x:.0f} {y:.0f}"]
    for k, (to_x, to_y) in enumerate(rest):
        middle = (x + to_x) / 2
        bend = f"C{middle:.0f} {y:.0f} {middle:.0f} {to_y:.0f} {to_x:.0f} {to_y:.0f}"
        commands.append(bend if k % 2 else f"H{to_x:.0f}")
        x, y = to_x, to_y
    return "".join(commands)
