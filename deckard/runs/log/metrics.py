"""Figures of a run for plots: `metrics.csv`, and a board.

The run itself never reads them. A training that was broken off and begun again is in them twice.
"""

import csv
import io
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from deckard.files import AppendOnlyFile
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED
from deckard.journal.events import Event, Practised
from deckard.journal.state import State
from deckard.policies import TrainingProgress
from deckard.runs.log.writers import Board
from deckard.types import Recipe

NAME = "metrics.csv"
COLUMNS = (
    "at",
    "env_steps",
    "entry",
    "kind",
    "item",
    "success_rate",
    "episode_length",
    "reward",
    "fps",
    "known",
    "verified",
)
LENGTH, REWARD = "rollout/ep_len_mean", "rollout/ep_rew_mean"
"""What stable-baselines3 calls the length of an episode and its reward."""


class Metrics:
    """Appends a row for each report on a training and for each entry; OSError when that fails."""

    def __init__(self, folder: Path, state: State, board: Board) -> None:
        self.path, self.state, self.board = folder / NAME, state, board
        self._mended = False

    def training(
        self, recipe: Recipe, progress: TrainingProgress, steps: int, speed: float
    ) -> None:
        """Append how a training stands; `steps` are those of the run, `speed` steps a second."""
        entry, figures = self.state.entries + 1, progress.figures
        taken = [progress.success, figures.get(LENGTH), figures.get(REWARD), round(speed, 1)]
        self._row(steps, entry, "training", recipe.item, taken)
        ours = {
            "practice/success": progress.success,
            "practice/episodes": float(progress.episodes),
            "practice/env_steps_per_second": speed,
        }
        self.board.add(f"{entry:05}-{recipe.item}", progress.decisions, {**figures, **ours})

    def recorded(self, events: Sequence[Event], speed: float) -> None:
        """Append an entry: of a practice how its finished policy was measured."""
        first, state = events[0], self.state
        option = first.option if isinstance(first, Practised) else None
        measured = [option.successes / option.episodes, option.decisions] if option else ["", ""]
        self._row(
            state.steps, state.entries, first.kind, first.item, [*measured, "", round(speed, 1)]
        )
        growth = {
            "graph/verified": len(state.awm.items(VERIFIED)),
            "graph/hypothesised": len(state.awm.items(HYPOTHESISED)),
            "graph/refuted": sum(map(len, state.refuted.values())),
        }
        self.board.add("graph", state.steps, growth)

    def _row(
        self, steps: int, entry: int, kind: str, item: str, taken: Sequence[float | str | None]
    ) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        awm = self.state.awm
        verified = len(awm.items(VERIFIED))
        items = verified + len(awm.items(HYPOTHESISED))
        self._append([at, steps, entry, kind, item, *taken, items, verified])

    def _append(self, row: Sequence[object]) -> None:
        """Append a row whole or not at all, below a head when it is the first."""
        with closing(AppendOnlyFile(self.path)) as file:
            if not self._mended:  # a killed run may have left half a row
                file.cut_torn_line()
                self._mended = True
            file.append(_csv(row) if file.size else _csv(COLUMNS) + _csv(row))


def _csv(row: Sequence[object]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(row)
    return text.getvalue().encode("utf-8", "replace")
