"""Fresh episodes of the whole game, kept in a run directory as they are played."""

from pathlib import Path

from pydantic import ValidationError

from deckard.config import Section
from deckard.errors import RunDirError
from deckard.files import AppendOnlyFile, writing
from deckard.types import Item

NAME = "episodes.jsonl"
"""The file of a run directory in which each line is an episode."""


class GameEpisode(Section):
    """One episode from nothing under the whole rules."""

    number: int
    learnt: int
    """Env steps after which it was played: those of practice, lives and measuring."""
    achieved: tuple[Item, ...]
    """Achievements of the episode, sorted."""
    reward: float
    """As `deckard.worlds.whole_game.Game` says."""
    steps: int
    """Env steps of the episode."""
    ending: str


class EpisodeFile:
    """The episodes of a run directory."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME

    def read(self, learnt: int) -> list[GameEpisode]:
        """Return the episodes that were played after so many env steps; RunDirError if damaged."""
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise RunDirError(f"cannot read {self.path}: {error}") from None
        whole, _, _ = text.rpartition("\n")  # a killed process leaves a torn line
        try:
            episodes = [GameEpisode.model_validate_json(line) for line in whole.splitlines()]
        except ValidationError:
            raise RunDirError(
                f"{self.path} is damaged; delete it, and the episodes are played again"
            ) from None
        return [episode for episode in episodes if episode.learnt == learnt]

    def add(self, episode: GameEpisode) -> None:
        """Append an episode."""
        with writing(self.path):
            file = AppendOnlyFile(self.path)
            try:
                file.cut_torn_line()
                file.append(f"{episode.model_dump_json()}\n".encode())
            finally:
                file.close()
