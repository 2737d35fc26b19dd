"""Synthetic priors: stand-ins for a language model, of a stated quality, made from the truth.

A prior is the model's knowledge before the agent acts. These priors know the recipe tables, so they
are for benchmarks alone; the manifest of a run says so (`benchmark`). They know the tables of the
game, also where the world has perturbed ones. The agent gets only their answers.
"""

import json
from collections.abc import Mapping
from random import Random

from deckard.dream.answers.schema import write_answer
from deckard.dream.priors.noisy import Noisy
from deckard.errors import LLMError
from deckard.llms import LLM, Completion, Request
from deckard.types import Item, Recipe, as_set
from deckard.worlds.tables import Tables, Version, load_tables
from deckard.worlds.tables.perturbed import truth
from deckard.worlds.tables.usual import Usual

TRIES = 1000
"""Draws of a wrong recipe before `Adversarial` gives up; chosen."""


class Perfect(LLM):
    """Answers with the usual recipe of each item, from the true tables.

    Args:
        version: The Minecraft version of the tables.
        perturbed: Share of the recipes that are changed, as in a perturbed world; 0 for the game's.
        perturbed_seed: The seed of these changes.
    """

    def __init__(
        self, version: Version = "1.11.2", perturbed: float = 0.0, perturbed_seed: int = 0
    ) -> None:
        self.tables = truth(version, perturbed, perturbed_seed).tables
        self.usual = Usual(self.tables)
        self.about: Mapping[str, object] = {
            "name": "perfect",
            "benchmark": "knows the truth",
            "tables_sha256": self.tables.digest,
        }

    def complete(self, request: Request) -> Completion:
        """Return the usual recipe; LLMError for an item that the version does not have."""
        recipe = self.usual.way(_item(self.tables, request.item))
        if recipe is None:
            return Completion("It cannot be obtained.", "perfect")
        return Completion(json.dumps(write_answer(recipe)), "perfect")


class Adversarial(LLM):
    """Answers with a false craft, drawn anew for each attempt: no true recipe has its requirements.

    Args:
        version: The tables: those of a Minecraft version, or of another game by its name.
        seed: The seed of the draws.
    """

    def __init__(self, version: Version = "1.11.2", seed: int = 0) -> None:
        self.tables, self.seed = load_tables(version), seed
        self.materials = sorted({i for r in self.tables.recipes for i in r.ingredients})
        bench = "crafting_table"
        self.station = bench if bench in self.tables.items else self.tables.stations[-1]
        self.about: Mapping[str, object] = {
            "name": "adversarial",
            "benchmark": "knows the truth, and says something else",
            "tables_sha256": self.tables.digest,
            "seed": seed,
        }

    def complete(self, request: Request) -> Completion:
        """Return a craft with wrong requirements."""
        item = _item(self.tables, request.item)
        rng = Random(f"{self.seed} {item} {request.attempt} {request.sample}")
        true = [way.plain.needs.keys() for way in self.tables.ways_of(item)]
        for _ in range(TRIES):
            wrong = self._any(item, rng)
            if wrong.needs.keys() not in true:
                return Completion(json.dumps(write_answer(wrong)), "adversarial")
        raise LLMError(f"adversarial finds nothing wrong to say of {item!r}; use another llm")

    def _any(self, item: Item, rng: Random) -> Recipe:
        others = [name for name in self.materials if name != item]
        parts = {name: rng.randint(1, 4) for name in rng.sample(others, rng.randint(1, 2))}
        station = rng.choice((None, self.station))
        station = None if station == item else station
        return Recipe(item=item, how="craft", ingredients=parts, stations=as_set(station))


class CodexLike(Noisy):
    """Answers with the measured error rates of Codex, the model of the 2023 release.

    Args:
        version: The Minecraft version of the tables.
        seed: The seed of the errors.
    """

    preset = "codex-like"

    def __init__(self, version: Version = "1.11.2", seed: int = 0) -> None:
        inner = {"name": "perfect", "version": version}
        super().__init__(inner, seed=seed, preset=self.preset)
        self.about = {**self.about, "name": self.preset}


class SmallLike(CodexLike):
    """Answers like a model of 7 billion weights: a quarter of its requirement sets is right."""

    preset = "7b-like"


def _item(tables: Tables, item: Item) -> Item:
    """Return the item; LLMError when the tables do not have it."""
    if item not in tables.subgoals:
        raise LLMError(
            f"this llm knows {tables.title}, which has no {item!r}; set llm.version to "
            "that of the world"
        )
    return item
