"""What a run pursued, as text and as JSON: what there is to replay."""

from collections.abc import Sequence
from typing import Any

from deckard.journal.events import Attempted, Pursued
from deckard.runs.replay import ReplayedPursuit


def replay_lines(found: Sequence[ReplayedPursuit]) -> list[str]:
    """Return a line for each pursuit."""
    head = f"{'entry':>5}  {'env step':>12}  {'life':>4}  {'took':>9}  pursued"
    return [head, *(_line(deed) for deed in found)]


def _line(deed: ReplayedPursuit) -> str:
    done = deed.pursued
    place = f"{deed.entry:5}  {deed.begun:12,}  {done.life:4}  {done.outcome.steps:9,}"
    return f"{place}  {_told(done)}"


def _told(done: Pursued | Attempted) -> str:
    if isinstance(done, Pursued):
        return f"{done.recipe}: {done.ending}"
    came = "some obtained" if done.ending == "obtained" else done.ending
    return f"tried {done.goal}: {came}"


def replay_json(found: Sequence[ReplayedPursuit]) -> dict[str, Any]:
    """Return the same for other programs."""
    return {
        "pursuits": [
            {
                "entry": deed.entry,
                "begun_at_env_step": deed.begun,
                "life": deed.pursued.life,
                "env_steps": deed.pursued.outcome.steps,
                **_what(deed.pursued),
                "ending": deed.pursued.ending,
            }
            for deed in found
        ]
    }


def _what(done: Pursued | Attempted) -> dict[str, Any]:
    """What was pursued: a recipe, or a stock and the items attempted with it."""
    return done.model_dump(mode="json", include={"recipe", "stock", "items"})
