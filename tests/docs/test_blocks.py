"""What may stand in a page: every block says how it is run, or why it is not."""

import re
import shlex

import pytest
import typer.main
import yaml

from deckard.cli.app import app
from deckard.cli.run import choose_run
from deckard.errors import WeightsError
from deckard.runs.components import RunComponents
from tests.docs.blocks import LANGUAGES, MARKS, PAGES, before, blocks, blocks_in
from tests.worlds.minedojo.minecraft import is_installed

BLOCKS = [block for page in PAGES for block in blocks(page)]
COMMANDS = [
    command.strip().removeprefix(".venv/bin/")
    for block in BLOCKS
    if block.language == "bash"
    for line in block.lines
    for command in line.split("&&")
    if command.strip().removeprefix(".venv/bin/").startswith("deckard ")
]
TEXT = """
<!-- not run: needs a moon -->
```bash
deckard run                                         # a comment
```

```python
print("#")
```

<!-- run: exit 0 or 1 -->
```bash
deckard doctor
```
"""


def where(block):
    return f"{block.page}:{block.line}"


def parsed(command):
    """Return the name and the parameters of a deckard command; fails as the command line would."""
    group, arguments, name = typer.main.get_command(app), shlex.split(command)[1:], ""
    while hasattr(group, "commands") and arguments and not arguments[0].startswith("-"):
        name = arguments.pop(0)
        group = group.commands[name]
    return name, group.make_context(name, arguments, resilient_parsing=False).params


def test_blocks_are_found_with_what_the_comment_above_says():
    first, second, third = blocks_in(TEXT, "a page")
    assert (first.mark, first.said, first.lines) == ("not run", "needs a moon", ["deckard run"])
    assert (second.mark, second.language, second.exit_codes) == ("", "python", (0,))
    assert third.exit_codes == (0, 1)


@pytest.mark.parametrize("block", BLOCKS, ids=where)
def test_a_block_names_its_language_and_says_nothing_that_the_reader_does_not_know(block):
    assert block.language in LANGUAGES
    assert block.mark in ("", *MARKS)
    if block.mark in ("not run", "file", "needs"):
        assert block.said, "a reason, or a name"


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.language == "python"], ids=where)
def test_python_of_a_page_compiles(block):
    compile(block.text, where(block), "exec")


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.language == "yaml"], ids=where)
def test_yaml_of_a_page_can_be_read(block):
    assert yaml.safe_load(block.text)


@pytest.mark.parametrize("page", [page for page in PAGES if before(page)])
def test_a_page_goes_on_from_one_that_is_there(page):
    assert before(page) in PAGES


@pytest.mark.parametrize("command", sorted(set(COMMANDS)))
def test_a_command_of_a_page_is_one_that_deckard_takes(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for block in BLOCKS:
        if block.mark == "file":
            (tmp_path / block.said).write_text(block.text, encoding="utf-8")
    if command in ("deckard --version",):
        return
    name, given = parsed(command)
    if name == "run" and not (given["out"] and given["settings"] is None):
        check_config(given)


def check_config(given):
    """Build the components of a run; whatever a page names but this machine lacks is passed."""
    config, _ = choose_run(given["config"], given["settings"] or [], given["out"])
    if config.world.name == "minedojo" and not is_installed():
        return
    if config.trainer.name == "vpt":  # it stops at once without gigabytes of weights
        with pytest.raises(WeightsError, match="deckard fetch-weights bc-house-3x"):
            RunComponents.of(config)
    elif "path" not in config.llm.options and ":" not in config.llm.name:
        RunComponents.of(config)


def test_a_command_with_a_misspelt_option_would_not_pass():
    with pytest.raises(Exception, match="No such option"):
        parsed("deckard run --oot runs/x")


def test_the_pages_show_every_command():
    def leaves(group):
        for name, command in group.commands.items():
            yield from leaves(command) if hasattr(command, "commands") else [name]

    shown = {parsed(command)[0] for command in COMMANDS if "--version" not in command}
    assert shown == {*leaves(typer.main.get_command(app))}


@pytest.mark.parametrize("block", [b for b in BLOCKS if b.language == "mermaid"], ids=where)
def test_no_node_of_a_diagram_has_a_word_of_mermaid_for_its_name(block):
    nodes = re.findall(r"^\s*(\w+)\b|> *(\w+)", block.text.partition("\n")[2], re.M)
    assert nodes
    assert {"graph", "end", "class", "style", "click", "subgraph"}.isdisjoint(sum(nodes, ()))
