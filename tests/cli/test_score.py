import json
import shutil

from tests.cli.commands import deckard, fails_in_one_line


def test_score_counts_what_agrees_and_lists_what_does_not(as_craftworld):
    shown = deckard("score", as_craftworld)
    assert "verified recipes agree with Minecraft 1.11.2" in shown.stdout
    document = json.loads(deckard("score", as_craftworld, "--json").stdout)
    assert document["verified"] == document["agree"] + len(document["differing"])
    assert document["agree"] > 10


def test_score_says_that_it_knows_the_truth_of_craftworld_alone(finished):
    fails_in_one_line(deckard("score", finished.folder), "craftworld", "'toy' names none")


def test_an_empty_journal_is_not_scored_as_nothing_of_nothing(as_craftworld, tmp_path):
    folder = tmp_path / "begun"
    shutil.copytree(as_craftworld, folder)
    lines = (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "journal.jsonl").write_text(lines[0], encoding="utf-8")
    fails_in_one_line(deckard("score", folder), "has no entries", "deckard resume")


def test_the_items_of_a_score_may_have_spaces_and_must_exist(as_craftworld):
    spaced = deckard("score", as_craftworld, "--items", "stick, planks", "--json").stdout
    assert spaced == deckard("score", as_craftworld, "--items", "stick,planks", "--json").stdout
    wrong = deckard("score", as_craftworld, "--items", "stik,log")
    fails_in_one_line(wrong, "no item 'stik' (did you mean stick")


def test_the_worst_moment_is_told_in_words_or_json_and_refused_as_csv(as_craftworld):
    through_time = json.loads(deckard("score", as_craftworld, "--through-time", "--json").stdout)
    assert through_time["through_time"]
    csv = deckard("score", as_craftworld, "--through-time", "--csv")
    fails_in_one_line(csv, "--through-time has no form as CSV; give --json, or neither")
