"""Graph files as other programs write them."""

import json
import re

import networkx as nx
import pytest

import deckard
from deckard.errors import GraphError
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED
from deckard.graph.formats import load_graph
from deckard.graph.gexf import parse_gexf, write_gexf
from deckard.graph.graphml import parse_graphml, write_graphml
from tests.view.examples import STATE

igraph = pytest.importorskip("igraph", reason="needs igraph (extra: test)")
rustworkx = pytest.importorskip("rustworkx", reason="needs rustworkx (extra: test)")
DOCUMENT = STATE.document("furnace", sorted(STATE.awm.known))


def by_igraph(source, target):
    igraph.Graph.Read_GraphML(str(source)).write_graphml(str(target))


def by_rustworkx(source, target):
    [graph] = rustworkx.read_graphml(str(source))
    rustworkx.write_graphml(graph, str(target))


def by_networkx(source, target):
    nx.write_graphml(nx.read_graphml(source, force_multigraph=True), target)


def by_networkx_as_gexf(source, target):
    nx.write_gexf(nx.read_graphml(source, force_multigraph=True), target)


PROGRAMS = [by_igraph, by_rustworkx, by_networkx, by_networkx_as_gexf]


@pytest.mark.parametrize("by", PROGRAMS)
def test_a_graph_is_the_same_after_another_program_read_and_wrote_it(tmp_path, by):
    (tmp_path / "ours.graphml").write_text(write_graphml(DOCUMENT), encoding="utf-8")
    by(tmp_path / "ours.graphml", tmp_path / "theirs.xml")
    graph = load_graph(tmp_path / "theirs.xml")
    assert graph.items == DOCUMENT.items
    assert graph.target == "furnace"


def test_gexf_is_the_same_after_networkx_read_and_wrote_it(tmp_path):
    (tmp_path / "ours.gexf").write_text(write_gexf(DOCUMENT), encoding="utf-8")
    nx.write_gexf(nx.read_gexf(tmp_path / "ours.gexf"), tmp_path / "theirs.gexf")
    assert load_graph(tmp_path / "theirs.gexf").items == DOCUMENT.items


def test_a_graph_drawn_in_igraph_is_read_by_its_names(tmp_path):
    drawn = igraph.Graph.TupleList(
        [("log", "planks", 1.0), ("planks", "stick", 2.0)], directed=True, edge_attrs=["quantity"]
    )
    drawn.add_vertex("chest")
    drawn.add_edge("planks", "chest")
    drawn.write_graphml(str(tmp_path / "drawn.graphml"))
    awm = load_graph(tmp_path / "drawn.graphml").awm()
    recipes = {item: [str(b.recipe) for b in awm.beliefs(item)] for item in awm.known}
    assert recipes == {
        "log": [],
        "planks": ["craft planks from 1 log"],
        "stick": ["craft stick from 2 planks"],
        "chest": ["craft chest from 1 planks"],
    }


def test_an_item_that_was_renamed_keeps_its_recipes_its_needs_and_what_was_wrong(tmp_path):
    (tmp_path / "ours.graphml").write_text(write_graphml(DOCUMENT), encoding="utf-8")
    edited = igraph.Graph.Read_GraphML(str(tmp_path / "ours.graphml"))
    for node in edited.vs:
        node["label"] = f"my_{node['label']}"
    edited.write_graphml(str(tmp_path / "edited.graphml"))
    graph = load_graph(tmp_path / "edited.graphml")
    planks = next(entry for entry in graph.items if entry.item == "my_planks")
    assert [str(r) for r in graph.awm().recipes("my_planks", VERIFIED)] == [
        "craft 4 my_planks from 1 my_log"
    ]
    assert [recipe.item for recipe in planks.wrong] == ["my_planks"]
    assert graph.target == "my_furnace"


