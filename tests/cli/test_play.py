import json
import shutil

import pytest

from tests.cli.commands import deckard, fails_in_one_line


def test_play_obtains_the_item_and_films_it(finished, tmp_path):
    gif = tmp_path / "planks.gif"
    result = deckard("play", finished.folder, "planks", "--episodes", 4, "--gif", gif)
    assert result.exit_code == 0
    assert "95 % interval" in result.stdout
    assert gif.read_bytes().startswith(b"GIF89a")
    played = deckard("play", finished.folder, "planks", "--episodes", 4, "--json")
    document = json.loads(played.stdout)
    assert document["episodes"] == len(document["each"]) == 4
    assert document["successes"] >= 3
    assert f"{document['successes']}/4" in result.stdout


def test_missing_policies_are_named(finished_copy):
    shutil.rmtree(finished_copy / "policies")
    fails_in_one_line(deckard("play", finished_copy, "planks"), "log-", "missing")


def test_an_item_that_cannot_be_played_is_told_why(finished):
    fails_in_one_line(deckard("play", finished.folder, "plank"), "'plank'", "planks")
    fails_in_one_line(deckard("play", finished.folder, "torch"), "torch", "planks")


@pytest.mark.parametrize("name", ["nowhere/x.gif", "", "x" * 300])
def test_a_film_that_cannot_be_written_is_found_out_before_anything_is_played(
    finished, tmp_path, name
):
    result = deckard("play", finished.folder, "planks", "--gif", tmp_path / name)
    fails_in_one_line(result, f"cannot write {tmp_path / name}")
    assert len(result.stderr.splitlines()) == 1
