import csv
import json

import pytest
from PIL import Image

from deckard.cli.exports import PLANNING, Form
from deckard.config import RunConfig
from deckard.graph import formats as graphs
from deckard.runs.directory import load_state
from tests.cli.test_app import deckard, fails_in_one_line
from tests.view.examples import ENTRIES
from tests.view.grown import written


def graph(*words):
    """What a graph command prints."""
    result = deckard("graph", *words)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_the_graph_is_shown_whole_and_as_the_tree_of_an_item(finished):
    shown = graph("show", finished.folder)
    assert "✓ planks          craft 4 planks from 1 log" in shown
    assert "\x1b[" not in shown
    tree = graph("show", finished.folder, "stone_pickaxe").splitlines()
    assert tree[0].startswith("✓ stone_pickaxe  craft stone_pickaxe from 3 cobblestone, 2 stick")
    assert "│     ├─ 3 ✓ planks  craft 4 planks from 1 log" in tree


def test_the_graph_is_shown_in_colour_where_it_is_wanted(finished, monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in graph("show", finished.folder, "planks")


QUERIES = {
    "show": [],
    "why": ["planks"],
    "plan": ["stone_pickaxe", "--have", "log=1"],
    "frontier": [],
    "stats": [],
    "diff": ["reference:1.11.2"],
}


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_answers_in_words_and_in_json_at_any_moment(finished, query):
    words = [query, finished.folder, *QUERIES[query]]
    assert graph(*words)
    assert isinstance(json.loads(graph(*words, "--json")), dict)
    for moment in ("entry:20", "99999999"):
        assert isinstance(json.loads(graph(*words, "--at", moment, "--json")), dict)


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_answers_of_a_run_that_was_killed_in_mid_write(finished_copy, query):
    journal = finished_copy / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])
    assert graph(query, finished_copy, *QUERIES[query])


def test_the_graph_is_as_it_was_at_a_moment(finished):
    before = json.loads(graph("show", finished.folder, "--at", "0", "--json"))
    assert before["env_steps"] == 0
    statuses = {b["status"] for known in before["items"] for b in known["beliefs"]}
    assert statuses == {"hypothesised"}
    one = json.loads(graph("show", finished.folder, "--at", "entry:1", "--json"))
    assert one["entries"] == 1


def test_why_names_entry_and_inventory(finished):
    said = graph("why", finished.folder, "planks")
    assert "✓ craft 4 planks from 1 log" in said
    assert "dreamed by" in said
    assert "; verified\n" in said
    assert " log -> " in said


def test_a_plan_says_what_is_missing(finished):
    document = json.loads(graph("plan", finished.folder, "planks", "--json"))
    assert document["missing"] == {"log": 1}
    assert document["env_steps"] > 2


def test_a_run_differs_from_its_beginning_in_status_alone(finished, tmp_path):
    start = tmp_path / "start.json"
    graph("export", finished.folder, "--to", "json", "--at", "0", "-o", start)
    document = json.loads(graph("diff", start, finished.folder, "--json"))
    assert document["changed"]
    assert all("status" in change["fields"] for change in document["changed"])
    assert document["missing"] == []


def test_the_truth_is_the_reference_and_comes_second(finished):
    fails_in_one_line(deckard("graph", "diff", finished.folder, "reference"), "reference:1.11.2")
    assert "wrong" in graph("diff", finished.folder, "reference:1.11.2")
    fails_in_one_line(deckard("graph", "diff", "reference", finished.folder), "second")
    fails_in_one_line(deckard("graph", "diff", finished.folder, "reference:0.1"), "'0.1'", "1.11.2")


@pytest.mark.parametrize("form", sorted(set(Form) - {Form.csv, Form.png, *PLANNING}))
def test_an_export_is_printed_or_written(finished, tmp_path, form):
    printed = graph("export", finished.folder, "--to", form)
    assert graph("export", finished.folder, "--to", form, "-o", tmp_path / "out") == ""
    assert (tmp_path / "out").read_bytes().decode() == printed


def test_csv_is_written_to_a_folder_and_png_to_a_file(finished, tmp_path):
    graph("export", finished.folder, "--to", "csv", "-o", tmp_path / "tables")
    for name in ("nodes.csv", "edges.csv"):
        with (tmp_path / "tables" / name).open(encoding="utf-8", newline="") as file:
            assert len(list(csv.reader(file))) > 10
    fails_in_one_line(deckard("graph", "export", finished.folder, "--to", "csv"), "-o")
    graph("export", finished.folder, "--to", "png", "-o", tmp_path / "x.png")
    assert Image.open(tmp_path / "x.png").format == "PNG"
    fails_in_one_line(deckard("graph", "export", finished.folder, "--to", "png"), "-o")


@pytest.mark.parametrize("form", PLANNING)
def test_a_planning_problem_is_two_files_in_a_folder(finished, tmp_path, form):
    words = ["export", finished.folder, "planks=8", "--to", form, "--have", "log=1"]
    assert graph(*words, "-o", tmp_path / "task") == ""
    domain, problem = (tmp_path / "task" / f"{part}.pddl" for part in ("domain", "problem"))
    assert "(:action craft-planks" in domain.read_text(encoding="utf-8")
    assert "obtain-8-planks" in problem.read_text(encoding="utf-8")
    assert "log n1" in problem.read_text("utf-8") or "log) 1" in problem.read_text("utf-8")
    fails_in_one_line(deckard("graph", *words), "domain.pddl and problem.pddl", "-o")


