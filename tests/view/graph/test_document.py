import json
import re

from deckard.journal.events import Proven, Verified
from deckard.journal.fold import fold
from deckard.journal.state import State
from deckard.types import Recipe
from deckard.view.graph import document as export
from deckard.view.graph import dot, mermaid, text
from tests.view.examples import STATE, dreamed, pursued

MINED = Recipe(
    item="coal", how="collect", source="coal_ore", tools=frozenset({"wooden_pickaxe"}), yields=2
)
SMELTED = Recipe(item="coal", how="smelt", ingredients={"log": 1}, stations={"furnace"})
ALTERNATIVES = fold([(dreamed(SMELTED),), (pursued(MINED), Verified(recipe=MINED))])


def test_text_marks_each_item_and_goes_from_raw_to_finished():
    lines = str(text.graph_text(STATE, "furnace")).splitlines()
    assert lines == [
        "· cobblestone     nothing is known of it",
        "✓ log             collect log from log",
        "✓ planks          craft 4 planks from 1 log",
        "✓ crafting_table  craft crafting_table from 4 planks",
        "? furnace         craft furnace from 8 cobblestone at crafting_table  <- target",
        "",
        "5 items: 3 verified, 1 hypothesised, 1 unknown; 3 recipes found wrong: 2 corrected, "
        "1 refuted; 2,024 env steps",
    ]


def test_text_shows_alternatives_below_each_other():
    lines = str(text.graph_text(ALTERNATIVES, None)).splitlines()
    mined = "✓ coal            collect 2 coal from coal_ore with wooden_pickaxe"
    assert f"{mined}; only seen with wooden_pickaxe" in lines
    assert "?                 or smelt coal from 1 log at furnace" in lines


def test_recipes_that_differ_in_the_tool_are_shown_as_one_until_proven_with_what_was_only_seen():
    stone = MINED.model_copy(update={"tools": frozenset({"stone_pickaxe"})})
    events = [(Verified(recipe=MINED),), (Verified(recipe=stone),)]
    mined = "✓ coal            collect 2 coal from coal_ore with stone_pickaxe or wooden_pickaxe"
    doubted = str(text.graph_text(fold(events), None)).splitlines()
    assert f"{mined}; only seen with stone_pickaxe or wooden_pickaxe" in doubted
    proof = Proven(recipe=MINED, need="wooden_pickaxe", reason="a hand gave none")
    assert mined in str(text.graph_text(fold([*events, (proof,)]), None)).splitlines()


def test_text_of_an_empty_graph_says_that_nothing_is_known():
    (line,) = str(text.graph_text(State(), None)).splitlines()
    assert "nothing known yet" in line


def test_the_target_is_listed_before_anything_is_known_of_it():
    first, *_ = str(text.graph_text(State(), "log")).splitlines()
    assert first == "· log  nothing is known of it  <- target"


NAME = r'"(?:[^"\\]|\\.)*"'
ATTRIBUTES = rf"\[\w+=(?:{NAME}|\w+)(?:, \w+=(?:{NAME}|\w+))*\]"
STATEMENT = re.compile(rf"  (?:{NAME}(?: -> {NAME})?|node|edge) {ATTRIBUTES};|  rankdir=LR;")


def test_dot_is_made_of_statements_of_the_language():
    first, *statements, last = dot.graph_dot(ALTERNATIVES, "coal").splitlines()
    assert (first, last) == ("digraph awm {", "}")
    assert [s for s in statements if not STATEMENT.fullmatch(s)] == []


def test_dot_labels_edges_with_role_and_quantity_and_numbers_alternatives():
    drawn = dot.graph_dot(ALTERNATIVES, "coal")
    assert '"wooden_pickaxe" -> "coal" [label="tool (1)", style=dashed, color="#2e7d32"];' in drawn
    assert '"log" -> "coal" [label="ingredient 1 (2)", style=solid, color="#7a5b00"];' in drawn
    assert '"furnace" -> "coal" [label="station (2)", style=dotted' in drawn
    assert '"cobblestone" -> "furnace" [label="ingredient 8",' in dot.graph_dot(STATE, None)


def test_dot_names_the_source_and_makes_the_target_bold():
    drawn = dot.graph_dot(ALTERNATIVES, "coal")
    assert r'"coal" [label="coal\nfrom coal_ore",' in drawn
    assert drawn.count("penwidth=3") == 1


def test_a_dot_id_is_the_name_and_only_quotes_are_escaped():
    assert dot.dot_id('a "b" \\ c') == r'"a \"b\" \ c"'
    assert dot.dot_id("minecraft:stick") == '"minecraft:stick"'
    assert dot.dot_id("ends in \\") == r'"ends in \\"'


def test_a_dot_label_shows_what_graphviz_would_read_as_something_else():
    assert dot.dot_text("a\\N", "&lt; & b", "\r") == r'"a\\N\n&amp;lt; & b\n␍"'


def test_mermaid_shows_what_it_would_trim_or_draw_as_an_icon():
    assert mermaid.mermaid_escaped(" oak ") == "#160;oak#160;"
    assert mermaid.mermaid_escaped("fa:fa-car") == "fa:#8288;fa-car"
    assert mermaid.mermaid_escaped("\r\x85") == "#9229;#65533;"


def test_json_holds_every_recipe_with_the_entries_that_say_why():
    document = json.loads(json.dumps(export.graph_json(ALTERNATIVES, "coal")))
    assert document["deckard_graph"] == 2
    assert document["target"] == "coal"
    assert (document["env_steps"], document["entries"]) == (12, 2)
    assert [known["item"] for known in document["items"]][-1] == "coal"
    coal = document["items"][-1]["beliefs"]
    assert [(b["status"], b["because"]) for b in coal] == [("verified", [2]), ("hypothesised", [1])]
    assert coal[0]["recipe"] == MINED.model_dump(mode="json")
