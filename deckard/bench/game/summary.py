"""Statistics of whole-game episodes: those of one agent, prior and world, over its seeds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from deckard import worlds
from deckard.bench.cell import FinishedCell
from deckard.bench.game.episodes import GameEpisode
from deckard.bench.game.learnt_agent import game_of
from deckard.bench.summary import Mean, means
from deckard.types import Item
from deckard.worlds.whole_game import Game


@dataclass(frozen=True)
class GameRow:
    """What one agent with one prior achieved in one game, over its seeds."""

    group: tuple[str, str, str]
    """Agent, prior and world."""
    seeds: int
    episodes: int
    """Episodes of all seeds."""
    success: Mapping[Item, Mean]
    """The share of episodes with each achievement."""
    reward: Mean
    """The reward of an episode, as a share of all achievements."""
    score: Mean
    """Crafter score, in [0, 1]."""
    steps: float
    """Mean env steps of an episode."""
    endings: Mapping[str, int]
    """How episodes ended, and how many of all seeds."""


def game_rows(cells: Sequence[FinishedCell]) -> list[GameRow]:
    """Return a row for each agent, prior and world whose cells played episodes, in their order."""
    groups = dict[tuple[str, str, str], list[FinishedCell]]()
    for cell in cells:
        if cell.episodes:
            groups.setdefault(cell.cell.group, []).append(cell)
    return [_row(group, group_cells) for group, group_cells in groups.items()]


def _row(group: tuple[str, str, str], cells: Sequence[FinishedCell]) -> GameRow:
    game = game_of(worlds.build_world(cells[0].cell.config.world))
    shares = np.array([_shares(cell.episodes, game) for cell in cells])
    scores = np.array([crafter_score(success) for success in shares])
    rewards = np.array([np.mean([e.reward for e in cell.episodes]) for cell in cells])
    rewards /= len(game.achievements)
    *success, score, reward = means(np.column_stack([shares, scores, rewards]))
    played = [episode for cell in cells for episode in cell.episodes]
    return GameRow(
        group=group,
        seeds=len(cells),
        episodes=len(played),
        success=dict(zip(game.achievements, success, strict=True)),
        reward=reward,
        score=score,
        steps=float(np.mean([episode.steps for episode in played])),
        endings=dict(Counter(episode.ending for episode in played)),
    )


def _shares(episodes: Sequence[GameEpisode], game: Game) -> np.ndarray:
    """The share of episodes with each achievement, float (achievements,)."""
    return np.mean([[name in e.achieved for name in game.achievements] for e in episodes], axis=0)


def crafter_score(success: np.ndarray) -> float:
    """Return the Crafter score, in [0, 1]: exp(mean(ln(1 + s))) - 1, of s in percent (Hafner 2021).

    Args:
        success: The share of episodes with each achievement, float (achievements,).
    """
    return float(np.expm1(np.log1p(100 * success).mean()) / 100)