def test_a_planning_problem_is_of_the_target_unless_an_item_is_named(finished, tmp_path):
    graph("export", finished.folder, "--to", "pddl", "-o", tmp_path)
    assert "obtain-1-iron_pickaxe" in (tmp_path / "problem.pddl").read_text(encoding="utf-8")


def test_a_planning_problem_that_cannot_be_is_told_in_one_line(finished, tmp_path):
    export = ("graph", "export", finished.folder, "--to", "pddl", "-o", tmp_path / "task")
    fails_in_one_line(deckard(*export, "plank"), "'plank'", "planks")
    fails_in_one_line(deckard(*export, "planks=0"), "'planks=0'", "stick=16")
    fails_in_one_line(deckard(*export, "planks=x"), "'planks=x'")
    fails_in_one_line(deckard(*export, "--have", "plank=1"), "'plank'", "planks")
    fails_in_one_line(deckard(*export, "--at", "0"), "no recipe", "verified", "--hypotheses")
    assert not (tmp_path / "task").exists()
    assert deckard(*export, "--at", "0", "--hypotheses").exit_code == 0
    other = deckard("graph", "export", finished.folder, "--to", "dot", "--hypotheses")
    fails_in_one_line(other, "--hypotheses", "pddl", "dot")
    (tmp_path / "file").touch()
    there = deckard(*export[:-1], tmp_path / "file")
    fails_in_one_line(there, f"cannot make {tmp_path / 'file'}")


def test_an_export_of_what_leads_to_an_item_has_no_other(finished):
    document = json.loads(graph("export", finished.folder, "planks", "--to", "json"))
    assert [known["item"] for known in document["items"]] == ["log", "planks"]
    assert document["target"] == "planks"


@pytest.mark.parametrize("form", ["json", "graphml"])
def test_what_was_exported_is_imported_and_looked_at_like_a_run(finished, tmp_path, form):
    file, back = tmp_path / f"graph.{form}", tmp_path / "back.json"
    graph("export", finished.folder, "--to", form, "-o", file)
    graph("import", file, "-o", back)
    read = graphs.load_graph(back).awm()
    awm = load_state(finished.folder).awm
    assert {i: read.beliefs(i) for i in read.known} == {i: awm.beliefs(i) for i in awm.known}
    assert graph("show", back, "planks") == graph("show", finished.folder, "planks")
    assert "0 changed, 0 missing, 0 added" in graph("diff", back, finished.folder).replace(
        "\n", " "
    )
    fails_in_one_line(deckard("graph", "why", back, "planks"), "without a journal")
    fails_in_one_line(deckard("graph", "show", back, "--at", "3"), "--at needs a run")


@pytest.mark.parametrize("form", ["json", "graphml"])
def test_what_was_found_wrong_is_told_of_a_file_as_of_the_run(tmp_path, form):
    run, file = written(tmp_path / "run", ENTRIES, RunConfig(target="furnace")), tmp_path / form
    graph("export", run, "--to", form, "-o", file)
    assert "3 recipes found wrong: 2 corrected, 1 refuted" in graph("show", file)
    assert graph("show", file) == graph("show", run)
    assert graph("export", file, "--to", "svg") == graph("export", run, "--to", "svg")
    assert "1 recipe found wrong: 1 corrected" in graph("export", run, "planks", "--to", "text")


def test_wrong_words_are_told_in_one_line(finished, tmp_path):
    folder = finished.folder
    fails_in_one_line(deckard("graph", "show", folder, "plank"), "'plank'", "planks")
    fails_in_one_line(deckard("graph", "why", folder, "plank"), "'plank'", "planks")
    fails_in_one_line(deckard("graph", "show", folder, "--at", "then"), "'then'", "entry:12")
    fails_in_one_line(deckard("graph", "plan", folder, "planks", "--have", "log=x"), "'log=x'")
    (tmp_path / "x.json").write_text("[]x", encoding="utf-8")
    fails_in_one_line(
        deckard("graph", "import", tmp_path / "x.json", "-o", tmp_path / "y"), "x.json"
    )
    fails_in_one_line(deckard("graph", "diff", folder, tmp_path), f"no run in {tmp_path}")


def test_a_path_where_nothing_is_may_have_been_a_file_or_a_run(tmp_path):
    missing = tmp_path / "x.json"
    for words in (["show", missing], ["why", missing, "log"], ["import", missing, "-o", "x"]):
        fails_in_one_line(deckard("graph", *words), f"there is no {missing}: name a run")


def test_the_reference_is_that_of_the_version_of_the_run(as_craftworld):
    assert json.loads(graph("diff", as_craftworld, "reference", "--json"))["wrong"] is not None
    of(as_craftworld, minecraft="1.12.2")
    other = deckard("graph", "diff", as_craftworld, "reference:1.11.2")
    fails_in_one_line(other, "in 1.12.2, not in 1.11.2", "--any-version")
    assert graph("diff", as_craftworld, "reference:1.11.2", "--any-version")


def test_a_reference_of_other_tables_than_those_of_the_run_is_refused(as_craftworld):
    of(as_craftworld, tables_sha256="0")
    fails_in_one_line(deckard("graph", "diff", as_craftworld, "reference"), "other tables")
    assert graph("diff", as_craftworld, "reference", "--any-version")


def of(folder, **changes):
    """Let a run claim to have been made in another world."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["world"] |= changes
    path.write_text(json.dumps(manifest), encoding="utf-8")