def test_a_graph_of_the_api_comes_back_from_igraph_by_its_names(tmp_path):
    (tmp_path / "graph.json").write_text(DOCUMENT.model_dump_json(), encoding="utf-8")
    shown = deckard.load(tmp_path / "graph.json").graph
    igraph.Graph.from_networkx(shown).write_graphml(str(tmp_path / "theirs.graphml"))
    awm = load_graph(tmp_path / "theirs.graphml").awm()
    assert set(awm.known) == set(shown)
    assert [r.ingredients for r in awm.recipes("furnace", HYPOTHESISED)] == [{"cobblestone": 8}]


def test_ids_of_igraph_without_names_are_refused_in_one_line(tmp_path):
    igraph.Graph([(0, 1)], directed=True).write_graphml(str(tmp_path / "x.graphml"))
    with pytest.raises(GraphError, match=r"x\.graphml: its nodes have no names.*'n0'.*`label`$"):
        load_graph(tmp_path / "x.graphml")


YED = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
  <key for="port" id="d0" yfiles.type="portgraphics"/>
  <key for="node" id="d1" yfiles.type="nodegraphics"/>
  <key for="node" id="d2" attr.name="label" attr.type="string"/>
  <key for="edge" id="d3" yfiles.type="edgegraphics"/>
  <graph edgedefault="directed" id="G">
    {nodes}
    <edge id="e0" source="n0" target="n1"><data key="d3"><y:PolyLineEdge>
      <y:Arrows source="none" target="standard"/></y:PolyLineEdge></data></edge>
  </graph>
</graphml>
"""
"""A file in the form that yEd's public description gives; yEd itself did not write it."""


def yed_node(number, drawn, label=None):
    """A node as yEd saves it: with what it draws, and with the data that was in the file before."""
    data = f'<data key="d2">{label}</data>' if label else ""
    text = f'{drawn}<y:LabelModel><y:SmartNodeLabelModel distance="4.0"/></y:LabelModel>'
    return f"""<node id="n{number}"><data key="d1"><y:ShapeNode>
      <y:Geometry height="30.0" width="30.0" x="0.0" y="0.0"/><y:Fill color="#FFCC00"/>
      <y:NodeLabel alignment="center">{text}</y:NodeLabel><y:Shape type="rectangle"/>
      </y:ShapeNode></data>{data}</node>"""


def of_yed(*nodes):
    return YED.format(nodes="".join(nodes))


def test_the_labels_that_yed_draws_are_the_names():
    awm = parse_graphml(of_yed(yed_node(0, "log"), yed_node(1, "planks\n"))).awm()
    assert [str(b.recipe) for b in awm.beliefs("planks")] == ["craft planks from 1 log"]


def test_a_name_that_was_changed_in_yed_replaces_that_of_the_file():
    awm = parse_graphml(of_yed(yed_node(0, "oak_log", "log"), yed_node(1, "", "planks"))).awm()
    assert set(awm.known) == {"oak_log", "planks"}


def test_a_node_without_a_label_in_yed_is_refused():
    with pytest.raises(GraphError, match="its node 'n1' has no label"):
        parse_graphml(of_yed(yed_node(0, "log"), yed_node(1, "")))


GEPHI = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key attr.name="label" attr.type="string" for="node" id="label"/>
<key attr.name="Edge Label" attr.type="string" for="edge" id="edgelabel"/>
<key attr.name="weight" attr.type="double" for="edge" id="weight"/>
<key attr.name="r" attr.type="int" for="node" id="r"/>
<key attr.name="x" attr.type="float" for="node" id="x"/>
<key attr.name="status" attr.type="string" for="node" id="status"/>
<graph edgedefault="directed">
<node id="17"><data key="label">planks</data><data key="r">0</data><data key="x">-1.5</data></node>
<node id="4"><data key="label">stick</data><data key="status">verified</data></node>
<edge id="0" label="need" source="17" target="4"><data key="weight">2.0</data></edge>
</graph>
</graphml>
"""
"""A file in the form of Gephi's exporter, by its source; Gephi itself did not write it."""


