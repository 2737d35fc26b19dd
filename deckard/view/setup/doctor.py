"""What a doctor found, as a table and as JSON."""

from collections.abc import Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from deckard.doctor import CheckResult

STYLES = {"ok": "green", "missing": "red", "unknown": "yellow"}


def doctor_table(findings: Sequence[CheckResult]) -> Table:
    """Return a row for each finding: its state, what is there, and in a second line what to do."""
    drawn = Table(box=None, pad_edge=False, show_header=False)
    for _ in range(3):
        drawn.add_column(overflow="fold")
    for one in findings:
        style = STYLES[one.state] if one.stops or one.state == "ok" else "dim"
        said = Text(one.said)
        if one.cure:
            said.append(f"\n{one.cure}", "bold")
        drawn.add_row(one.what, Text(_state(one), style), said)
    return drawn


def _state(one: CheckResult) -> str:
    return one.state if one.needed or one.state == "ok" else "not needed"


def doctor_verdict(world: str, findings: Sequence[CheckResult]) -> str:
    """Say in a line whether a run could begin."""
    lacking = [one.what for one in findings if one.stops]
    if lacking:
        return f"{world} lacks {', '.join(lacking)}"
    return f"{world} has all that it needs"


def doctor_json(world: str, findings: Sequence[CheckResult]) -> dict[str, Any]:
    """Return the same for other programs."""
    return {
        "world": world,
        "healthy": not any(one.stops for one in findings),
        "findings": [
            {
                "what": one.what,
                "needed": one.needed,
                "state": one.state,
                "said": one.said,
                "cure": one.cure,
            }
            for one in findings
        ],
    }
