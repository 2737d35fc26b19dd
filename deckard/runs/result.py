"""How a run ended."""

from dataclasses import dataclass

from deckard.journal.state import State


@dataclass(frozen=True)
class RunResult:
    """How a run ended."""

    reason: str
    """Why it ended, in words."""
    state: State
    """What the agent knows at the end."""
    out_of_budget: bool
    """Whether `max_steps` ended it."""
    stopped: bool = False
    """Whether a callback stopped it."""
