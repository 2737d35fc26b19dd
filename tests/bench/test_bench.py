import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import yaml
from typer.testing import CliRunner

from deckard.bench import spec as benches
from deckard.bench.cell import FinishedCell, Silent, read_cell, work
from deckard.bench.score.growth import Growth
from deckard.bench.spec import Cell, load_bench, narrowed
from deckard.bench.summary import against_best, area, grid, means, rows
from deckard.cli.app import app
from deckard.config import parse_config
from deckard.errors import ConfigError
from deckard.intervals import Share
from deckard.journal.journal import is_written, read_journal
from deckard.runs.run import run
from deckard.view.bench import curves
from deckard.view.bench import table as benched

ROOT = Path(__file__).parents[2]
FEW = {"label": "few", "world": {"name": "symbolic", "seed": "$seed"}}
TINY = {
    "agents": ["directed", "thrifty"],
    "priors": ["recorded"],
    "worlds": [FEW],
    "seeds": 2,
    "max_steps": 30_000,
    "target": "wooden_pickaxe",
    "config": {"trainer": {"name": "naming", "budget": 1}},
}


class Broken:
    """An explorer that fails."""

    def __call__(self, state, aim, rng):
        raise ZeroDivisionError("of no use")


def written(folder, **other):
    path = folder / "tiny.yaml"
    path.write_text(yaml.safe_dump(TINY | other), encoding="utf-8")
    return path


def deckard(*words):
    return CliRunner().invoke(app, ["bench", *map(str, words)])


def growth(*points, n=10, steps=1000, target=None):
    return Growth(n, ((0, 0), *points), steps, 0, Share(0, 0), target)


def done(agent, *points, prior="empty", seed=0, **more):
    config = parse_config({"world": "symbolic", "dream": {"scope": "all"}}, "test")
    return FinishedCell(Cell(agent, prior, "w", seed, config), "over", growth(*points, **more))


# what is measured


def test_every_preset_that_ships_can_be_read():
    presets = {p.stem for p in (ROOT / "configs" / "bench").glob("*.yaml")}
    assert presets == {
        "goals67", "goals67-given", "luckless", "all-items", "perturbed", "target",
    }  # fmt: skip
    for name in presets:
        found = load_bench(f"{name}:diamond_pickaxe" if name == "target" else name)
        assert found.max_steps
        assert list(found.groups())


def test_a_cell_is_a_config_with_its_seed_and_the_version_of_its_world():
    cells = list(narrowed(load_bench("goals67"), ["thrifty"], ["codex-like"], 2).runs())
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
    ended = deckard(written(tmp_path, **other), "-o", out, *words)
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


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    path, out = written(tmp_path), tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    assert "holds something else than a bench" in deckard(path, "-o", out).stderr
    (out / "bench.json").write_text(json.dumps({"bench": "goals67"}))
    told = deckard(path, "-o", out)
    assert (told.exit_code, len(told.stderr.splitlines())) == (1, 1)
    assert "holds the bench 'goals67'" in told.stderr
    assert "cannot read" in deckard(path, "-o", out / "mine.txt").stderr
    assert sorted(p.name for p in out.iterdir()) == ["bench.json", "mine.txt"]


def test_a_run_that_a_larger_budget_would_let_go_on_has_not_ended(tmp_path):
    path = written(tmp_path, agents=["directed"], seeds=1, max_steps=1400)
    [cell] = load_bench(str(path)).runs()
    work(cell, tmp_path, None)
    spent = read_cell(cell, tmp_path, None)
    assert spent.reason.startswith("out of budget")
    more = narrowed(load_bench(str(path)), max_steps=5000)
    assert read_cell(next(iter(more.runs())), tmp_path, None) is None
    less = narrowed(load_bench(str(path)), max_steps=1300)
    assert read_cell(next(iter(less.runs())), tmp_path, None).growth.steps == 1209
    journal = tmp_path / cell.folder / "journal.jsonl"
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:-1]))
    assert read_cell(cell, tmp_path, None) is None


# statistics


def test_the_area_is_the_mean_over_the_budget_also_after_the_end():
    found = growth((100, 5), (500, 10))
    assert area(found, 1000) == pytest.approx((400 * 0.5 + 500 * 1.0) / 1000)
    assert area(found, 300) == pytest.approx(200 * 0.5 / 300)
    assert area(growth(), 1000) == 0


def test_a_median_counts_those_that_never_got_there_as_last():
    [row] = rows([done("a", (100, 8)), done("a", (300, 8)), done("a", (1, 2))], 1000)
    assert (row.reached[0.8].median, row.reached[0.8].seeds) == (300, 2)
    assert (row.reached[1.0].median, row.reached[1.0].seeds) == (None, 0)
    assert row.seeds == 3


def test_an_interval_is_the_same_for_the_same_runs_and_narrows_with_more():
    few, many = np.array([[0.0], [1.0]] * 2), np.array([[0.0], [1.0]] * 50)
    assert means(few) == means(few)
    [wide], [narrow] = means(few), means(many)
    assert wide.value == narrow.value == 0.5
    assert wide.low < narrow.low < 0.5 < narrow.high < wide.high
    assert narrow.high - narrow.low == pytest.approx(2 * 1.96 * 0.05, rel=0.15)
    [alone] = means(np.array([[0.3]]))
    assert (alone.low, alone.high) == (0.3, 0.3)


