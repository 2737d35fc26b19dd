"""What the README says is held against the code."""

import inspect
import re
import shlex
from pathlib import Path
from xml.etree import ElementTree

import pytest
import typer.main

from deckard import explore, llms, registry, verify, worlds
from deckard import policies as options
from deckard.cli.app import app, choose
from deckard.config import ComponentConfig, DreamConfig, LLMConfig, RunConfig, WakeConfig
from deckard.errors import WeightsError
from deckard.runs.components import RunComponents
from deckard.worlds import malmo
from deckard.worlds.malmo.faults import load_faults
from tests.worlds.minedojo.minecraft import is_installed

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\w*\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
LINES = [line.partition("  #")[0].strip() for block in BLOCKS for line in block.splitlines()]
COMMANDS = [
    command.strip().removeprefix(".venv/bin/")
    for line in LINES
    for command in line.split("&&")
    if re.match(r"(\.venv/bin/)?deckard ", command.strip())
]
INSTALLS = [line for line in LINES if line.startswith("python3 -m venv")]
FAMILIES = {
    "world": worlds.KNOWN,
    "llm": llms.KNOWN,
    "trainer": options.KNOWN,
    "explorer": explore.KNOWN,
    "verifier": verify.KNOWN,
}


def parsed(command):
    """Return the name and the parameters of a deckard command; fails as the command line would."""
    found = typer.main.get_command(app)
    words, name = shlex.split(command)[1:], ""
    while hasattr(found, "commands") and words and not words[0].startswith("-"):
        name = words.pop(0)
        found = found.commands[name]
    return name, found.make_context(name, words, resilient_parsing=False).params


def rows(heading):
    """Return the cells of the table below a heading."""
    section = README.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    cells = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in row] for row in cells]


def test_the_readme_shows_commands_of_every_kind():
    names = {parsed(c)[0] for c in COMMANDS if "--version" not in c}
    graph = {"show", "why", "plan", "diff", "export"}
    setup = {"doctor", "fetch-weights"}
    llm = {"usage", "record", "probe", "compare"}
    other = {"run", "play", "replay", "score", "report", "watch", "install", "malmo-serve", "bench"}
    assert names == graph | llm | setup | other


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_is_one_that_deckard_takes(command, tmp_path):
    name, given = parsed(command)
    if "minedojo" in command and not is_installed():
        pytest.skip("minedojo is not installed")
    if name == "run":
        config, _ = choose(given["config"], given["settings"] or [], given["out"])
        if config.trainer.name == "vpt":  # it stops at once without gigabytes of weights
            with pytest.raises(WeightsError, match="deckard fetch-weights bc-house-3x"):
                RunComponents.of(replaced(config, tmp_path))
        else:
            RunComponents.of(config)


def replaced(config, folder):
    """A config whose weights would be in a folder of the test's own."""
    options = config.trainer.options | {"folder": str(folder)}
    trainer = ComponentConfig(name="vpt", **options)
    return config.model_copy(update={"trainer": trainer})


def test_a_command_with_a_misspelt_option_would_not_pass():
    with pytest.raises(Exception, match="No such option"):
        parsed("deckard run --oot runs/x")


def test_the_config_table_has_every_key_with_its_default():
    told = {key.strip("`"): default.strip("`") for key, default, _ in rows("Configs")}
    sections = {"": RunConfig, "llm.": LLMConfig, "dream.": DreamConfig, "wake.": WakeConfig}
    keys = {
        prefix + name: field.default
        for prefix, section in sections.items()
        for name, field in section.model_fields.items()
        if not isinstance(field.default, DreamConfig | WakeConfig) and not field.is_required()
    }
    said = {k: v.name if isinstance(v, ComponentConfig) else v for k, v in keys.items()}
    assert told == {k: "none" if v is None else str(v) for k, v in said.items()}


def test_the_component_table_has_every_component_with_its_options():
    told = {
        (family.strip("`"), name.strip("`")): re.findall(r"`(\w+)`", listed)
        for family, name, _, listed in rows("Components")
    }
    known = {(f, n): registry.lookup(f, k, n) for f, k in FAMILIES.items() for n in k}
    takes = {key: list(inspect.signature(made).parameters) for key, made in known.items()}
    takes["verifier", "revising"].remove("patience")  # lent by the run: it is wake.patience
    for name in ("naming", "vpt"):
        takes["trainer", name].remove("world")  # lent by the run, too
    for name in ("adam", "xenon"):
        takes["verifier", name].remove("world")
    takes["explorer", "oracle"].remove("world")
    assert told == takes


def test_the_server_table_has_every_server_with_its_address_and_key():
    section = README.partition("## Language models\n")[2].partition("\n## ")[0]
    lines = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| ")]
    told = {name.strip(): (url.strip(), key.split()[0]) for name, url, key in lines[1:]}
    known = {n: (s.base_url or s.example, s.key or "-") for n, s in llms.SERVERS.items()}
    assert told == known


def test_the_module_map_names_every_module_and_no_other():
    section = README.partition("## The code\n")[2]
    told = re.findall(r"^([\w/]+\.py) ", section, re.MULTILINE)
    assert sorted(told) == sorted(
        str(path.relative_to(ROOT / "deckard")) for path in (ROOT / "deckard").rglob("*.py")
    )


def test_the_readme_says_where_the_stand_in_differs_from_minecraft():
    listed = malmo.__doc__.partition("Where the stand-in differs from Minecraft:\n\n")[2].strip()
    assert listed and listed in README


def test_the_faults_of_the_readme_are_faults(tmp_path):
    (listed,) = (block for block in BLOCKS if block.startswith("- {do: "))
    path = tmp_path / "faults.yaml"
    path.write_text(listed, encoding="utf-8")
    assert len(load_faults(path)) == len(listed.splitlines())


def test_what_the_readme_links_to_is_there():
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_picture_is_well_formed():
    picture = ROOT / re.findall(r"!\[.*?\]\((.*?)\)", README)[0]
    assert ElementTree.fromstring(picture.read_bytes()).tag.endswith("svg")


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


def test_the_constraints_pin_every_package_and_name_no_path():
    text = (ROOT / "docker" / "constraints.txt").read_text(encoding="utf-8")
    pins = [line for line in text.splitlines() if not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.]+", pin)] == []
    pinned = {pin.partition("==")[0].lower().replace("_", "-") for pin in pins}
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = set(re.findall(r'"([a-z-]+)>=', project))
    assert wanted <= pinned
