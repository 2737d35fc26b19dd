"""Run while the provider is down, and again once it is back."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deckard.config import RunConfig, parse_config
from deckard.dream.priors.recorded import Recorded
from deckard.errors import LLMError
from deckard.journal.journal import journal_lines
from deckard.runs.run import run
from tests.llms.behaviours import Behaviour, load_behaviours
from tests.llms.behaviours.judge import llm_options
from tests.llms.behaviours.stand_in import StandIn, serving

DOWN = (
    "openrouter-error-in-choice", "openrouter-error-after-half-an-answer", "finish-error-alone",
    "deepseek-insufficient-resource", "zai-network-error", "error-at-the-top-choices-null",
    "error-with-code-as-text", "gateway-503-page", "connection-refused", "half-a-body",
    "empty-body", "lmstudio-unloaded", "gemini-429-list", "claude-overloaded", "responses-failed",
)  # fmt: skip
"""Behaviours of a provider that is down."""
TARGET, STEPS = "iron_pickaxe", 20_000
"""What the runs are after in the world `symbolic`, and env steps that suffice for it."""
Events = Sequence[Sequence[dict[str, Any]]]
"""The events of each entry of a journal."""


@dataclass(frozen=True)
class Downtime:
    """What became of a run of which the provider went down and came back."""

    behaviour: Behaviour
    message: str
    """The error of the run that met the fault; "" where it met none."""
    before: Events
    """The journal when the provider was down."""
    after: Events
    """The journal once it was back and the run went on."""
    requests: int
    """Requests that were sent once it was back."""


def down_behaviours() -> list[Behaviour]:
    """Return the behaviours of a provider that is down."""
    behaviours = {behaviour.id: behaviour for behaviour in load_behaviours()}
    return [behaviours[name] for name in DOWN]


def journal_events(folder: Path) -> Events:
    """Return the journal of a run without the times."""
    return [entry["events"] for entry in journal_lines(folder / "journal.jsonl")]


def undisturbed(folder: Path) -> Events:
    """Return the journal of a run of which the provider is never down."""
    with serving(StandIn(down_behaviours()[0], times=0, answers=Recorded().answers)) as server:
        run(_config(server), folder)
    return journal_events(folder)


def interrupted(behaviour: Behaviour, folder: Path, spared: int) -> Downtime:
    """Run until the provider goes down, then again once it is back.

    Args:
        behaviour: What the provider does while it is down.
        folder: The run directory; it must not exist.
        spared: Requests that it answers before it goes down.
    """
    message = ""
    with serving(StandIn(behaviour, None, spared, Recorded().answers)) as server:
        config = _config(server)
        try:
            run(config, folder)
        except LLMError as error:
            message = str(error)
        before = journal_events(folder)
        server.recover()
        asked = len(server.requests)
        run(config, folder)
        requests = len(server.requests) - asked
    return Downtime(behaviour, message, before, journal_events(folder), requests)


def _config(server: StandIn) -> RunConfig:
    own = {name: value for name, value in server.behaviour.llm.items() if name == "name"}
    llm = llm_options(server) | {"retries": 1, "patience": 1.0, "parallel": 1, **own}
    tree = {"target": TARGET, "max_steps": STEPS, "world": {"name": "symbolic"}, "llm": llm}
    return parse_config(tree, "test")