def test_an_agent_stands_beside_the_best_other_of_its_prior_and_world():
    found = rows(
        [
            done("ours", (100, 10)),
            done("slow", (300, 10)),
            done("alone", (200, 10), prior=benches.OWN),
            done("ours", (10, 10), prior="perfect"),
        ],
        1000,
    )
    assert against_best(found[0], found, 0.8) == 0.5
    assert against_best(found[1], found, 0.8) == 3
    assert against_best(found[3], found, 0.8) == pytest.approx(0.05)
    assert against_best(found[1], found, 0.8, bounds=["ours"]) == 1.5


def test_a_curve_ends_with_the_budget_and_holds_what_a_run_ended_with():
    [row] = rows([done("a", (100, 5), (400, 8), steps=400)], 10_000)
    assert grid(10_000)[0] == 10
    assert grid(10_000)[-1] == 10_000
    assert (row.curve[0].value, row.curve[-1].value) == (0, 0.8)


def test_the_figure_shows_every_panel_and_labels_every_curve(tmp_path):
    agents = ["thrifty", *({"label": f"a{k}", "explorer": "directed"} for k in range(8))]
    bench = load_bench(str(written(tmp_path, agents=agents, priors=["recorded", "empty"])))
    found = [
        done(agent, (100 * k, 5), prior=prior)
        for k, agent in enumerate(bench.agents, 1)
        for prior in bench.priors
    ]
    found = [
        FinishedCell(Cell(d.cell.agent, d.cell.prior, "few", 0, d.cell.config), "", d.growth)
        for d in found
    ]
    drawn = curves.figure(bench, rows(found, bench.max_steps), "svg").decode()
    assert drawn.count("<polyline") == 18
    assert "recorded, few" in drawn
    assert drawn.count(">thrifty<") == 2
    assert curves.figure(bench, rows(found, bench.max_steps), "png").startswith(b"\x89PNG")


# from end to end


def test_a_bench_killed_in_the_middle_goes_on_and_loses_nothing(tmp_path):
    path, out = written(tmp_path), tmp_path / "out"
    command = [sys.executable, "-m", "deckard", "bench", str(path), "-o", str(out), "--jobs", "1"]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    started = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=env)
    assert started.stderr
    assert "1 of 4 done" in started.stderr.readline()
    started.send_signal(signal.SIGKILL)
    started.wait()
    first = out / "cells/few/recorded/directed/seed0/journal.jsonl"
    kept = first.read_bytes()
    _wait_until_nobody_writes(out)

    ended = deckard(path, "-o", out, "--jobs", "2")
    assert ended.exit_code == 0, ended.stderr
    assert "4 of 4 done" in ended.stderr
    assert "target" in ended.stdout
    assert first.read_bytes() == kept
    cell = next(iter(load_bench(str(path)).runs()))
    alone = run(cell.config, tmp_path / "alone", Silent())
    assert alone.reason == "target verified: wooden_pickaxe"
    assert list(read_journal(tmp_path / "alone" / "journal.jsonl")) == list(read_journal(first))

    table = list(csv.DictReader(deckard(path, "-o", out, "--csv").stdout.splitlines()))
    assert [(r["agent"], r["seed"]) for r in table] == [
        (agent, seed) for seed in "01" for agent in ("directed", "thrifty")
    ]
    assert {r["reason"] for r in table} == {"target verified: wooden_pickaxe"}
    assert {p.name for p in out.iterdir()} == {
        "bench.json", "bench.svg", "bench.png", "cells", "table.txt", "table.json", "runs.csv",
    }  # fmt: skip
    _another_config_is_refused(path, out, tmp_path)


def _wait_until_nobody_writes(out):
    """The processes of a bench end with it, however it ends."""
    journals = list(out.rglob("journal.jsonl"))
    until = time.monotonic() + 20
    while any(is_written(journal) for journal in journals):
        assert time.monotonic() < until
        time.sleep(0.05)


def _another_config_is_refused(path, out, tmp_path):
    written(tmp_path, config=TINY["config"] | {"wake": {"tries": 3}})
    ended = deckard(path, "-o", out)
    assert (ended.exit_code, len(ended.stderr.splitlines())) == (1, 1)
    assert "holds a run with another wake" in ended.stderr


def test_a_cell_that_fails_is_named_and_stops_no_other(tmp_path):
    broken = {"label": "broken", "explorer": "tests.bench.test_bench:Broken"}
    path = written(tmp_path, agents=[broken, "directed"], seeds=1)
    ended = deckard(path, "-o", tmp_path / "out", "--json")
    assert ended.exit_code == 1
    assert "broken, recorded, few, seed 0: failed: a bug: ZeroDivisionError" in ended.stderr
    told = json.loads(ended.stdout)
    assert [row["agent"] for row in told["rows"]] == ["directed"]
    assert [("failed" in cell) for cell in told["cells"]] == [True, False]
    assert benched.bench_csv(load_bench(str(path)), []).startswith("agent,prior,world,seed")
