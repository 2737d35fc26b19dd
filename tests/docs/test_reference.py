"""The reference says what the code says."""

import importlib.util
import sys

import pytest

from tests.docs.blocks import ROOT

REFERENCE = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def tool():
    path = ROOT / "tools" / "docs_reference.py"
    spec = importlib.util.spec_from_file_location("docs_reference", path)
    module = importlib.util.module_from_spec(spec)
    sys.path.insert(0, str(path.parent))
    spec.loader.exec_module(module)
    sys.path.remove(str(path.parent))
    return module


@pytest.mark.parametrize(
    "name", ["cli.md", "components.md", "config.md", "graph-json.md", "journal.md", "providers.md"]
)
def test_a_page_of_the_reference_is_fresh(tool, name):
    present = (REFERENCE / name).read_text(encoding="utf-8")
    assert tool.made(name, present) == present, "run: python tools/docs_reference.py"


def test_every_page_that_can_be_made_is_tested(tool):
    assert len(tool.PAGES) == 6


def test_a_page_that_is_stale_is_noticed(tool):
    present = (REFERENCE / "providers.md").read_text(encoding="utf-8")
    assert tool.made("providers.md", present.replace("ollama", "lama")) != present.replace(
        "ollama", "lama"
    )


def test_what_a_hand_wrote_above_the_mark_is_kept(tool):
    page = tool.made("providers.md", f"# Mine\n\n{tool.MARK}\nold\n")
    assert page.startswith(f"# Mine\n\n{tool.MARK}\n")
    assert "old" not in page.split()


def test_the_args_of_a_docstring_are_told_beside_the_option(tool):
    def make(rate, seed):
        """Make one.

        Args:
            rate: Share of the answers
                that err.
            seed: Draws.

        Raises:
            ConfigError: It is wrong.
        """

    meanings = {"rate": "Share of the answers that err.", "seed": "Draws."}
    assert tool.described(make) == ("Make one.", meanings)


def test_a_constructor_without_a_docstring_says_nothing(tool):
    class Mine:
        """Mine."""

        def __init__(self, rate: float = 1.0) -> None:
            self.rate = rate

    assert tool.described(Mine) == ("Mine.", {})
