"""The graph in the forms that other programs read, whatever its items are called."""

import csv
import io
import re
from xml.etree import ElementTree

import pydot
import pytest
from hypothesis import given
from PIL import Image

from deckard.graph.beliefs import roles
from deckard.journal.state import State
from deckard.view.graph import dot, mermaid, png, svg, tables
from tests.strategies import craft, knowing, states
from tests.view.examples import STATE

SVG = "{http://www.w3.org/2000/svg}"


def needs(state):
    """Every need as (need, item, role, quantity, position of the recipe)."""
    return sorted(
        (need, item, role, quantity, k)
        for item in state.awm.known
        for k, belief in enumerate(state.awm.beliefs(item))
        for need, role, quantity in roles(belief.recipe)
    )


@given(states())
def test_pydot_reads_the_same_nodes_and_edges_from_dot(state):
    [graph] = pydot.graph_from_dot_data(dot.graph_dot(state, None))
    named = {n.get_name() for n in graph.get_nodes()} - {"node", "edge", '"\\n"', '"\\r\\n"'}
    assert named == {dot.dot_id(item) for item in state.awm.known} - {'"\\n"', '"\\r\\n"'}
    edges = sorted((e.get_source(), e.get_destination()) for e in graph.get_edges())
    assert edges == sorted((dot.dot_id(a), dot.dot_id(b)) for a, b, *_ in needs(state))


@given(states())
def test_csv_holds_every_item_and_need(state):
    nodes = list(csv.DictReader(io.StringIO(tables.nodes_csv(state, None), newline="")))
    assert sorted(row["Id"] for row in nodes) == sorted(state.awm.known)
    assert {row["status"] for row in nodes} <= {"verified", "hypothesised", "unknown"}
    edges = list(csv.DictReader(io.StringIO(tables.edges_csv(state), newline="")))
    told = [
        (e["Source"], e["Target"], e["role"], int(e["quantity"]), int(e["recipe"])) for e in edges
    ]
    assert sorted(told) == needs(state)


@given(states())
def test_svg_is_well_formed_shows_every_item_and_runs_nothing(state):
    drawn = ElementTree.fromstring(svg.graph_svg(state, None))
    boxes = [g for g in drawn.iter(f"{SVG}g") if g.find(f"{SVG}title") is not None]
    assert len(boxes) == len(state.awm.known)
    kinds = {element.tag.removeprefix(SVG) for element in drawn.iter()}
    assert kinds <= {"svg", "rect", "defs", "marker", "path", "g", "title", "text"}
    assert not any(name.startswith("on") for e in drawn.iter() for name in e.attrib)
    words = {text.text or "" for text in drawn.iter(f"{SVG}text")}
    assert {i for i in state.awm.known if i.isascii() and i.isidentifier()} <= words


@given(states())
def test_mermaid_has_a_line_for_every_item_and_need(state):
    lines = mermaid.graph_mermaid(state, None).splitlines()
    assert lines[0] == "flowchart LR"
    node = re.compile(r'  n\d+\["(?:[^"\[\]<>`;&]|#\d+;)*"\]:::\w+')
    edge = re.compile(r'  n\d+ -(-|\.-)>\|"\w+"\| n\d+')
    assert sum(bool(node.fullmatch(line)) for line in lines) == len(state.awm.known)
    assert sum(bool(edge.fullmatch(line)) for line in lines) == len(needs(state))
    assert len(lines) == 4 + len(state.awm.known) + len(needs(state))


@pytest.mark.parametrize("state", [STATE, State()], ids=["a run", "an empty one"])
def test_png_is_a_picture_of_twice_the_size_of_the_svg(state):
    found = Image.open(io.BytesIO(png.graph_png(state, "furnace")))
    width = float(ElementTree.fromstring(svg.graph_svg(state, "furnace")).get("width", ""))
    assert found.size[0] == pytest.approx(2 * width, abs=2)
    assert found.format == "PNG"


def test_png_draws_any_name():
    state = knowing(craft("日本\n<b>\x00\ud800", log=1))
    assert png.graph_png(state, None).startswith(b"\x89PNG")


def test_a_huge_png_is_drawn_smaller_rather_than_too_large():
    items = [craft(f"item_{k}", **{f"item_{k // 2}": 1}) for k in range(2, 3000)]
    found = Image.open(io.BytesIO(png.graph_png(knowing(*items), None)))
    assert found.size[0] * found.size[1] <= png.MOST * 1.01


def test_a_png_tells_its_size_and_when_its_letters_are_too_small(monkeypatch):
    content = png.graph_png(STATE, None)
    width, height = Image.open(io.BytesIO(content)).size
    assert list(png.remarks(content)) == [f"{width:,} x {height:,} pixels"]
    monkeypatch.setattr(png, "MOST", 1e4)
    _, small = png.remarks(png.graph_png(STATE, None))
    assert "take --to svg" in small


def test_the_target_is_drawn_before_anything_is_known_of_it():
    assert ">log</text>" in svg.graph_svg(State(), "log")


def test_mermaid_says_when_a_graph_is_larger_than_it_draws():
    state = knowing(*(craft(f"item_{k}", log=1) for k in range(mermaid.MAX_EDGES + 1)))
    assert mermaid.graph_mermaid(state, None).startswith("%% 501 edges")


def test_the_target_is_drawn_bold():
    assert 'stroke-width="3"' in svg.graph_svg(STATE, "furnace")
    assert 'stroke-width="3"' not in svg.graph_svg(STATE, None)
