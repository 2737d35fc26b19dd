"""Where items stand in a picture: layered, from raw on the left to finished on the right.

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
COLUMN, ROW, LANE = 64.0, 10.0, 6.0
"""Pixels: between columns, between boxes of a column, between edges that pass a column."""
MARGIN, APART = 16.0, 28.0
"""Pixels: around everything, between parts of the graph that are not joined."""
SWEEPS = 30
"""Times that boxes are drawn to what they are joined with; more changes nothing visible."""
CAREFUL = 700
"""Joined items, at most, whose layers are fast-sugiyama's and whose edges cross no box; of more
it takes minutes. They stand in columns by depth, and edges run behind their boxes."""
STRAIGHT = 8.0
"""How much more an edge that passes a column resists a bend than a box does."""


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
    """Every item that was given."""
    courses: Mapping[Edge, tuple[Point, ...]]
    """For each (need, item) the points that its edge passes, from the need's box to the item's.

    An edge is level and bent by turns: level from the first point to the second.
    """
    width: float
    height: float


@dataclass(eq=False)
class _Spot:
    """A place in a column: an item's or, without one, a lane in which edges pass."""

    width: float
    height: float
    item: Item | None = None
    room: float = 0.0
    """Width of its column."""
    x: float = 0.0
    y: float = 0.0
    before: list["_Spot"] = field(default_factory=list)
    after: list["_Spot"] = field(default_factory=list)
    """What it is joined with in the columns on either side."""

    @property
    def is_lane(self) -> bool:
        """Whether edges pass here."""
        return self.item is None


Columns = list[list[_Spot]]
"""The spots of each column, from top to bottom."""


def layered(sizes: Mapping[Item, Point], edges: Iterable[Edge]) -> GraphLayout:
    """Return where items of these sizes stand, given which (need, item) are joined.

    Circles are broken: some edge of them goes from right to left. Items that nothing is joined to
    stand below. The order of the arguments changes nothing.
    """
    graph = nx.DiGraph(sorted((a, b) for a, b in edges if a != b and a in sizes and b in sizes))
    members = [sorted(component) for component in nx.weakly_connected_components(graph)]
    columns, below = Columns(), MARGIN
    for items in sorted(members, key=lambda items: (-len(items), items)):
        arranged = _columns if len(items) <= CAREFUL else _deep_columns
        part = arranged(graph.subgraph(items), sizes)
        below = _settle(part, below) + APART
        columns += [[] for _ in range(len(part) - len(columns))]
        for column, spots in zip(columns, part, strict=False):
            column += spots
    loose = [_Spot(*sizes[item], item) for item in sorted(set(sizes) - set(graph))]
    _place_loose(columns, loose, below)
    return _layout(columns, graph, sizes)


def _columns(graph: nx.DiGraph, sizes: Mapping[Item, Point]) -> Columns:
    """Return the columns of items that are joined; fast-sugiyama wants small numbers, no circle."""
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
    spots: dict[int | str, _Spot] = {n: _Spot(*sizes[i], i) for n, i in enumerate(items)}
    spots |= {n: _Spot(0.0, 0.0) for n, _ in places if n not in spots}
    for one, other in links or ():
        spots[one].after.append(spots[other])
        spots[other].before.append(spots[one])
    columns = [list[_Spot]() for _ in range(round(deepest) + 1)]
    for n, (_, y) in sorted(places, key=lambda place: place[1]):
        columns[round(deepest - y)].append(spots[n])
    return [_bundled(column) for column in columns]


def _deep_columns(graph: nx.DiGraph, sizes: Mapping[Item, Point]) -> Columns:
    """Return the columns of very many items: by the longest way from raw to each."""
    downwards = nx.DiGraph(sorted(_acyclic(graph)))
    spots = {item: _Spot(*sizes[item], item) for item in sorted(graph)}
    columns = [
        [spots[item] for item in sorted(generation)]
        for generation in nx.topological_generations(downwards)
    ]
    for one, other in downwards.edges:
        spots[one].after.append(spots[other])
        spots[other].before.append(spots[one])
    for sweep in range(SWEEPS):
        forth = sweep % 2 == 0
        for column in columns if forth else reversed(columns):
            _sort(column, forth)
    return columns


def _sort(column: list[_Spot], forth: bool) -> None:
    """Sort a column by where the spots stand that it is joined with on one side."""
    column.sort(key=lambda spot: _wish(spot, spot.before if forth else spot.after))
    for k, spot in enumerate(column):
        spot.y = (k + 0.5) / len(column)


def _bundled(column: Sequence[_Spot]) -> list[_Spot]:
    """Return a column in which neighbouring edges of the same origin pass in one lane."""
    bundled = list[_Spot]()
    for spot in column:
        lane = bundled[-1] if bundled else None
        if not (lane and lane.is_lane and spot.is_lane and lane.before[0] is spot.before[0]):
            bundled.append(spot)
            continue
        spot.before[0].after.remove(spot)
        for following in spot.after:
            following.before = [lane if other is spot else other for other in following.before]
        lane.after += spot.after
    return bundled


