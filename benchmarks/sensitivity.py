"""How much each option of thrifty matters: env steps to EGA 80 % when it is halved and doubled.

    python benchmarks/sensitivity.py
    python benchmarks/sensitivity.py --options lookahead min_chance --seeds 5 -o runs/sensitivity

Runs the benchmark goals67 with one prior and prints a Markdown table. A figure is the ratio to the
defaults, seed by seed: the geometric mean, and in brackets the least and the largest of the seeds.
Below 1 fewer env steps are taken. A chance is doubled to 0.99 at most, a count is rounded. What is
measured is kept in the folder, so that a run that was stopped goes on there.
"""

import argparse
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from annotated_types import Lt

from deckard.bench.cell import FinishedCell
from deckard.bench.pool import BenchProgress, run_cells
from deckard.bench.spec import Bench, load_bench, narrow_bench
from deckard.explore.thrifty.options import ThriftyOptions

ACCURACY = 0.8
"""Share of the items that is verified and right."""
MOST_CHANCE = 0.99
DEFAULT = "default"
Number = int | float


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--options", nargs="+", default=list(ThriftyOptions.model_fields))
    parser.add_argument("--prior", default="codex-like")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--max-steps", type=int, default=200_000)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("-o", "--out", type=Path, default=Path("runs/sensitivity"))
    args = parser.parse_args()
    preset = load_bench("goals67")
    bench = narrow_bench(preset, priors=[args.prior], seeds=args.seeds, max_steps=args.max_steps)
    bench = replace(bench, agents=agents(args.options))
    steps = measure(bench, args.out, args.jobs)
    print("\n".join(table(args.options, steps)))


def changed(name: str) -> list[Number]:
    """The halved and the doubled value of an option."""
    default: Number = ThriftyOptions.model_fields[name].default
    if isinstance(default, int):
        return [max(1, round(default / 2)), 2 * default]
    is_chance = any(isinstance(bound, Lt) for bound in ThriftyOptions.model_fields[name].metadata)
    return [default / 2, min(2 * default, MOST_CHANCE) if is_chance else 2 * default]


def agents(options: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The agents of the benchmark: thrifty with its defaults, and with each change."""
    pieces: dict[str, dict[str, Any]] = {DEFAULT: _agent({})}
    for name in options:
        for value in changed(name):
            pieces[f"{name}={value}"] = _agent({name: value})
    return pieces


def _agent(options: Mapping[str, Number]) -> dict[str, Any]:
    return {"explorer": {"name": "thrifty", **options}, "verifier": "revising"}


def measure(bench: Bench, folder: Path, jobs: int) -> dict[str, list[float]]:
    """Return the env steps to the accuracy for each agent and seed; infinite where it never was."""
    results = run_cells(list(bench.runs()), folder, bench.items, jobs, _tell)
    steps = dict[str, list[float]]()
    for result in results:
        if not isinstance(result, FinishedCell):
            raise SystemExit(f"{result.cell}: {result.why}")
        assert result.growth is not None
        reached = result.growth.reached(ACCURACY * result.growth.n)
        steps.setdefault(result.cell.agent, []).append(float("inf") if reached is None else reached)
    return steps


def _tell(progress: BenchProgress) -> None:
    print(f"{progress.done} of {progress.of}: {progress.result.cell}", file=sys.stderr)


def table(options: Sequence[str], steps: Mapping[str, Sequence[float]]) -> list[str]:
    """The lines of the table, the options that matter most first."""
    default = steps[DEFAULT]
    seeds = ", ".join(f"{count:,.0f}" for count in default)
    lines = [f"With the defaults: {seeds} env steps, one figure for each seed.", ""]
    lines += [
        "| option | default | halved | ratio | doubled | ratio |",
        "|---|---|---|---|---|---|",
    ]
    rows = []
    for name in options:
        cells = [f"`{name}`", _figure(ThriftyOptions.model_fields[name].default)]
        effects = []
        for value in changed(name):
            ratios = [a / b for a, b in zip(steps[f"{name}={value}"], default, strict=True)]
            effects.append(abs(1 - statistics.geometric_mean(ratios)))
            cells += [_figure(value), _ratios(ratios)]
        rows.append((max(effects), f"| {' | '.join(cells)} |"))
    return [*lines, *(line for _, line in sorted(rows, key=lambda row: -row[0]))]


def _figure(value: Number) -> str:
    return f"{value:g}"


def _ratios(ratios: Sequence[float]) -> str:
    if max(ratios) == float("inf"):
        return f"not reached by {ratios.count(float('inf'))} of {len(ratios)}"
    mean = statistics.geometric_mean(ratios)
    return f"{mean:.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


if __name__ == "__main__":
    main()
