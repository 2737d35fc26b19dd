"""What programs draw: Graphviz, and libraries for web pages in a real browser."""

import json

import pytest

from deckard.view.sanitize import visible_text
from tests.browser import browser, needs_browser
from tests.graph.readers.exports import export
from tests.graph.readers.graphs import GRAPHS, TRICKY, nodes_and_edges, odd, tricky
from tests.graph.readers.node import NoNode, installed

PAGE = """<!doctype html><meta charset="utf-8">
<div id="graph" style="width: 900px; height: 900px"></div>
<script src="{}/node_modules/mermaid/dist/mermaid.min.js"></script>
<script src="{}/node_modules/cytoscape/dist/cytoscape.min.js"></script>"""
MERMAID = """
const [text, done] = arguments;
mermaid.initialize({ startOnLoad: false });
mermaid.render("drawn", text).then(({ svg }) => {
  const place = document.getElementById("graph");
  place.innerHTML = svg;
  done([
    [...place.querySelectorAll(".node")].map((node) => node.textContent),
    place.querySelectorAll(".flowchart-link").length,
    place.querySelectorAll(".node i, .node svg, .node strong, .node em, .node ul").length,
  ]);
}, (error) => done(String(error)));
"""
CYTOSCAPE = """
const { elements } = JSON.parse(arguments[0]);
const drawn = cytoscape({ container: document.getElementById("graph"), elements });
return [drawn.nodes().map((node) => node.data("name")), drawn.edges().length];
"""


@pytest.fixture(scope="module")
def node():
    try:
        return installed()
    except NoNode as reason:
        pytest.skip(str(reason))


@pytest.fixture(scope="module")
def page(node, tmp_path_factory):
    folder = node.script.parent
    file = tmp_path_factory.mktemp("page") / "page.html"
    file.write_text(PAGE.format(folder.as_uri(), folder.as_uri()), encoding="utf-8")
    with browser() as driver:
        driver.get(file.as_uri())
        driver.set_script_timeout(60)
        yield driver


def plain(drawn):
    """A drawn name without what is not to be seen in it."""
    return drawn.replace("\u2060", "").replace("\xa0", " ")


@needs_browser
@pytest.mark.parametrize("name", ["odd names", "parallel edges", "found wrong"])
def test_mermaid_draws_every_item_by_its_name_and_every_need(page, tmp_path, name):
    document = GRAPHS[name]()
    names, edges, marks = drawn_by_mermaid(page, document, tmp_path)
    nodes, needs = nodes_and_edges(document)
    assert (sorted(map(plain, names)), edges, marks) == (nodes, len(needs), 0)


@needs_browser
def test_mermaid_draws_a_name_that_it_would_change_as_it_stands(page, tmp_path):
    names, _, marks = drawn_by_mermaid(page, tricky(), tmp_path)
    assert sorted(map(plain, names)) == sorted(map(visible_text, (*TRICKY, "log")))
    assert marks == 0


def drawn_by_mermaid(page, document, folder):
    text = export(document, folder)["mermaid"].read_text("utf-8")
    answer = page.execute_async_script(MERMAID, text)
    assert isinstance(answer, list), answer
    return answer


@needs_browser
@pytest.mark.parametrize("name", ["odd names", "parallel edges", "empty"])
def test_cytoscape_draws_the_elements_as_they_are(page, tmp_path, name):
    document = GRAPHS[name]()
    text = export(document, tmp_path)["cytoscape"].read_text("utf-8")
    names, edges = page.execute_script(CYTOSCAPE, text)
    nodes, needs = nodes_and_edges(document)
    assert (sorted(names), edges) == (nodes, len(needs))
    assert json.loads(text)["directed"]


@pytest.mark.parametrize("document", [odd(), tricky()], ids=["odd", "tricky"])
def test_graphviz_draws_every_item_by_its_name(node, tmp_path, document):
    text = export(document, tmp_path)["dot"].read_text("utf-8")
    [answer] = node.read([("drawn by Graphviz", text)])
    items, _ = nodes_and_edges(document)
    assert sorted(map(plain, answer["nodes"])) == sorted(map(visible_text, items))
