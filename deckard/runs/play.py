"""Play: obtain an item with what a run has learnt, in fresh worlds; nothing is recorded."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from deckard import policies as options
from deckard import worlds
from deckard.config import RunConfig
from deckard.errors import NoPlan
from deckard.intervals import wilson
from deckard.journal.state import State
from deckard.runs.components import check_item
from deckard.runs.replay import Frame, spaced
from deckard.seeding import seed_from
from deckard.types import Item, Pursuit, Recipe
from deckard.wake.callbacks import RunCallback
from deckard.wake.executor import Ending, PlanExecutor
from deckard.wake.life import RecordedLife, unpack
from deckard.wake.options import OptionLibrary
from deckard.worlds.evidence import EvidenceRecorder


@dataclass(frozen=True)
class Scene:
    """What was set out to do, and the words of the acts that it took (see RecordedLife)."""

    doing: str
    trace: str


@dataclass(frozen=True)
class Episode:
    """One life from an empty inventory to the item, or to where it ended."""

    seed: int
    ending: Ending
    steps: int
    """Env steps."""
    scenes: tuple[Scene, ...]

    @property
    def obtained(self) -> bool:
        """Whether the item was obtained."""
        return self.ending == "obtained"

    @property
    def why(self) -> str:
        """How it ended, and at what."""
        return f"{self.ending} at {self.scenes[-1].doing}" if self.scenes else self.ending


@dataclass(frozen=True)
class Played:
    """Episodes of one recipe."""

    recipe: Recipe
    episodes: tuple[Episode, ...]

    @property
    def successes(self) -> int:
        """How many episodes obtained the item."""
        return sum(episode.obtained for episode in self.episodes)

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of the chance of success."""
        return wilson(self.successes, len(self.episodes))

    @property
    def mean_steps(self) -> float | None:
        """Mean env steps of the successes, or None without any."""
        steps = [episode.steps for episode in self.episodes if episode.obtained]
        return sum(steps) / len(steps) if steps else None

    @property
    def failures(self) -> Counter[str]:
        """Why the other episodes ended, and how often."""
        return Counter(e.why for e in self.episodes if not e.obtained)

    @property
    def telling(self) -> Episode:
        """The first success, or without any the first episode."""
        return next((e for e in self.episodes if e.obtained), self.episodes[0])


class SceneRecorder(RunCallback):
    """Cuts what is done in one life into scenes, one a plan step."""

    def __init__(self, life: RecordedLife) -> None:
        self.life = life
        self.scenes: list[Scene] = []
        self.doing: str | None = None

    def on_plan_step(self, goal: Pursuit, step: Recipe) -> None:
        """Begin a scene."""
        self.end_scene()
        self.doing = str(step)

    def end_scene(self) -> None:
        """Keep what was done since the scene began."""
        if self.doing is not None:
            self.scenes.append(Scene(self.doing, self.life.trace()))


class PolicyPlayer:
    """Plays with the options and verified recipes of one run."""

    def __init__(self, config: RunConfig, state: State, policies: Path) -> None:
        self.world = worlds.build_world(config.world)
        trainer = options.build_trainer(config.trainer, self.world)
        self.library = OptionLibrary(self.world, trainer, state, policies, config.wake.upkeep)

    def recipe(self, item: Item) -> Recipe:
        """Return the cheapest verified recipe of an item; NoPlan when it has none."""
        check_item(self.world, item, "item")
        choice = self.library.planner.choices().get(item)
        if choice is None:
            items = ", ".join(self.library.planner.choices()) or "nothing yet"
            raise NoPlan(f"the run has not verified how to obtain {item}; it can obtain: {items}")
        return choice.recipe

    def play(
        self, item: Item, episodes: int, seed: int, report: Callable[[Episode], None]
    ) -> Played:
        """Play so many episodes; `report` is called with each as it ends."""
        recipe, played = self.recipe(item), list[Episode]()
        for k in range(episodes):
            played.append(self._episode(recipe, seed_from("play", seed, k)))
            report(played[-1])
        return Played(recipe, tuple(played))

    def _episode(self, recipe: Recipe, seed: int) -> Episode:
        life, evidence = RecordedLife(self.world, seed), EvidenceRecorder(recipe.item)
        recorder = SceneRecorder(life)
        ending = PlanExecutor(self.library, life, evidence, seed, recorder).execute(recipe)
        recorder.end_scene()
        return Episode(seed, ending, evidence.steps, tuple(recorder.scenes))

    def frames(self, episode: Episode, most: int) -> Iterator[Frame]:
        """Relive an episode; yield at most `most` pictures with what was done and held.

        Evenly spaced, from before the first act to after the last.
        """
        acts = [(scene.doing, word) for scene in episode.scenes for word in unpack(scene.trace)]
        shown = spaced(len(acts), most - 1)
        life = RecordedLife(self.world, episode.seed)
        yield life.life.render(), "begin", life.inventory
        for k, (doing, word) in enumerate(acts):
            life.act(word)
            if k in shown:
                yield life.life.render(), doing, life.inventory
