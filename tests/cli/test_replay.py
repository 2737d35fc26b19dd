import json

import pytest
from PIL import Image

from tests.cli.test_app import deckard, fails_in_one_line


def replayed(*words):
    """What a replay prints."""
    result = deckard("replay", *words)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout


def test_the_pursuits_of_a_run_are_listed_in_words_and_in_json(finished):
    listed = replayed(finished.folder, "--subgoal", "iron_pickaxe").splitlines()
    assert "craft iron_pickaxe from 3 iron_ingot" in listed[-1]
    document = json.loads(replayed(finished.folder, "--subgoal", "iron_pickaxe", "--json"))
    assert len(document["pursuits"]) == len(listed) - 1
    assert document["pursuits"][-1]["ending"] == "obtained"


def test_what_was_done_is_filmed_and_the_run_left_as_it_was(finished, tmp_path):
    before = {p: p.read_bytes() for p in finished.folder.rglob("*") if p.is_file()}
    gif = tmp_path / "run.gif"
    assert replayed(finished.folder, "-o", gif, "--frames", 20) == ""
    with Image.open(gif) as film:
        assert film.format == "GIF"
        assert 2 <= film.n_frames <= 20
    assert {p: p.read_bytes() for p in finished.folder.rglob("*") if p.is_file()} == before


def test_a_run_that_was_killed_in_mid_write_is_replayed(finished_copy, tmp_path):
    journal = finished_copy / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-20])
    replayed(finished_copy, "-o", tmp_path / "run.gif", "--frames", 5)
    assert "0 changed" in replayed(finished_copy, "--verifier", "revising")


def test_another_verifier_tells_what_it_would_have_concluded(finished, tmp_path):
    graph = tmp_path / "graph.json"
    assert "changed:" in replayed(finished.folder, "--verifier", "cooccurrence", "-o", graph)
    told = json.loads(replayed(finished.folder, "--verifier", "cooccurrence", "--json"))
    assert told["changed"]
    again = deckard("graph", "diff", finished.folder, graph, "--json")
    assert json.loads(again.stdout)["changed"] == told["changed"]


def test_a_stranger_may_judge(finished):
    judged = replayed(finished.folder, "--verifier", "tests.strangers:credulous", "--json")
    assert isinstance(json.loads(judged)["same"], int)


@pytest.mark.parametrize(
    ("words", "fragments"),
    [
        (["--entry", 1], ["no pursuit"]),
        (["--subgoal", "gold"], ["it has pursued"]),
        (["-o", "x.avi"], [".gif", ".mp4"]),
        (["-o", "nowhere/x.gif"], ["cannot write"]),
        (["--verifier", "no"], ["revising"]),
        (["--verifier", "revising", "--entry", 1], ["--entry"]),
    ],
)
def test_what_cannot_be_done_is_one_line(finished, tmp_path, monkeypatch, words, fragments):
    monkeypatch.chdir(tmp_path)
    fails_in_one_line(deckard("replay", finished.folder, *words), *fragments)


def test_acts_are_not_replayed_in_another_world(finished_copy, tmp_path):
    path = finished_copy / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(manifest | {"world": {"name": "other"}}), encoding="utf-8")
    result = deckard("replay", finished_copy, "-o", tmp_path / "x.gif")
    fails_in_one_line(result, "another world (name differ)")
