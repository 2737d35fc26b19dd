"""Given recipes: what a run knows from the start, for benchmarks with a track of that kind."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from deckard.errors import ConfigError
from deckard.journal.events import Verified
from deckard.journal.journal import Journal
from deckard.registry import complaints
from deckard.types import Item, Recipe

RECIPES = TypeAdapter(tuple[Recipe, ...])


@dataclass(frozen=True)
class Given:
    """Recipes that are taken for true without any evidence, and the hash of their file."""

    recipes: tuple[Recipe, ...] = ()
    digest: str = ""

    @property
    def about(self) -> dict[str, Any]:
        """What a manifest says of them; nothing where none are given."""
        return {"recipes": len(self.recipes), "sha256": self.digest} if self.recipes else {}

    def record(self, journal: Journal) -> None:
        """Write them as the first entry of a journal that has none."""
        if journal.state.entries or not self.recipes:
            return
        first, *rest = (Verified(recipe=recipe) for recipe in self.recipes)
        journal.record(first, lambda _: rest)


def load_given(path: Path, items: Collection[Item], unheld: Collection[Item] = ()) -> Given:
    """Read a YAML list of recipes; ConfigError names what is wrong, or no item of the world.

    Args:
        path: The file.
        items: Every item of the world.
        unheld: Its deeds and needs, which no recipe may need.
    """
    try:
        text = path.read_text(encoding="utf-8")
        recipes = RECIPES.validate_python(yaml.safe_load(text))
    except OSError as error:
        raise ConfigError(f"cannot read given recipes {path}: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not YAML: {' '.join(str(error).split())}") from None
    except ValidationError as error:
        raise ConfigError(f"{path} is no list of recipes: {complaints(error)}") from None
    named = {recipe.item for recipe in recipes} - {*unheld}
    named |= {need for recipe in recipes for need in recipe.needs}
    if unknown := sorted(named - {*items}):
        raise ConfigError(f"{path} names {unknown[0]!r}, which is no item of this world")
    return Given(recipes, hashlib.sha256(text.encode()).hexdigest())
