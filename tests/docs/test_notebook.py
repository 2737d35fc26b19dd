"""The notebook runs from top to bottom, and shows what it says."""

import os

import pytest

from tests.docs.blocks import ROOT

NOTEBOOK = ROOT / "docs" / "notebooks" / "inspect_a_run.ipynb"


@pytest.fixture(scope="module")
def cells(tmp_path_factory):
    """The code cells of the notebook as they are once it ran, in a folder of its own."""
    nbclient = pytest.importorskip("nbclient", reason="the notebook needs nbclient and ipykernel")
    nbformat = pytest.importorskip("nbformat")
    folder = tmp_path_factory.mktemp("notebook")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", path)
        client = nbclient.NotebookClient(
            notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": folder}}
        )
        client.execute()
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(cell):
    """What a cell shows, by form."""
    forms = {}
    for output in cell.outputs:
        forms |= dict(output.get("data", {}))
        forms["text"] = forms.get("text", "") + output.get("text", "")
    return forms


def test_the_run_of_the_notebook_reaches_its_target(cells):
    assert shown(cells[0])["text"].strip() == "target verified: stone_pickaxe"


def test_the_graph_is_drawn(cells):
    pictures = [shown(cell)["text/html"] for cell in cells if cell.source == "run"]
    assert len(pictures) == 1
    assert "<svg" in pictures[0] and "stone_pickaxe" in pictures[0]


def test_every_cell_shows_something(cells):
    assert [cell.source for cell in cells if not any(shown(cell).values())] == []


def test_the_notebook_is_kept_without_what_it_showed():
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert [c.source for c in notebook.cells if c.cell_type == "code" and c.outputs] == []
