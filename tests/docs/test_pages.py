"""The blocks of README and docs run as a reader would run them, from the top of a page down."""

import shutil

import pytest

from tests.docs.blocks import PAGES, before, blocks
from tests.docs.reader import Reader


def runs(page):
    """Whether a page has blocks that are run without being asked for."""
    return any(b.mark != "not run" and not b.is_slow for b in commands(page))


def commands(page):
    return [b for b in blocks(page) if b.language in ("bash", "python") and b.mark != "file"]


@pytest.fixture(scope="module")
def readers(tmp_path_factory):
    """The folders in which pages were read, by page: those that others go on from are kept."""
    folders = {}

    def read(page, slow=False):
        folder = tmp_path_factory.mktemp("reader") / "folder"
        earlier = before(page)
        if earlier is None:
            folder.mkdir()
        else:
            shutil.copytree(folders.get(earlier) or read(earlier), folder)
        with Reader(folder, slow) as reader:
            reader.read(page)
        folders[page] = folder
        return folder

    return read


@pytest.mark.parametrize("page", [page for page in PAGES if runs(page)])
def test_the_blocks_of_a_page_run_as_they_stand_there(readers, page):
    readers(page)


@pytest.mark.slow
@pytest.mark.parametrize("page", [p for p in PAGES if any(b.is_slow for b in blocks(p))])
def test_the_blocks_that_take_long_run_too(readers, page):
    readers(page, slow=True)
