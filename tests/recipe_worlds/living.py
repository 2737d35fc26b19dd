"""An agent lives in drawn worlds; everything it verifies is tried in the world.

What is true is not looked up: the world itself is asked, with just what the recipe names.
"""

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from math import ceil
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from deckard import config
from deckard.dream.priors.empty import Empty
from deckard.dream.prompt import load_prompt
from deckard.explore import Explorer
from deckard.explore.thrifty.explorer import Thrifty
from deckard.journal.events import Proven, Verified
from deckard.journal.journal import Journal
from deckard.llms import LLM
from deckard.llms.prefetch import PrefetchingLLM
from deckard.policies.single_action import SingleActionTrainer
from deckard.resources import find_resource
from deckard.runs.components import RunComponents
from deckard.runs.given import Given
from deckard.runs.orchestrator import Orchestrator
from deckard.types import Item, Recipe
from deckard.verify.revising import Revising
from deckard.wake.callbacks import CallbackList, RunCallback
from deckard.worlds.symbolic.life import SymbolicLife
from tests.recipe_worlds.drawn import Drawn

WORLD = {"world": "symbolic", "explorer": "thrifty"}
CONFIG = config.parse_config(WORLD, "drawn worlds")
TOLD = config.parse_config({**WORLD, "dream": {"scope": "all", "again": 1}}, "drawn worlds")
PROMPT = load_prompt(find_resource("prompts", CONFIG.dream.prompt))
MOST_ENTRIES = 3000
"""A run of more entries than that is taken for endless."""
ASKED = 60
"""Times that a collect is asked of, for what it gives varies."""


@dataclass
class Watching(RunCallback):
    """Asks the world about every fact as soon as it is verified or proven."""

    world: Drawn
    wrong: list[str] = field(default_factory=list)

    def on_entry(self, events, state):
        """Try what an entry verified, and what it proved."""
        assert state.entries < MOST_ENTRIES, "the run does not end"
        for event in events:
            if not self._is_true(event):
                self.wrong.append(f"{state.entries}: {event}")

    def _is_true(self, event):
        if isinstance(event, Proven):
            return not works(self.world, _less(event.recipe, event.need))
        return not isinstance(event, Verified) or works(self.world, event.recipe)


def _less(recipe: Recipe, need: Item) -> Recipe:
    kept = {"stations": recipe.stations - {need}, "tools": recipe.tools - {need}}
    return recipe.model_copy(update=kept)


def works(world: Drawn, recipe: Recipe) -> bool:
    """Whether a world does what a recipe says, with just what the recipe names at hand."""
    asked = ASKED if recipe.how == "collect" else 1
    return any(_does(world, recipe, Random(k)) for k in range(asked))


def _does(world: Drawn, recipe: Recipe, rng: Random) -> bool:
    fuel = next(iter(world.fuels), "")
    held = Counter(recipe.ingredients) + Counter(recipe.tools)
    if recipe.how == "smelt":
        held[fuel] += ceil(1 / world.fuels[fuel])
    hand = next(iter((*recipe.tools, *recipe.ingredients)), None) if world.hands else None
    life = SymbolicLife(world.setting, rng, held, hand)
    life.info = {**life.info, "near": frozenset(recipe.stations)}
    if recipe.how == "collect":
        sought = list(world.setting.sought).index(recipe.source)
        info = life.step(list(world.items).index(recipe.item) + len(world.items) * sought)
        source = info["broke"]
    else:
        info = life.smelt(recipe.item, fuel) if recipe.how == "smelt" else life.craft(recipe.item)
        source = recipe.source
    after = Counter(recipe.products) + Counter(recipe.tools)
    ends = dict(after), dict(after + Counter(recipe.unsettled))
    return info["inventory"] in ends and source == recipe.source


def live(world: Drawn, llm: LLM | None = None, explorer: Explorer | None = None, seed: int = 0):
    """Let an agent learn to the end in a drawn world.

    Args:
        world: The world.
        llm: What it is told; nothing by default.
        explorer: How it explores; thrifty by default.
        seed: The seed of the run.

    Returns:
        How the run ended, and the facts that were wrong when they were verified.
    """
    config = (CONFIG if llm is None else TOLD).model_copy(update={"seed": seed})
    watching = Watching(world)
    parts = RunComponents(
        config,
        world,
        llm or Empty(),
        PROMPT,
        SingleActionTrainer(world, 1),
        explorer or Thrifty(),
        Revising(config.wake.patience),
        Given(),
    )
    with TemporaryDirectory() as name, closing(Journal(Path(name) / "journal.jsonl")) as journal:
        prefetching = PrefetchingLLM(parts.llm, 1, 100)
        callbacks = CallbackList([watching])
        ended = Orchestrator(parts, prefetching, journal, Path(name), callbacks).run()
        prefetching.close()
    return ended, watching.wrong
