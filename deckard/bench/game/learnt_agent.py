"""The whole game as played by an agent with what one run has learnt."""

from collections import Counter
from pathlib import Path

from deckard import policies, worlds
from deckard.bench.game.episodes import GameEpisode
from deckard.config import RunConfig
from deckard.errors import ConfigError, OutOfBudget
from deckard.runs.directory import load_state
from deckard.seeding import seed_from
from deckard.types import Item
from deckard.wake.callbacks import RunCallback
from deckard.wake.executor import Ending, PlanExecutor
from deckard.wake.life import RecordedLife
from deckard.wake.options import OptionLibrary
from deckard.worlds import Info, World
from deckard.worlds.evidence import EvidenceRecorder
from deckard.worlds.whole_game import HEALTH, Game

TRIES = 10
"""Failures at an achievement after which it is given up for an episode; chosen."""
OVER: tuple[Ending, ...] = ("died", "aborted")
"""Endings of a pursuit that end the life."""


class GameLife(RecordedLife):
    """A life in which the achievements of the game are counted."""

    def __init__(self, world: World, game: Game, seed: int) -> None:
        super().__init__(world, seed)
        self.game = game
        self.achieved = game.unlocked(self.info)

    def act(self, word: str) -> tuple[Info, Info]:
        """Do what a word says; return the infos before and after."""
        before, after = super().act(word)
        self.achieved |= self.game.unlocked(after)
        return before, after


class LearntAgent:
    """Plays with the options and verified recipes of a run, towards all achievements.

    The cheapest comes first, by the env steps that the run expects from nothing. One that failed
    comes after those that failed less often. Nothing is learnt any more.
    """

    def __init__(self, config: RunConfig, folder: Path) -> None:
        state = load_state(folder)
        self.world, self.learnt = worlds.build_world(config.world), state.steps
        self.game = game_of(self.world)
        trainer = policies.build_trainer(config.trainer, self.world)
        place, upkeep = folder / "policies", config.wake.upkeep
        self.library = OptionLibrary(self.world, trainer, state, place, upkeep)
        choices = self.library.planner.choices()
        self.recipes = {name: choices[name] for name in self.game.achievements if name in choices}

    def play(self, number: int, seed: int) -> GameEpisode:
        """Play an episode.

        It ends with death, after the game's number of steps, or when nothing is left that the agent
        can do. The last is rewarded as death: who does nothing dies.

        Args:
            number: Its number.
            seed: Of the agent's bench run; with the number it decides the episode.
        """
        seed = seed_from("game", seed, number)
        life, world = GameLife(self.world, self.game, seed), self.world
        evidence = EvidenceRecorder(
            "", self.game.steps, exact=world.exact_reports, hands=world.hands, needs=world.needs
        )
        ending = self._play(life, PlanExecutor(self.library, life, evidence, seed, RunCallback()))
        health = life.info.get("needs", {})[HEALTH] if ending == "truncated" else 0
        return GameEpisode(
            number=number,
            learnt=self.learnt,
            achieved=tuple(sorted(life.achieved)),
            reward=self.game.reward(len(life.achieved), health),
            steps=min(evidence.steps, self.game.steps),
            ending=ending,
        )

    def _play(self, life: GameLife, executor: PlanExecutor) -> str:
        """Pursue one achievement after the other; return how the episode ended."""
        failures = Counter[Item]()
        try:
            while (name := self._next(life, failures)) is not None:
                ending = executor.execute(self.recipes[name].recipe)
                if ending in OVER:
                    return ending
                failures[name] += 1  # where it was obtained, it is asked for no more
        except OutOfBudget:
            return "truncated"
        return "nothing left to do"

    def _next(self, life: GameLife, failures: Counter[Item]) -> Item | None:
        left = [n for n in self.recipes if n not in life.achieved and failures[n] < TRIES]
        return min(left, key=lambda n: (failures[n], self.recipes[n].cost, n), default=None)


def game_of(world: World) -> Game:
    """Return the game of a world; ConfigError where it is none."""
    if world.game is None:
        raise ConfigError("episodes are of a whole game: set world=craftax or crafter")
    return world.game
