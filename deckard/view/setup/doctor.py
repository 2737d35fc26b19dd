"""The doctor's findings, as a table and as JSON."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from deckard.doctor import CheckResult
from deckard.types import JsonObject

STYLES = {"ok": "green", "missing": "red", "unknown": "yellow"}


def doctor_table(findings: Sequence[CheckResult]) -> Table:
    """Return a table of findings: name, state, and message with the cure below it."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for _ in range(3):
        table.add_column(overflow="fold")
    for finding in findings:
        style = STYLES[finding.state] if finding.stops or finding.state == "ok" else "dim"
        text = Text(finding.message)
        if finding.cure:
            text.append(f"\n{finding.cure}", "bold")
        table.add_row(finding.what, Text(_state(finding), style), text)
    return table


def _state(finding: CheckResult) -> str:
    return finding.state if finding.needed or finding.state == "ok" else "not needed"


def doctor_verdict(world: str, findings: Sequence[CheckResult]) -> str:
    """Return one line: what the world lacks, or that a run can begin."""
    missing = [finding.what for finding in findings if finding.stops]
    if missing:
        return f"{world} lacks {', '.join(missing)}"
    return f"{world} has all that it needs"


def doctor_json(world: str, findings: Sequence[CheckResult]) -> JsonObject:
    """Return the findings as a JSON-ready dict."""
    return {
        "world": world,
        "healthy": not any(finding.stops for finding in findings),
        "findings": [
            {
                "what": finding.what,
                "needed": finding.needed,
                "state": finding.state,
                "message": finding.message,
                "cure": finding.cure,
            }
            for finding in findings
        ],
    }
