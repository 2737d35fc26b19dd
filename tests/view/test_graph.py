import json
import re

import networkx as nx

from deckard.events import State, Verified, fold
from deckard.recipes import Recipe
from deckard.view import dot, export, text
from tests.view.examples import STATE, dreamed, pursued

MINED = Recipe(
    item="coal", how="collect", source="coal_ore", tools=frozenset({"wooden_pickaxe"}), yields=2
)
SMELTED = Recipe(item="coal", how="smelt", ingredients={"log": 1}, station="furnace")
ALTERNATIVES = fold([(dreamed(SMELTED),), (pursued(MINED), Verified(recipe=MINED))])


def test_text_marks_each_item_and_goes_from_raw_to_finished():
    lines = str(text.graph(STATE, "furnace")).splitlines()
    assert lines == [
        "· cobblestone     nothing is known of it",
        "✓ log             collect log from log",
        "✓ planks          craft 4 planks from 1 log",
        "✓ crafting_table  craft crafting_table from 4 planks",
        "? furnace         craft furnace from 8 cobblestone at crafting_table  <- target",
        "",
        "5 items: 3 verified, 1 hypothesised, 1 unknown; 1 recipe refuted; 2,024 env steps",
    ]


def test_text_shows_alternatives_below_each_other():
    lines = str(text.graph(ALTERNATIVES, None)).splitlines()
    assert "✓ coal            collect 2 coal from coal_ore with wooden_pickaxe" in lines
    assert "?                 or smelt coal from 1 log at furnace" in lines


def test_text_of_an_empty_graph_says_that_nothing_is_known():
    assert "nothing known yet" in str(text.graph(State(), None))


NAME = r'"(?:[^"\\]|\\.)*"'
ATTRIBUTES = rf"\[\w+=(?:{NAME}|\w+)(?:, \w+=(?:{NAME}|\w+))*\]"
STATEMENT = re.compile(rf"  (?:{NAME}(?: -> {NAME})?|node|edge) {ATTRIBUTES};|  rankdir=LR;")


def test_dot_is_made_of_statements_of_the_language():
    first, *statements, last = dot.dot(ALTERNATIVES, "coal").splitlines()
    assert (first, last) == ("digraph awm {", "}")
    assert [s for s in statements if not STATEMENT.fullmatch(s)] == []


def test_dot_labels_edges_with_role_and_quantity_and_numbers_alternatives():
    drawn = dot.dot(ALTERNATIVES, "coal")
    assert '"wooden_pickaxe" -> "coal" [label="tool (1)", style=dashed, color="#2e7d32"];' in drawn
    assert '"log" -> "coal" [label="ingredient 1 (2)", style=solid, color="#a08000"];' in drawn
    assert '"furnace" -> "coal" [label="station (2)", style=dotted' in drawn
    assert '"cobblestone" -> "furnace" [label="ingredient 8",' in dot.dot(STATE, None)


def test_dot_names_the_source_and_makes_the_target_bold():
    drawn = dot.dot(ALTERNATIVES, "coal")
    assert r'"coal" [label="coal\nfrom coal_ore",' in drawn
    assert drawn.count("penwidth=3") == 1


def test_dot_escapes_what_quotes_would_break():
    assert dot.quoted('a "b" \\ c') == r'"a \"b\" \\ c"'


def test_json_holds_every_recipe_with_the_entries_that_say_why():
    document = json.loads(json.dumps(export.document(ALTERNATIVES, "coal")))
    assert document["deckard_graph"] == 1
    assert document["target"] == "coal"
    assert document["env_steps"] == 12
    coal = next(item for item in document["items"] if item["item"] == "coal")
    assert coal["status"] == "verified"
    assert coal["recipes"] == [
        {
            "how": "collect",
            "ingredients": {},
            "tools": ["wooden_pickaxe"],
            "station": None,
            "source": "coal_ore",
            "yields": 2,
            "status": "verified",
            "because": [2],
        },
        {
            "how": "smelt",
            "ingredients": {"log": 1},
            "tools": [],
            "station": "furnace",
            "source": None,
            "yields": 1,
            "status": "hypothesised",
            "because": [1],
        },
    ]


def test_networkx_reads_the_exported_graph_back():
    document = json.loads(json.dumps(export.document(ALTERNATIVES, None)))
    graph = nx.node_link_graph(document["graph"], edges="links")
    assert set(graph) == set(ALTERNATIVES.awm.graph)
    edges = {(a, b, d["role"], d["quantity"]) for a, b, d in graph.edges(data=True)}
    assert edges == {
        ("wooden_pickaxe", "coal", "tool", 1),
        ("log", "coal", "ingredient", 1),
        ("furnace", "coal", "station", 1),
    }
    assert graph.nodes["coal"]["status"] == "verified"
