"""The pages hang together, and become a site."""

import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest
import yaml

from deckard.worlds import malmo
from deckard.worlds.malmo.faults import load_faults
from tests.docs.blocks import PAGES, ROOT, blocks
from tests.test_layers import ORDER

LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES)
def test_what_a_page_links_to_is_there(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    folder = (ROOT / page).parent
    assert [link for link in LINK.findall(text) if not (folder / link).exists()] == []


def test_every_page_is_in_the_navigation():
    class Loader(yaml.SafeLoader):
        """Reads over names of Python functions."""

    Loader.add_multi_constructor("tag:yaml.org,2002:python/", lambda *_: None)
    config = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader)
    named = set(re.findall(r"[\w/-]+\.md", str(config["nav"])))
    assert named == {page[5:] for page in PAGES if page.startswith("docs/")}


def test_the_site_is_built_and_every_link_in_it_holds(tmp_path):
    pytest.importorskip("mkdocs", reason="the site needs the extra docs")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-d", str(tmp_path)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    assert not re.findall(r'(?:src|href)="https?://fonts', (tmp_path / "index.html").read_text())


def test_the_picture_is_well_formed():
    picture = ROOT / "docs" / "pictures" / "run.svg"
    assert ElementTree.fromstring(picture.read_bytes()).tag.endswith("svg")


def test_the_page_of_the_stand_in_says_where_it_differs_from_minecraft():
    listed = malmo.__doc__.partition("Where the stand-in differs from Minecraft:\n\n")[2].strip()
    page = (ROOT / "docs" / "worlds" / "malmo-stand-in.md").read_text(encoding="utf-8")
    assert listed and listed in page


def test_the_faults_on_the_page_of_the_stand_in_are_faults(tmp_path):
    (listed,) = (b.text for b in blocks("docs/worlds/malmo-stand-in.md") if b.mark == "file")
    path = tmp_path / "faults.yaml"
    path.write_text(listed, encoding="utf-8")
    assert len(load_faults(path)) == len(listed.splitlines())


def test_the_page_of_the_architecture_has_the_layers_in_their_order():
    page = (ROOT / "docs" / "about" / "architecture.md").read_text(encoding="utf-8")
    section = page.partition("\n## Layers\n")[2].partition("\n## ")[0]
    rows = [row.split(" | ")[0] for row in section.splitlines() if row.startswith("| `")]
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(set(ORDER) - {"__main__"})
    packages = [name for name in named if (ROOT / "deckard" / name).is_dir()]
    assert packages == [name for name in reversed(ORDER) if name in packages]


def test_the_glossary_says_of_each_term_what_it_means_and_where_it_is_defined():
    page = (ROOT / "docs" / "concepts.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| <a")]
    terms = [row[0].partition("</a>")[2] for row in rows]
    assert len(terms) > 50 and len(set(terms)) == len(terms)
    for _, meaning, source in rows:
        assert meaning.endswith(".") and meaning.count(". ") == 0, "one sentence"
        assert "](http" in source or source in ("Minecraft", "deckard", "usual")
