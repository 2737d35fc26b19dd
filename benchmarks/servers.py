"""Whether faults of a language model's server ever pass for answers, and answers for faults.

    python benchmarks/servers.py [--runs] [--markdown FILE]

Servers on the loopback interface behave as those of many providers do, in the ways that
`tests/llms/behaviours` lists, with the public threads that tell of them. Each is asked one question
as a run asks it. The table tells what became of the question and what a user reads. The exit code
is 1 unless no fault was booked as data, no usable answer was lost, and every message names the
cause. With `--runs`, a provider is down for the first half of a run, in 15 ways: the journal must
end as that of a run of which the provider was never down. Nothing leaves this machine.
"""

import argparse
import datetime
import logging
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.llms.behaviours import load_behaviours
from tests.llms.behaviours.downtime import Downtime, down_behaviours, interrupted, undisturbed
from tests.llms.behaviours.judge import Verdict, judge_all
from tests.llms.behaviours.surroundings import prepared

ADDRESS = re.compile(r"^https?://[^ ]+: ")
"""The address before a message."""
ROOT = Path(__file__).resolve().parents[1]
PAGE = """---
hide: [toc]
---

# How servers of language models behave

What {count} behaviours of servers lead to: {threads} are told of in public threads, the others by
protocols and documentation. Stand-ins on the loopback interface behave like this; the servers
themselves were not run. `retried` means that the question is asked again and that nothing of the
fault is kept; the message is the one of a fault that lasts, without the address before it. `empty`
is an answer without a usable text, which counts as the model's.

{summary}

Recorded {date} in {commit} by `python benchmarks/servers.py --markdown {file}`.

| behaviour | server | source | became | message |
|---|---|---|---|---|
{rows}
"""


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", action="store_true")
    parser.add_argument("--markdown", type=Path)
    args = parser.parse_args()
    logging.disable()
    sys.exit(0 if (runs() if args.runs else questions(args.markdown)) else 1)


def questions(markdown: Path | None) -> bool:
    """Ask all servers, and print what became of it; return whether all is right."""
    began = time.monotonic()
    verdicts = judge_all(load_behaviours())
    for verdict in verdicts:
        print(" | ".join((verdict.behaviour.id, verdict.became, message(verdict))))
        for complaint in verdict.complaints:
            print(f"    WRONG: {complaint}")
    print(f"{summary(verdicts)} ({time.monotonic() - began:.1f} s)")
    if markdown is not None:
        markdown.write_text(page(verdicts, markdown), encoding="utf-8")
    return not any(verdict.complaints for verdict in verdicts)


def summary(verdicts: Sequence[Verdict]) -> str:
    """Return the figures in one line."""
    figures = {
        "behaviours": len(verdicts),
        "faults booked as data": sum(bool(v.booked) for v in verdicts),
        "usable answers lost": sum(bool(v.lost) for v in verdicts),
        "messages without the cause": sum(bool(v.unclear) for v in verdicts),
        "otherwise wrong": sum(bool(v.other) for v in verdicts),
    }
    return ", ".join(f"{figure} {name}" for name, figure in figures.items())


def message(verdict: Verdict) -> str:
    """Return what a user reads, with the same port every time."""
    return re.sub(r"(127\.0\.0\.1|localhost):\d+", r"\1:8000", verdict.message)


def page(verdicts: Sequence[Verdict], file: Path) -> str:
    """Return the table as a page of the documentation."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    return PAGE.format(
        count=len(verdicts),
        threads=sum(verdict.behaviour.is_from_thread for verdict in verdicts),
        summary=summary(verdicts)[0].upper() + summary(verdicts)[1:] + ".",
        date=datetime.datetime.now(datetime.UTC).date(),
        commit=commit,
        file=file,
        rows="\n".join(rows(verdicts)),
    )


def rows(verdicts: Iterable[Verdict]) -> Iterable[str]:
    """Yield the rows of the table."""
    for verdict in verdicts:
        behaviour = verdict.behaviour
        shown = ADDRESS.sub("", message(verdict)).replace("|", "\\|")
        cells = [behaviour.id, behaviour.server, behaviour.source, verdict.became]
        yield f"| {' | '.join(cells)} | {f'`` {shown} ``' if shown else ''} |"


def runs() -> bool:
    """Interrupt runs by providers that go down, and print the comparison."""
    wrong = 0
    with prepared(), tempfile.TemporaryDirectory() as folder:
        expected = undisturbed(Path(folder) / "undisturbed")
        for behaviour in down_behaviours():
            for spared in (0, 5):
                place = Path(folder) / f"{behaviour.id}-{spared}"
                down = interrupted(behaviour, place, spared)
                is_same = down.after == expected and bool(down.message)
                wrong += not is_same
                print_downtime(down, spared, is_same)
    print(f"{len(down_behaviours())} behaviours, 2 runs each, {wrong} journals differ")
    return not wrong


def print_downtime(down: Downtime, spared: int, is_same: bool) -> None:
    """Print how a run ended."""
    same = "the same journal" if is_same else "ANOTHER JOURNAL"
    print(
        f"{down.behaviour.id}, down after {spared} answers: {len(down.before)} entries, then {same}"
    )


if __name__ == "__main__":
    main()
