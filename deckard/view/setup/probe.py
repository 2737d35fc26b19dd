"""The findings of a probe, as text and as JSON."""

from dataclasses import asdict

from deckard.llms.http.probing.result import ProbeResult
from deckard.types import JsonObject
from deckard.view.sanitize import visible_text


def probe_text(report: ProbeResult) -> str:
    """Return the findings, one a line, then whether the model can be used."""
    wide = max(len(finding.what) for finding in report.findings)
    lines = [
        visible_text(f"{'✓' if finding.good else '✗'} {finding.what:<{wide}}  {finding.message}")
        for finding in report.findings
    ]
    verdict = "can be used" if report.usable else "cannot be used"
    questions = f"{report.calls} question{'s' * (report.calls != 1)} asked"
    lines += [f"  set {setting}" for setting in report.settings]
    return "\n".join([*lines, f"{report.model} {verdict}; {questions}"])


def probe_json(report: ProbeResult) -> JsonObject:
    """Return the findings as a JSON-ready dict."""
    return {"deckard_llm_probe": 2} | asdict(report)
