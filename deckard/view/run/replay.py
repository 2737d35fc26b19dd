"""What a run pursued, as text and as JSON: what there is to replay."""

from collections.abc import Sequence

from deckard.journal.events import Attempted, Pursued
from deckard.runs.replay import ReplayedPursuit
from deckard.types import JsonObject


def replay_lines(pursuits: Sequence[ReplayedPursuit]) -> list[str]:
    """Return a line for each pursuit."""
    head = f"{'entry':>5}  {'env step':>12}  {'life':>4}  {'took':>9}  pursued"
    return [head, *(_line(pursuit) for pursuit in pursuits)]


def _line(pursuit: ReplayedPursuit) -> str:
    event = pursuit.pursued
    place = f"{pursuit.entry:5}  {pursuit.begun:12,}  {event.life:4}  {event.outcome.steps:9,}"
    return f"{place}  {_ending(event)}"


def _ending(event: Pursued | Attempted) -> str:
    if isinstance(event, Pursued):
        return f"{event.recipe}: {event.ending}"
    ending = "some obtained" if event.ending == "obtained" else event.ending
    return f"tried {event.goal}: {ending}"


def replay_json(pursuits: Sequence[ReplayedPursuit]) -> JsonObject:
    """Return the same for other programs."""
    return {
        "pursuits": [
            {
                "entry": pursuit.entry,
                "begun_at_env_step": pursuit.begun,
                "life": pursuit.pursued.life,
                "env_steps": pursuit.pursued.outcome.steps,
                **_goal(pursuit.pursued),
                "ending": pursuit.pursued.ending,
            }
            for pursuit in pursuits
        ]
    }


def _goal(event: Pursued | Attempted) -> JsonObject:
    """What was pursued: a recipe, or a stock and the items attempted with it."""
    return event.model_dump(mode="json", include={"recipe", "stock", "items"})
