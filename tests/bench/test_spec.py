from pathlib import Path

import pytest

from deckard.bench import spec as benches
from deckard.bench.spec import load_bench, narrow_bench
from deckard.errors import ConfigError
from tests.bench.small_bench import deckard_bench, written

ROOT = Path(__file__).parents[2]


def test_every_preset_that_ships_can_be_read():
    presets = {p.stem for p in (ROOT / "configs" / "bench").glob("*.yaml")}
    assert presets == {
        "goals67", "goals67-given", "luckless", "faulty", "all-items", "perturbed", "target",
        "craftax-classic", "crafter",
    }  # fmt: skip
    for name in presets:
        found = load_bench(f"{name}:diamond_pickaxe" if name == "target" else name)
        assert found.max_steps
        assert list(found.groups())


def test_a_cell_is_a_config_with_its_seed_and_the_version_of_its_world():
    cells = list(narrow_bench(load_bench("goals67"), ["thrifty"], ["codex-like"], 2).runs())
    assert [cell.seed for cell in cells] == [0, 1]
    config = cells[1].config
    assert (config.seed, config.explorer.name, config.max_steps) == (1, "thrifty", 1_000_000)
    assert config.llm.options == {"version": "1.16", "seed": 1}
    assert config.world.options == {"version": "1.16", "items": "goals67", "seed": 1}
    assert str(cells[1].folder) == "cells/goals67/codex-like/thrifty/seed1"


def test_an_agent_with_a_model_of_its_own_is_measured_once(tmp_path):
    own = {"label": "alone", "explorer": "directed", "llm": "empty"}
    bench = load_bench(
        str(written(tmp_path, agents=["thrifty", own], priors=["recorded", "empty"]))
    )
    assert list(bench.groups()) == [
        ("thrifty", "recorded", "few"),
        ("thrifty", "empty", "few"),
        ("alone", benches.OWN, "few"),
    ]


@pytest.mark.parametrize(
    ("other", "words", "said"),
    [
        ({"agents": ["nobody"]}, [], "unknown agent 'nobody'; known: thrifty"),
        ({"priors": ["gpt"]}, [], "unknown prior 'gpt'"),
        ({"worlds": ["mars"]}, [], "unknown world 'mars'"),
        ({"agents": [{"explorer": "directed"}]}, [], "give it a label"),
        ({"agents": ["thrifty", "thrifty"]}, [], "named twice"),
        ({"agents": []}, [], "agents"),
        ({}, ["-o", ""], "-o names no run directory"),
        ({"sedes": 3}, [], "sedes: there is no such key"),
        ({"target": "wooden_pikaxe"}, [], "did you mean wooden_pickaxe"),
        ({"config": {"dreem": {}}}, [], "did you mean dream"),
        ({"config": {"target": "stick"}}, [], "config.target: leave it out"),
        ({"worlds": [{"label": "w", "world": {"name": "symbolic", "size": 3}}]}, [], "size"),
        (
            {"priors": ["codex-like"], "worlds": [{"label": "w", "world": {"name": "symbolic"}}]},
            [],
            "$version stands for nothing here",
        ),
        ({}, ["--agents", "nobody"], "unknown agent 'nobody'"),
        ({}, ["--priors", "gpt"], "unknown prior 'gpt'"),
        ({}, ["--json", "--csv"], "two forms of one output"),
    ],
)
def test_a_mistake_is_one_line_and_nothing_is_started(tmp_path, other, words, said):
    out = tmp_path / "out"
    ended = deckard_bench(written(tmp_path, **other), "-o", out, *words)
    assert ended.exit_code == 1
    assert said in ended.stderr
    assert len(ended.stderr.splitlines()) == 1
    assert not out.exists()


def test_presets_say_whether_they_take_an_item():
    with pytest.raises(ConfigError, match="no bench 'goals68'"):
        load_bench("goals68")
    with pytest.raises(ConfigError, match="name it, as target:diamond_pickaxe"):
        load_bench("target")
    with pytest.raises(ConfigError, match="takes no item"):
        load_bench("goals67:stick")
    assert load_bench("target:stick").target == "stick"
