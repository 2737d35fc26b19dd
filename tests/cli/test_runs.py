import json
import shutil

import pytest
from typer.testing import CliRunner

from deckard.cli.app import app


def invoked(*words):
    return CliRunner().invoke(app, ["runs", *map(str, words)])


@pytest.fixture
def folder(finished, tmp_path):
    shutil.copytree(finished.folder, tmp_path / "runs" / "a")
    shutil.copytree(finished.folder, tmp_path / "runs" / "b")
    (tmp_path / "runs" / "b" / "config.yaml").unlink()
    return tmp_path / "runs"


def test_the_list_has_a_line_for_each_run(folder):
    head, a, b = invoked("list", folder).stdout.splitlines()
    assert head.split()[:4] == ["run", "target", "world", "seed"]
    assert "target verified" in a
    assert "broken: no run in" in b


def test_the_list_is_of_the_folder_runs_unless_another_is_named(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    assert "runs/a" in invoked("list").stdout


def test_the_list_is_there_for_other_programs(folder):
    document = json.loads(invoked("list", folder, "--json").stdout)
    assert document["deckard_runs"] == 1
    assert [run["error"] is None for run in document["runs"]] == [True, False]
    assert document["runs"][0]["path"] == str(folder / "a")


def test_an_empty_folder_is_told(tmp_path):
    assert invoked("list", tmp_path).stdout.split()[:3] == ["no", "runs", "below"]


@pytest.mark.parametrize("form", ["svg", "png"])
def test_growth_is_drawn_to_a_file(folder, tmp_path, form):
    result = invoked("plot", folder, "-o", tmp_path / f"growth.{form}")
    assert result.exit_code == 0
    assert "1 run" in result.stdout
    assert "b is left out" in result.stderr
    assert (tmp_path / f"growth.{form}").stat().st_size > 1000


def test_a_missing_folder_is_one_line(tmp_path):
    result = invoked("list", tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "does not exist" in result.stderr
