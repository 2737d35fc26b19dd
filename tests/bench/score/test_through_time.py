import json

import pytest

from deckard.bench.score.growth import bench_reference
from deckard.bench.score.through_time import score_through_time
from deckard.journal.events import Proven, Refuted, Verified
from deckard.journal.reader import skim
from deckard.types import Recipe
from deckard.view.bench.through_time import through_time_json, through_time_lines
from tests.bench.score.test_growth import ABOUT, ITEMS, LOG, PLANKS, STICK, TABLED, journal
from tests.cli.commands import deckard, fails_in_one_line

DEAR = STICK.model_copy(update={"ingredients": {"planks": 3}})
AXED = LOG.model_copy(update={"tools": frozenset({"wooden_axe"})})
IRON_AXED = LOG.model_copy(update={"tools": frozenset({"iron_axe"})})


@pytest.fixture
def score(tmp_path):
    folder = journal(
        tmp_path,
        (10, Verified(recipe=AXED), Verified(recipe=IRON_AXED)),
        (20, Verified(recipe=TABLED), Verified(recipe=DEAR)),
        (30, Refuted(recipe=DEAR, reason="2 suffice"), Verified(recipe=STICK)),
        (40, Verified(recipe=LOG, corrects=(AXED, IRON_AXED))),
        (50, Verified(recipe=PLANKS, corrects=(TABLED,))),
    )
    entries = skim(folder / "journal.jsonl")
    return score_through_time(entries, bench_reference(ABOUT, ITEMS, None))


def test_the_worst_moment_names_each_wrong_fact_with_its_entry(score):
    assert (score.entries, score.facts.count) == (5, 7)
    assert [(fact.entry, fact.env_steps, fact.fact.recipe) for fact in score.facts.wrong] == [
        (2, 30, DEAR)
    ]


def test_the_needs_at_the_worst_moment_are_named_with_tools_of_one_recipe_as_one(score):
    assert (score.worst.entry, score.worst.env_steps, score.worst.of) == (2, 30, 2)
    names = [need.names for need in score.worst.unproven]
    assert sorted(names) == [("crafting_table",), ("iron_axe", "wooden_axe")]
    assert (score.end.entry, score.end.of, score.end.unproven) == (5, 0, ())


def test_a_need_is_proven_by_a_failure_without_it_also_of_one_tool_of_several(tmp_path):
    stone, iron = (
        Recipe(item="iron_ore", how="collect", source="iron_ore", tools={tool})
        for tool in ("stone_pickaxe", "iron_pickaxe")
    )
    table = Recipe(
        item="bowl", how="craft", ingredients={"planks": 3}, yields=4, stations={"crafting_table"}
    )
    folder = journal(
        tmp_path,
        (10, Verified(recipe=iron), Verified(recipe=table)),
        (20, Verified(recipe=stone)),
        (30, Proven(recipe=stone, need="stone_pickaxe", reason="a hand gave none")),
    )
    reference = bench_reference(ABOUT, "iron_ore,bowl", None)
    score = score_through_time(skim(folder / "journal.jsonl"), reference)
    assert [need.names for need in score.end.unproven] == [("crafting_table",)]
    assert (score.worst.entry, score.worst.of, score.end.of) == (1, 2, 2)
    assert score.facts.wrong == []


def test_the_text_and_the_document_say_the_same(score):
    text, document = "\n".join(through_time_lines(score)), through_time_json(score)
    assert (
        f"wrong facts at the worst moment: 1 of 7 recorded\n    entry 2, 30 env steps: {DEAR}: it"
        in text
    )
    assert "needs not proven at the worst moment: 2 of 2, after entry 2 (30 env steps)" in text
    assert "iron_axe or wooden_axe of: collect log from log with iron_axe or wooden_axe" in text
    [wrong] = document["facts"]["wrong_facts"]
    assert (wrong["entry"], wrong["why"]) == (2, "it takes 2 planks")
    assert len(document["needs"]["worst"]["not_proven"]) == 2
    json.dumps(document)


def test_the_command_says_it_of_a_run_and_refuses_a_file(as_craftworld, tmp_path):
    shown = deckard("score", as_craftworld, "--through-time").stdout
    assert "  wrong facts at the worst moment: " in shown
    document = json.loads(deckard("score", as_craftworld, "--through-time", "--json").stdout)
    assert document["through_time"]["entries"] > 10
    assert "through_time" not in json.loads(deckard("score", as_craftworld, "--json").stdout)
    path = tmp_path / "graph.json"
    deckard("graph", "export", as_craftworld, "--to", "json", "-o", path)
    refused = deckard("score", path, "--reference", "1.11.2", "--through-time")
    fails_in_one_line(refused, "--through-time reads a journal", "name a run")
