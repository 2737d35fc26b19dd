"""The reader notices what a page gets wrong."""

import re

import pytest

from tests.docs import reader as module
from tests.docs.blocks import blocks_in
from tests.docs.reader import Reader, expected

FINE = """
<!-- file: mine.py -->
```python
NUMBER = 7
```

```bash
echo one
echo two
```

<!-- output -->
```text
one
...
```

```python
import mine
number = mine.NUMBER
```

```python
print(number)
```

<!-- output -->
```text
7
```
"""
WRONG = {
    "a command fails": "```bash\nfalse\n```\n",
    "a command does not fail as told": "<!-- run: exit 3 -->\n```bash\ntrue\n```\n",
    "python raises": "```python\n1 / 0\n```\n",
    "something else is printed": "```bash\necho one\n```\n\n<!-- output -->\n```text\ntwo\n```\n",
    "more is printed": "```bash\necho one; echo two\n```\n\n<!-- output -->\n```text\none\n```\n",
}


@pytest.fixture
def read(tmp_path, monkeypatch):
    def run(text):
        monkeypatch.setattr(module, "blocks", lambda page: blocks_in(text, page))
        folder = tmp_path / "folder"
        folder.mkdir()
        with Reader(folder) as reader:
            reader.read("a page")
        return folder

    return run


def test_blocks_run_in_their_order_in_one_folder_and_share_names(read):
    assert (read(FINE) / "mine.py").exists()


@pytest.mark.parametrize("fault", WRONG)
def test_a_page_that_is_wrong_is_told(read, fault):
    with pytest.raises(AssertionError, match=r"a page, line \d"):
        read(WRONG[fault])


def test_a_terminal_is_closed_in_the_end(read):
    text = "<!-- terminal -->\n```bash\nbash -c 'echo $$ > pid; echo on; sleep 99'\n```\n"
    folder = read(text)
    pid = int((folder / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        module.os.kill(pid, 0)


def test_a_command_that_hangs_is_ended(read, monkeypatch, tmp_path):
    monkeypatch.setattr(module, "PATIENCE", 0.5)
    with pytest.raises(module.subprocess.TimeoutExpired):
        read("```bash\necho $$ > pid; sleep 99\n```\n")
    with pytest.raises(ProcessLookupError):
        module.os.kill(int((tmp_path / "folder" / "pid").read_text()), 0)


@pytest.mark.parametrize(
    "printed", ["one\ntwo\nthree\n", "one\nthree\n", "0.1s one\nx\nthree done\n"]
)
def test_output_may_be_shortened(printed):
    assert re.search(expected(["one", "...", "three"], shortened=True), printed)
    assert not re.search(expected(["three", "...", "one"], shortened=True), printed)
