"""Time to target: seconds and env steps of a config over several seeds, then its score.

    python benchmarks/target.py iron_pickaxe --seeds 0 1 2 3 4 --play 50 --json target.json
    python benchmarks/target.py iron_pickaxe --seeds 0 1 2 3 4 -s llm.name=noisy --vary llm.seed

Prints a line per seed and the medians; each run is a fresh `deckard run` in a process of its own.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

COLUMNS = (
    "seed", "target", "wall_s", "cpu_s", "env_steps", "verified", "wrong", "unproven", "played",
    "won",
)  # fmt: skip
"""`wrong`: facts that the world contradicts, of all recorded; `unproven`: needs only seen with."""


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2, 3, 4])
    parser.add_argument("-s", "--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--vary", action="append", default=[], help="keys set to the seed, too")
    parser.add_argument("--play", type=int, default=0, metavar="EPISODES")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    print("  ".join(f"{c:>10}" for c in COLUMNS), flush=True)
    rows = []
    for seed in args.seeds:
        rows.append(one(args, seed))
        print("  ".join(f"{rows[-1][c]!s:>10}" for c in COLUMNS), flush=True)
    summary = {c: statistics.median(r[c] for r in rows) for c in ("wall_s", "cpu_s", "env_steps")}
    reached = sum(r["target"] for r in rows)
    print(f"target verified on {reached} of {len(rows)} seeds; medians: {summary}")
    if args.json:
        document = {"config": args.config, "set": args.set, "load": os.getloadavg(), "runs": rows}
        args.json.write_text(json.dumps(document | {"medians": summary}, indent=2) + "\n")


def one(args: argparse.Namespace, seed: int) -> dict[str, Any]:
    """Run, score and play one seed."""
    values = [*args.set, f"seed={seed}", *(f"{key}={seed}" for key in args.vary)]
    settings = [word for value in values for word in ("-s", value)]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        began, spent = time.monotonic(), children()
        ended = deckard("run", args.config, *settings, "-o", str(out), "--json")
        wall, cpu = time.monotonic() - began, children() - spent
        score = deckard("score", str(out), "--through-time", "--json")
        through_time = score["through_time"]
        row = {
            "seed": seed,
            "target": ended["verified"],
            "wall_s": round(wall, 1),
            "cpu_s": round(cpu, 1),
            "env_steps": ended["env_steps"],
            "verified": score["verified"],
            "wrong": through_time["facts"]["wrong"],
            "unproven": len(through_time["needs"]["end"]["not_proven"]),
            "played": args.play,
            "won": 0,
        }
        if args.play and ended["verified"]:
            episodes = str(args.play)
            played = deckard("play", str(out), ended["target"], "--episodes", episodes, "--json")
            row["won"] = played["successes"]
        return row


def deckard(*arguments: str) -> dict[str, Any]:
    """Run a command of deckard; return the JSON it prints."""
    command = [sys.executable, "-m", "deckard", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        raise SystemExit(f"{' '.join(command)} failed: {done.stderr.strip()}")
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def children() -> float:
    """CPU seconds of all ended child processes."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
