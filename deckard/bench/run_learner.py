"""The learner of a cell that is a run."""

from collections.abc import Iterator
from pathlib import Path

from deckard.bench.game.episodes import GameEpisode
from deckard.bench.learner import Learner, Learnt
from deckard.config import RunConfig
from deckard.dream.paths import anchor_paths
from deckard.journal.reader import skim
from deckard.runs.directory import check_same, holds_run, read_run_config
from deckard.runs.log.status import load_status

SPENT = "out of budget"
"""The beginning of the reason of a run that a larger budget would continue."""


class RunLearner(Learner):
    """A run, which has ended when its `live.json` says so and agrees with the journal."""

    def __init__(self, config: RunConfig, folder: Path) -> None:
        self.config, self.folder = config, folder

    def read(self) -> Learnt | None:
        """Return how the run ended; None when it has more to do."""
        if not holds_run(self.folder):
            return None
        check_same(self.folder, anchor_paths(self.config))
        status = load_status(self.folder)
        if status is None or status.ended is None or not (self.folder / "journal.jsonl").exists():
            return None
        steps = self._steps()
        if not status.ended.startswith(SPENT):
            is_over = status.steps == steps
        else:  # its steps include those of an entry that was not recorded
            is_over = status.ended.startswith(f"{SPENT}: {steps:,} of ")
            most = read_run_config(self.folder).max_steps
            is_over = is_over and most >= self.config.max_steps
        return Learnt(status.ended, steps) if is_over else None

    def learn(self) -> Learnt:
        """Run to the end."""
        from deckard.runs.run import run  # not needed to read a cell

        return Learnt(run(self.config, self.folder).reason, self._steps())

    def play(self, numbers: range, learnt: Learnt) -> Iterator[GameEpisode]:
        """Play episodes one after the other."""
        from deckard.bench.game.learnt_agent import LearntAgent  # not needed to read a cell

        agent = LearntAgent(anchor_paths(self.config), self.folder)
        return (agent.play(number, self.config.seed) for number in numbers)

    def _steps(self) -> int:
        entries = skim(self.folder / "journal.jsonl")
        return entries[-1].steps if entries else 0
