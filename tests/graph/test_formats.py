import json
import re
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckard.errors import GraphError
from deckard.graph import cytoscape, formats, gexf, graphml, xml_names
from deckard.graph import document as graphs
from deckard.graph import release2023 as nested
from deckard.graph.awm import AWM
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED, Belief
from deckard.graph.document import Graph
from deckard.journal.state import State
from tests.strategies import craft, knowing, smelt
from tests.strategies import states as any_states
from tests.view.examples import STATE

XML_FORMS = {
    "graphml": (graphml.write_graphml, graphml.parse_graphml),
    "gexf": (gexf.write_gexf, gexf.parse_gexf),
}
SCHEMA = Path(graphs.__file__).with_name("graph.schema.json")


def written(state, target=None):
    graph = state.document(target, sorted(state.awm.known))
    return json.dumps(graph.model_dump(mode="json"))


def as_graphml(state, target):
    return graphml.write_graphml(state.document(target, sorted(state.awm.known)))


def found_wrong(state):
    return {item: state.wrong(item) for item in state.awm.known}


def beliefs(awm):
    return {item: awm.beliefs(item) for item in awm.known}


@given(any_states(), st.none() | st.text(max_size=5))
def test_our_json_holds_a_graph_whole(state, target):
    graph = formats.parse_graph(json.loads(written(state, target)))
    assert beliefs(graph.awm()) == beliefs(state.awm)
    assert (graph.target, graph.env_steps, graph.entries) == (target, state.steps, state.entries)
    assert found_wrong(State.of_graph(graph)) == found_wrong(state)
    again = State.of_graph(graph).document(graph.target, sorted(state.awm.known))
    assert json.dumps(again.model_dump(mode="json")) == written(state, target)


@given(any_states(), st.none() | st.text(max_size=5))
def test_graphml_holds_a_graph_whole(state, target):
    graph = graphml.parse_graphml(as_graphml(state, target))
    assert beliefs(graph.awm()) == beliefs(state.awm)
    assert (graph.target, graph.env_steps, graph.entries) == (target, state.steps, state.entries)
    assert found_wrong(State.of_graph(graph)) == found_wrong(state)


@given(any_states())
def test_networkx_reads_the_same_nodes_and_edges_from_graphml(state):
    found = nx.parse_graphml(as_graphml(state, None), force_multigraph=True)
    assert {xml_names.unescape(n) for n in found} == set(state.awm.known)
    edges = sorted(
        (xml_names.unescape(a), xml_names.unescape(b), d["role"], d["quantity"], d["recipe"])
        for a, b, d in found.edges(data=True)
    )
    assert edges == sorted(
        (a, b, d["role"], d["quantity"], d["recipe"])
        for a, b, d in state.awm.graph().edges(data=True)
    )
    assert all(type(d["quantity"]) is int for _, _, d in found.edges(data=True))


@given(st.text(st.characters(exclude_categories=()), max_size=20))
def test_a_name_is_escaped_for_xml_and_back(name):
    assert xml_names.unescape(xml_names.escape(name)) == name


def test_graphml_of_another_program_is_read_by_its_edges():
    drawn = nx.DiGraph()
    drawn.add_edge("log", "planks")
    drawn.add_edge("iron_ore", "iron_ingot", quantity=1)
    drawn.add_edge("furnace", "iron_ingot", role="station")
    drawn.add_edge("stone_pickaxe", "iron_ore", role="tool")
    drawn.add_node("planks", status="verified", yields=4)
    awm = graphml.parse_graphml("\n".join(nx.generate_graphml(drawn))).awm()
    assert [str(r) for r in awm.recipes("planks", VERIFIED)] == ["craft 4 planks from 1 log"]
    assert str(awm.beliefs("iron_ingot")[0].recipe) == "smelt iron_ingot from 1 iron_ore at furnace"
    assert str(awm.beliefs("iron_ore")[0].recipe) == "collect iron_ore with stone_pickaxe"
    assert awm.beliefs("log") == ()