def _acyclic(graph: nx.DiGraph) -> set[Edge]:
    """The edges, some of them turned round, so that there is no circle."""
    circle = {item: k for k, c in enumerate(nx.strongly_connected_components(graph)) for item in c}
    return {(b, a) if circle[a] == circle[b] and a > b else (a, b) for a, b in graph.edges}


def _settle(columns: Columns, top: float) -> float:
    """Set the heights at which spots stand, the topmost at `top`; return where the lowest ends."""
    for column in columns:
        _pack(column, [0.0] * len(column))
    for sweep in range(SWEEPS):
        forth = sweep % 2 == 0
        for column in columns if forth else reversed(columns):
            _pack(column, [_wish(spot, spot.before if forth else spot.after) for spot in column])
    for column in columns:
        _pack(column, [_wish(spot, spot.before + spot.after) for spot in column])
    spots = [spot for column in columns for spot in column]
    shift = top - min(spot.y - spot.height / 2 for spot in spots)
    for spot in spots:
        spot.y += shift
    return max(spot.y + spot.height / 2 for spot in spots)


def _wish(spot: _Spot, neighbours: Sequence[_Spot]) -> float:
    return sum(other.y for other in neighbours) / len(neighbours) if neighbours else spot.y


def _pack(column: Sequence[_Spot], wishes: Sequence[float]) -> None:
    """Set the heights nearest to the wishes that keep the order and the distances.

    Where wishes collide, spots form a block that stands at the mean of its wishes (the pool
    adjacent violators algorithm of isotonic regression).
    """
    offsets = [0.0]
    for upper, lower in pairwise(column):
        gap = LANE if upper.is_lane or lower.is_lane else ROW
        offsets.append(offsets[-1] + (upper.height + lower.height) / 2 + gap)
    blocks = list[tuple[float, float, int]]()
    for spot, wish, offset in zip(column, wishes, offsets, strict=False):
        weight = STRAIGHT if spot.is_lane else 1.0
        total, mass, count = weight * (wish - offset), weight, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / mass:
            above = blocks.pop()
            total, mass, count = total + above[0], mass + above[1], count + above[2]
        blocks.append((total, mass, count))
    means = [total / mass for total, mass, count in blocks for _ in range(count)]
    for spot, mean, offset in zip(column, means, offsets, strict=False):
        spot.y = mean + offset


def _place_loose(columns: Columns, loose: Sequence[_Spot], top: float) -> None:
    """Put items that nothing is joined to below the others, row by row."""
    width = max(len(columns), math.ceil(math.sqrt(len(loose) / 4)))
    columns += [[] for _ in range(min(width, len(loose)) - len(columns))]
    for k, spot in enumerate(loose):
        spot.y = top + (k // width + 0.5) * spot.height + k // width * ROW
        columns[k % width].append(spot)


def _layout(columns: Columns, graph: nx.DiGraph, sizes: Mapping[Item, Point]) -> GraphLayout:
    left = MARGIN
    for column in columns:
        width = max((spot.width for spot in column), default=0.0)
        for spot in column:
            spot.x = left + width / 2
            spot.room = width
        left += width + COLUMN
    spots = [spot for column in columns for spot in column]
    boxes = {s.item: NodeBox(s.x, s.y, s.width, s.height) for s in spots if s.item is not None}
    chains = {(c[0].item, c[-1].item): _course(c) for spot in spots for c in _chains(spot)}
    lowest = max((spot.y + spot.height / 2 for spot in spots), default=0.0)
    return GraphLayout(
        boxes={item: boxes[item] for item in sorted(boxes)},
        courses={(a, b): chains.get((a, b)) or chains[b, a][::-1] for a, b in graph.edges},
        width=max(left - COLUMN, 0.0) + MARGIN,
        height=lowest + MARGIN,
    )


def _chains(spot: _Spot) -> Iterator[list[_Spot]]:
    """Yield for each edge that leaves an item what it passes, ends included; nothing for a lane."""
    open_chains = [] if spot.is_lane else [[spot, following] for following in spot.after]
    while open_chains:
        chain = open_chains.pop()
        if chain[-1].is_lane:
            open_chains += [[*chain, following] for following in chain[-1].after]
        else:
            yield chain


def _course(chain: Sequence[_Spot]) -> tuple[Point, ...]:
    """Return the points of an edge: level through columns, so that it crosses no box."""
    first, *lanes, last = chain
    points = [(first.x + first.width / 2, first.y), (first.x + first.room / 2, first.y)]
    for spot in lanes:
        points += [(spot.x - spot.room / 2, spot.y), (spot.x + spot.room / 2, spot.y)]
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
