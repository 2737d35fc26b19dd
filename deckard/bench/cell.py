"""Run or read one cell of a bench; its result is computed from what its folder holds."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from deckard.bench.game.episodes import EpisodeFile, GameEpisode
from deckard.bench.learner import Learner, Learnt
from deckard.bench.run_learner import RunLearner
from deckard.bench.score.growth import Growth, Reference, bench_reference, measure_growth
from deckard.bench.spec import Cell
from deckard.runs import manifest
from deckard.types import Item


@dataclass(frozen=True)
class FinishedCell:
    """A run that has ended."""

    cell: Cell
    reason: str
    growth: Growth | None
    """The growth of its graph; None of an agent that has none."""
    episodes: tuple[GameEpisode, ...] = ()
    """Fresh episodes of the whole game, where the bench asks for them."""


@dataclass(frozen=True)
class FailedCell:
    """A run that could not start, or that failed."""

    cell: Cell
    why: str


Result = FinishedCell | FailedCell


def read_cell(cell: Cell, folder: Path, items: str | None) -> FinishedCell | None:
    """Return the cell if its learning has ended and its episodes are played; else None.

    Args:
        cell: A run of a bench.
        folder: The folder of the bench.
        items: The items that are compared, as in `BenchFile.items`.

    Raises:
        RunDirError: The directory holds another run.
    """
    learnt = _learner(cell, folder).read()
    if learnt is None:
        return None
    episodes = EpisodeFile(folder / cell.folder).read(learnt.steps)[: cell.episodes]
    is_played = len(episodes) == cell.episodes
    return _done(cell, folder, items, learnt, episodes) if is_played else None


def run_cell(cell: Cell, folder: Path, items: str | None) -> FinishedCell:
    """Run a cell to its end, from the beginning or from where it stopped."""
    learner, file = _learner(cell, folder), EpisodeFile(folder / cell.folder)
    learnt = learner.read() or learner.learn()
    played = len(file.read(learnt.steps))
    if played < cell.episodes:
        for episode in learner.play(range(played, cell.episodes), learnt):
            file.add(episode)
    return _done(cell, folder, items, learnt, file.read(learnt.steps)[: cell.episodes])


def _learner(cell: Cell, folder: Path) -> Learner:
    if not cell.by_reward:
        return RunLearner(cell.config, folder / cell.folder)
    from deckard.bench.game.by_reward import RewardLearner

    return RewardLearner(cell.config, folder / cell.folder)


def _done(
    cell: Cell, folder: Path, items: str | None, learnt: Learnt, episodes: Sequence[GameEpisode]
) -> FinishedCell:
    growth = None if cell.by_reward else _growth(cell, folder / cell.folder, items)
    return FinishedCell(cell, learnt.reason, growth, tuple(episodes))


def _growth(cell: Cell, place: Path, items: str | None) -> Growth:
    target, budget = cell.config.target, cell.config.max_steps
    reference = _reference(json.dumps(manifest.world(place)), items, target)
    return measure_growth(place, reference, budget, target)


@lru_cache(maxsize=32)
def _reference(world: str, items: str | None, target: Item | None) -> Reference:
    """Return the reference of a world, whose `about` is given as JSON."""
    return bench_reference(json.loads(world), items, target)