LOG = {"name": "log", "collectable": True, "tool": "", "table": False, "furnace": False}
ORE = LOG | {"name": "iron_ore", "tool": {"name": "stone_pickaxe", "recipe": []}}
PLANKS = {"name": "planks", "recipe": [[LOG, 1]]}
INGOT = {"name": "iron_ingot", "furnace": True, "table": False, "recipe": [[ORE, 1]]}
PICKAXE = {"name": "iron_pickaxe", "furnace": True, "table": True, "recipe": [[INGOT, 3]]}


def test_the_release_of_2023_is_read_as_hypotheses():
    awm = nested.parse_release2023([PLANKS, PICKAXE]).awm()
    assert {str(b.recipe) for item in awm.known for b in awm.beliefs(item)} == {
        "collect log",
        "craft planks from 1 log",
        "collect iron_ore with stone_pickaxe",
        "smelt iron_ingot from 1 iron_ore at furnace",
        "craft iron_pickaxe from 3 iron_ingot at crafting_table",
    }
    assert {b.status for item in awm.known for b in awm.beliefs(item)} == {HYPOTHESISED}
    assert awm.beliefs("stone_pickaxe") == awm.beliefs("furnace") == ()


def test_a_part_of_a_unit_that_a_smelt_of_2023_names_is_fuel():
    burnt = INGOT | {"recipe": [[ORE, 1], [{"name": "coal"}, 0.125]]}
    [belief] = nested.parse_release2023([burnt]).awm().beliefs("iron_ingot")
    assert str(belief.recipe) == "smelt iron_ingot from 1 iron_ore at furnace"


def test_a_run_of_the_release_of_2023_is_read_as_verified():
    found = {"trees": [PLANKS, {"name": "any", "collectable": True}], "total_steps": 7}
    graph = nested.parse_release2023(found)
    assert graph.env_steps == 7
    assert graph.awm().items(VERIFIED) == ["log", "planks"]


def test_a_graph_is_read_whatever_form_its_file_has(tmp_path):
    state = State(awm=AWM.of({"planks": [Belief(recipe=craft("planks", log=1), status=VERIFIED)]}))
    forms = {"a.json": written(state), "b.graphml": as_graphml(state, None)}
    forms["c.json"] = json.dumps({"trees": [PLANKS]})
    for name, text in forms.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert formats.load_graph(tmp_path / name).awm().is_verified("planks")


WRONG = {
    "[1, 2]": "2023 release",
    "{}": "2023 release",
    "nonsense": "no graph that deckard reads",
    "[" * 100_000: "no graph that deckard reads",
    "<a/>": "GraphML",
    "<a": "GraphML",
    '{"deckard_graph": 99, "items": []}': "version 99",
    '{"deckard_graph": "1"}': "no version",
    '{"deckard_graph": 1}': "items: field required",
    '{"deckard_graph": 1, "items": [{"item": "a"}, {"item": "a"}]}': "",
}


@pytest.mark.parametrize("text", WRONG, ids=range(len(WRONG)))
def test_what_is_no_graph_is_named_with_the_file(tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GraphError) as caught:
        formats.load_graph(path).awm()
    assert WRONG[text] in str(caught.value)
    with pytest.raises(GraphError, match="No such file"):
        formats.load_graph(tmp_path / "none.json")
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(GraphError, match="not text"):
        formats.load_graph(path)


@pytest.mark.parametrize("form", XML_FORMS)
@given(state=any_states(), data=st.data())
def test_xml_that_was_tampered_with_is_an_error_or_a_graph(form, state, data):
    write, parse = XML_FORMS[form]
    text = write(state.document(None, sorted(state.awm.known)))
    at = data.draw(st.integers(0, len(text)))
    spoilt = text[:at] + data.draw(st.text(max_size=3)) + text[at + data.draw(st.integers(0, 9)) :]
    try:
        assert isinstance(parse(spoilt), Graph)
    except GraphError as error:
        assert "\n" not in str(error)


