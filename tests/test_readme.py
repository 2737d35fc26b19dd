"""The README is short, and says what CI does."""

import re
from pathlib import Path

from tests.docs.blocks import blocks

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MOST = 200
INSTALLS = [
    line for block in blocks("README.md") for line in block.lines if line.startswith("python3 -m")
]


def test_the_readme_is_short():
    assert len(README.splitlines()) <= MOST


def test_the_two_commands_install_with_the_constraints_and_need_nothing_before():
    run, test = INSTALLS
    assert run.endswith("-c docker/constraints.txt . && .venv/bin/deckard run")
    minedojo = ".venv/bin/pip install -q --no-deps minedojo==0.1"
    end = f"-c docker/constraints.txt -e '.[test]' && {minedojo} && .venv/bin/pytest"
    assert test.endswith(end)


def test_ci_runs_the_test_command_of_the_readme():
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    pattern = re.search(r"grep -E '(.*?)' README\.md", script)
    assert pattern
    assert re.findall(f"(?m){pattern[1]}", README) == [INSTALLS[1]]


def test_ci_builds_the_site():
    assert "mkdocs build --strict" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_constraints_pin_every_package_and_name_no_path():
    text = (ROOT / "docker" / "constraints.txt").read_text(encoding="utf-8")
    pins = [line for line in text.splitlines() if not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.]+", pin)] == []
    pinned = {pin.partition("==")[0].lower().replace("_", "-") for pin in pins}
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = set(re.findall(r'"([a-z-]+)>=', project))
    assert wanted <= pinned


def test_every_figure_of_the_results_names_its_command_and_its_commit():
    section = README.partition("## Results\n")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("| ")]
    assert len(rows) == 8
    for _, _, command, commit in rows[1:]:
        assert command == "the same" or command.startswith("`python benchmarks/")
        assert re.fullmatch(r"[0-9a-f]{7}", commit)
