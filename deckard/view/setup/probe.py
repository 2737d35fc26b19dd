"""What a probe found out, as text and as JSON."""

from dataclasses import asdict
from typing import Any

from deckard.llms.http.probe import Probed
from deckard.view.sanitize import visible_text


def probe_text(known: Probed) -> str:
    """Say one thing a line, and in the end whether the model can be used."""
    wide = max(len(one.what) for one in known.findings)
    lines = [
        visible_text(f"{'✓' if one.good else '✗'} {one.what:<{wide}}  {one.said}")
        for one in known.findings
    ]
    verdict = "can be used" if known.usable else "cannot be used"
    asked = f"{known.calls} question{'s' * (known.calls != 1)} asked"
    return "\n".join([*lines, f"{known.model} {verdict}; {asked}"])


def probe_json(known: Probed) -> dict[str, Any]:
    """Return the same for other programs."""
    return {"deckard_llm_probe": 1} | asdict(known)