def test_an_older_version_is_brought_up_to_date(monkeypatch):
    found = {"deckard_graph": 1, "things": []}

    def upgrade(old):
        return {"deckard_graph": 2, "items": old["things"]}

    monkeypatch.setattr(formats, "VERSION", 3)
    monkeypatch.setattr(formats, "UPGRADES", {**formats.UPGRADES, 2: upgrade})
    assert formats.parse_graph(found).items == ()


def test_the_schema_that_is_shipped_is_that_of_the_document():
    shipped = json.loads(SCHEMA.read_text(encoding="utf-8"))
    assert shipped == graphs.schema(), "write graphs.schema() to graph.schema.json again"


def test_a_status_that_no_recipe_can_have_is_named():
    recipe = craft("planks", log=1).model_dump(mode="json")
    known = {"item": "planks", "beliefs": [{"recipe": recipe, "status": "refuted"}]}
    with pytest.raises(GraphError, match=r"status.*'hypothesised' or 'verified'"):
        formats.parse_graph({"deckard_graph": 1, "items": [known]})


def test_one_item_under_two_names_is_no_graph():
    planks = Belief(recipe=craft("planks", log=1), status=VERIFIED)
    graph = Graph(deckard_graph=2, items=({"item": "plank", "beliefs": (planks,)},))
    with pytest.raises(GraphError, match="'plank'"):
        graph.awm()


def test_a_station_alone_is_an_item_of_the_graph():
    awm = AWM.of({"glass": [Belief(recipe=smelt("glass", sand=1), status=HYPOTHESISED)]})
    assert set(awm.known) == {"glass", "sand", "furnace"}


@given(any_states(), st.none() | st.text(max_size=5))
def test_gexf_holds_a_graph_whole(state, target):
    text = gexf.write_gexf(state.document(target, sorted(state.awm.known)))
    graph = gexf.parse_gexf(text)
    assert beliefs(graph.awm()) == beliefs(state.awm)
    assert (graph.target, graph.env_steps, graph.entries) == (target, state.steps, state.entries)
    assert found_wrong(State.of_graph(graph)) == found_wrong(state)


@given(any_states())
def test_no_two_ids_of_nodes_and_edges_are_the_same(state):
    document = state.document(None, sorted(state.awm.known))
    for text in (graphml.write_graphml(document), gexf.write_gexf(document)):
        ids = [e.get("id") for e in ElementTree.fromstring(text).iter() if e.get("source")]
        assert len(ids) == len(set(ids))
    elements = cytoscape.cytoscape_json(document)["elements"]
    ids = [element["data"]["id"] for kind in elements.values() for element in kind]
    assert len(ids) == len(set(ids))
    assert json.loads(cytoscape.write_cytoscape(document))["elements"] == elements


@given(any_states())
def test_parallel_edges_of_gexf_differ_in_kind(state):
    text = gexf.write_gexf(state.document(None, sorted(state.awm.known)))
    edges = [e for e in ElementTree.fromstring(text).iter() if e.get("source")]
    kinds = [(e.get("source"), e.get("target"), e.get("kind")) for e in edges]
    assert len(kinds) == len(set(kinds))
    assert all(
        kind in ("ingredient", "tool", "station") or kind[-1].isdigit() for *_, kind in kinds
    )


def test_an_edge_keeps_its_id_while_the_graph_grows():
    def ids(*verified):
        document = knowing(*verified).document(None, sorted(knowing(*verified).awm.known))
        return {e["data"]["id"] for e in cytoscape.cytoscape_json(document)["elements"]["edges"]}

    stick = craft("stick", planks=2)
    assert ids(stick) == {"stick.0.ingredient.planks"}
    assert ids(stick) < ids(craft("chest", planks=8), stick)


def test_booleans_are_written_as_xml_schema_has_them():
    document = State().document("log", ["log"])
    for text in (graphml.write_graphml(document), gexf.write_gexf(document)):
        assert "true" in text
        assert "True" not in text


def test_every_attribute_has_one_type():
    text = graphml.write_graphml(STATE.document("furnace", sorted(STATE.awm.known)))
    keys = re.findall(r'for="(\w+)" attr.name="(\w+)"', text)
    assert len(keys) == len(set(keys))
