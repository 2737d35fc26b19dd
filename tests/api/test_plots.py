import json
import shutil
from xml.etree import ElementTree

import pytest
from PIL import Image

import deckard
from deckard.errors import ConfigError, GraphError, NoRun, RunDirError


@pytest.fixture
def runs(first, finished, tmp_path):
    """A folder with a run whose truth is known, one whose truth is not, and a broken one."""
    folder = tmp_path / "runs"
    shutil.copytree(first.path, folder / "first")
    shutil.copytree(finished.folder, folder / "toy")
    shutil.copytree(first.path, folder / "broken")
    (folder / "broken" / "journal.jsonl").unlink()
    return folder


def test_runs_may_be_given_as_objects_paths_folders_or_summaries(runs):
    run = deckard.load(runs / "first")
    for named in (run, runs / "first", str(runs / "first"), [run], deckard.runs(runs / "first")):
        assert [curve.name for curve in deckard.plot(named).curves] == ["first"]
    assert [curve.name for curve in deckard.plot(runs).curves] == ["first", "toy"]


def test_runs_of_several_folders_are_named_by_what_tells_them_apart(runs, first):
    names = [curve.name for curve in deckard.plot([runs / "first", first]).curves]
    assert len(set(names)) == 2
    assert all(name.endswith("/first") for name in names)


def test_what_is_broken_is_left_out_with_a_remark(runs):
    (remark,) = deckard.plot(runs).remarks
    assert "broken is left out" in remark
    assert "journal.jsonl" in remark


def test_a_curve_ends_at_what_the_run_came_to(runs):
    first, toy = deckard.plot(runs).curves
    assert first.points[-1].verified_right == 7
    assert first.points[-1].env_steps == deckard.load(runs / "first").env_steps
    assert not toy.has_truth


def test_the_figure_is_written_as_svg_and_as_png(runs, tmp_path):
    figure = deckard.plot(runs, out=tmp_path / "growth.svg")
    root = ElementTree.parse(tmp_path / "growth.svg").getroot()
    words = " ".join(element.text or "" for element in root.iter())
    for label in ("items known", "items right", "items wrong", "env steps", "first", "toy"):
        assert label in words
    assert "its truth is not known" in words
    assert figure.svg == figure._repr_svg_()
    assert Image.open(figure.save(tmp_path / "growth.png")).size[0] > 500


def test_names_of_folders_do_not_become_markup(runs, tmp_path):
    shutil.copytree(runs / "first", tmp_path / "<b>&")
    ElementTree.fromstring(deckard.plot(tmp_path / "<b>&").svg)


@pytest.mark.parametrize("name", ["growth.pdf", "growth"])
def test_another_form_is_an_error(runs, tmp_path, name):
    with pytest.raises(ConfigError, match=r"name a file that ends so"):
        deckard.plot(runs, out=tmp_path / name)


def test_no_runs_are_an_error(runs, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(RunDirError, match="there is no run to draw"):
        deckard.plot(tmp_path / "empty")
    with pytest.raises(RunDirError, match="there is no run to draw"):
        deckard.plot([])
    with pytest.raises(NoRun):
        deckard.plot(runs / "broken")


def test_a_graph_file_has_no_growth(tmp_path):
    file = tmp_path / "graph.json"
    file.write_text(json.dumps({"deckard_graph": 1, "items": [{"item": "log"}]}), encoding="utf-8")
    with pytest.raises(GraphError, match="load a run directory"):
        deckard.plot(file)