def test_the_labels_of_gephi_are_names_and_its_weights_quantities():
    awm = parse_graphml(GEPHI).awm()
    assert [str(r) for r in awm.recipes("stick", VERIFIED)] == ["craft stick from 2 planks"]


GEPHI_GEXF = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" version="1.3" xmlns:viz="http://gexf.net/1.3/viz">
<meta lastmodifieddate="2026-11-29"><creator>Gephi 0.10.1</creator><title></title>
<description></description></meta>
<graph defaultedgetype="directed" idtype="long" mode="static">
<attributes class="node" mode="static">
<attribute id="status" title="status" type="string"/>
<attribute id="modularity_class" title="Modularity Class" type="integer"/></attributes>
<attributes class="edge" mode="static">
<attribute id="role" title="role" type="string"/></attributes>
<nodes>
<node id="17" label="planks"><attvalues><attvalue for="modularity_class" value="0"/></attvalues>
<viz:size value="10.0"/><viz:position x="-1.5" y="2.0"/>
<viz:color r="9" g="9" b="9" a="0.5"/></node>
<node id="4" label="chest"><attvalues><attvalue for="status" value="verified"/></attvalues></node>
</nodes>
<edges>
<edge id="0" source="17" target="4" kind="ingredient" weight="8.0"/>
<edge id="1" source="17" target="4" kind="station"><attvalues>
<attvalue for="role" value="station"/></attvalues></edge>
</edges>
</graph>
</gexf>
"""
"""A file in the form of Gephi's exporter, by its source; Gephi itself did not write it."""


def test_gexf_of_gephi_is_read_with_its_parallel_edges():
    awm = parse_gexf(GEPHI_GEXF).awm()
    assert [str(r) for r in awm.recipes("chest", VERIFIED)] == [
        "craft chest from 8 planks at planks"
    ]


def test_a_default_of_a_file_counts_where_nothing_is_said():
    default = '<key attr.name="yields" for="node" id="y" attr.type="int"><default>4</default></key>'
    awm = parse_graphml(GEPHI.replace("<graph ", f"{default}<graph ")).awm()
    assert [str(r) for r in awm.recipes("stick", VERIFIED)] == ["craft 4 stick from 2 planks"]


def test_a_weight_that_is_no_quantity_is_named_with_its_node():
    with pytest.raises(GraphError, match=r"node 'stick'.*weight 0\.5 is no whole number"):
        parse_graphml(GEPHI.replace("2.0</data></edge>", "0.5</data></edge>"))


def test_the_target_that_is_marked_in_gexf_without_a_description_is_the_target():
    text = re.sub(r"<description>.*</description>", "", write_gexf(DOCUMENT))
    assert parse_gexf(text).target == "furnace"


def test_gexf_without_direction_or_with_damage_is_an_error_of_one_line():
    text = write_gexf(DOCUMENT)
    for spoilt, match in {
        text.replace('"directed"', '"undirected"'): "no direction",
        text.replace('for="role"', 'for="part"'): "damaged GEXF",
        text.replace('class="node"', 'class="thing"'): "damaged GEXF",
        text[:-20]: "damaged GEXF",
        "<gexf/>": "damaged GEXF",
    }.items():
        with pytest.raises(GraphError, match=match) as caught:
            parse_gexf(spoilt)
        assert "\n" not in str(caught.value)


def test_what_gexf_says_of_the_whole_graph_is_not_taken_from_another_program():
    about = {"deckard_graph": 1, "env_steps": 5, "entries": 1, "target": "stick"}
    text = write_gexf(DOCUMENT)
    ours = re.search("<description>(.*)</description>", text)[1]
    assert parse_gexf(text.replace(ours, json.dumps(about))).env_steps == 5
    assert parse_gexf(text.replace(ours, "a graph of mine")).env_steps == 0
