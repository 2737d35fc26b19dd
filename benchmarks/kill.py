"""Whether a run that is killed again and again (-9) writes the same journal as an undisturbed one.

    python benchmarks/kill.py iron_pickaxe --kills 10 [-s KEY=VALUE] [--json FILE]

One run is undisturbed, a second one has another seed, a third one is killed and begun again. The
kills are spread over the entries of the journal, each at a random moment of the next entry. The
exit code is 1 unless the journals are identical apart from the times and those of the two seeds
differ.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any

Entry = dict[str, Any]


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("config")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0, help="of the moments")
    parser.add_argument("-s", "--set", action="append", default=[], metavar="KEY=VALUE")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    settings = [word for value in args.set for word in ("-s", value)]
    with tempfile.TemporaryDirectory() as folder:
        first, other, killed = (Path(folder) / name for name in ("first", "other", "killed"))
        command = [sys.executable, "-m", "deckard", "run", args.config, *settings, "--json"]
        finish([*command, "-o", str(first)])
        finish([*command, "-o", str(other), "-s", "seed=1"])
        undisturbed = entries(first)
        killed_command = [word for word in command if word != "--json"]
        moments = kill([*killed_command, "-o", str(killed)], killed, undisturbed, args)
        finish([*command, "-o", str(killed)])
        figures = {
            "entries": len(undisturbed),
            "killed": moments,
            "identical": events(killed) == events(first),
            "seeds_differ": events(other) != events(first),
        }
    print(
        f"killed {len(moments)} times; journals of {len(undisturbed)} entries identical: "
        f"{figures['identical']}; those of two seeds differ: {figures['seeds_differ']}"
    )
    if args.json:
        args.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    sys.exit(0 if figures["identical"] and figures["seeds_differ"] else 1)


def finish(command: list[str]) -> None:
    """Run a command to its end; its target need not be reached."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(command)} failed: {done.stderr.strip()}")


def kill(command: list[str], folder: Path, whole: list[Entry], args: argparse.Namespace) -> list:
    """Start a run so many times, and kill it each time; return when that was."""
    rng, moments = random.Random(args.seed), []
    for k in range(args.kills):
        after = len(whole) * (k + 1) // (args.kills + 1)
        run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert run.stdout is not None
        begun = any(b" steps  " in line for line in run.stdout)
        threading.Thread(target=run.stdout.read, daemon=True).start()
        while not begun or len(entries(folder)) < after:
            if run.poll() is not None:
                raise SystemExit("the run ended before it was killed")
            time.sleep(0.001)
        wait = rng.random() * seconds(whole, after)
        time.sleep(wait)
        run.kill()
        run.wait()
        at = len(entries(folder))
        under_way = whole[at]["events"][0] if at < len(whole) else {"kind": "nothing"}
        item = under_way.get("recipe", under_way).get("item", "")
        moments.append({"entries": at, "under_way": f"{under_way['kind']} {item}"})
        print(
            f"killed after entry {at} of {len(whole)}, {wait:.2f} s on: {moments[-1]['under_way']}"
        )
    return moments


def seconds(whole: list[Entry], entry: int) -> float:
    """How long the entry after so many took, undisturbed."""
    times = [datetime.fromisoformat(e["at"]) for e in whole[max(0, entry - 1) : entry + 1]]
    return (times[-1] - times[0]).total_seconds() if entry else 0.0


def events(folder: Path) -> list:
    """What happened in a run, times apart."""
    return [entry["events"] for entry in entries(folder)]


def entries(folder: Path) -> list[Entry]:
    """The whole entries of a run's journal, without its head."""
    path = folder / "journal.jsonl"
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    return [json.loads(line) for line in lines[1:]]


if __name__ == "__main__":
    main()
