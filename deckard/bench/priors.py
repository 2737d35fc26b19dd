"""Priors of benchmarks: language models made of the truth, of a stated quality.

They know what the agent is to find out, so they are for measuring alone, and say so in the manifest
of a run (`benchmark`). They know the game's own tables, also where a world has perturbed ones. The
agent hears of them what it hears of any model: answers.
"""

import json
from collections.abc import Mapping
from random import Random
from typing import Any

from deckard.dream.answers.schema import write_answer
from deckard.dream.priors.noisy import Noisy
from deckard.errors import LLMError
from deckard.llms import Completion, Request
from deckard.types import Item, Recipe
from deckard.worlds.tables import Tables, Version, load_tables
from deckard.worlds.tables.perturbed import truth
from deckard.worlds.tables.usual import Usual

TRIES = 1000
"""Draws of a wrong recipe, after which there is none."""


class Perfect:
    """Knows everything: the usual way to each item of `version`, or of its perturbed tables."""

    def __init__(
        self, version: Version = "1.11.2", perturbed: float = 0.0, perturbed_seed: int = 0
    ) -> None:
        self.known = truth(version, perturbed, perturbed_seed).tables
        self.usual = Usual(self.known)
        self.about: Mapping[str, Any] = {
            "name": "perfect",
            "benchmark": "knows the truth",
            "tables_sha256": self.known.digest,
        }

    def complete(self, request: Request) -> Completion:
        """Return the usual way; LLMError for what is no item of the version."""
        recipe = self.usual.way(_item(self.known, request.item))
        if recipe is None:
            return Completion("It cannot be obtained.", "perfect")
        return Completion(json.dumps(write_answer(recipe)), "perfect")


class Adversarial:
    """Is always wrong, in another way each time: no true way takes what it names."""

    def __init__(self, version: Version = "1.11.2", seed: int = 0) -> None:
        self.known, self.seed = load_tables(version), seed
        self.materials = sorted({i for r in self.known.recipes for i in r.ingredients})
        self.about: Mapping[str, Any] = {
            "name": "adversarial",
            "benchmark": "knows the truth, and says something else",
            "tables_sha256": self.known.digest,
            "seed": seed,
        }

    def complete(self, request: Request) -> Completion:
        """Return a craft that is none."""
        item = _item(self.known, request.item)
        rng = Random(f"{self.seed} {item} {request.attempt} {request.sample}")
        true = [way.needs.keys() for way in self.known.ways(item)]
        for _ in range(TRIES):
            wrong = self._any(item, rng)
            if wrong.needs.keys() not in true:
                return Completion(json.dumps(write_answer(wrong)), "adversarial")
        raise LLMError(f"adversarial finds nothing wrong to say of {item!r}; use another llm")

    def _any(self, item: Item, rng: Random) -> Recipe:
        others = [name for name in self.materials if name != item]
        parts = {name: rng.randint(1, 4) for name in rng.sample(others, rng.randint(1, 2))}
        station = rng.choice((None, "crafting_table"))
        station = None if station == item else station
        return Recipe(item=item, how="craft", ingredients=parts, station=station)


class CodexLike(Noisy):
    """As often right as Codex, the model of the 2023 release, was measured to be."""

    preset = "codex-like"

    def __init__(self, version: Version = "1.11.2", seed: int = 0) -> None:
        inner = {"name": "perfect", "version": version}
        super().__init__(inner, seed=seed, preset=self.preset)
        self.about = {**self.about, "name": self.preset}


class SmallLike(CodexLike):
    """As often right as a model of 7 billion weights: a quarter of its requirement sets."""

    preset = "7b-like"


def _item(tables: Tables, item: Item) -> Item:
    """Return an item of the tables; LLMError when it is none."""
    if item not in tables.items:
        raise LLMError(
            f"this llm knows Minecraft {tables.version}, which has no {item!r}; set llm.version to "
            "that of the world"
        )
    return item
