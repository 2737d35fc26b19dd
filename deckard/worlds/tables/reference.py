"""References: all true recipes of each item, and the items that are not compared, with reasons."""

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from deckard.errors import ConfigError
from deckard.graph.formats import load_graph
from deckard.types import Item, JsonObject
from deckard.worlds.tables import GAMES, versions
from deckard.worlds.tables.perturbed import Changed, Truth, truth
from deckard.worlds.tables.reachable import rounds
from deckard.worlds.tables.true_recipe import TrueRecipe

NO_WAY = "no true way is known: it comes only by what the tables leave out"
CUT_OFF = "cannot be obtained from nothing by the ways that the tables know"
BY_LUCK = "comes by luck alone, or from what is too strong to count on"
UNTOLD = "the reference says nothing of it"
NO_ITEM = "no item of the reference"
CIRCULAR = (
    "the reference is in the nested JSON of the 2023 release: its true_techtree.json holds the "
    "first of several recipes alone, some emptied to break circles (diamond comes from "
    "diamond_block, which comes from nothing), so what differs from it may be true"
)


@dataclass(frozen=True)
class Reference:
    """The true recipes of the items that are compared, and the items that are left out."""

    name: str
    version: str | None
    """The Minecraft version; None for a file."""
    digest: str | None
    """SHA-256 of the tables; None for a file."""
    ways: Mapping[Item, tuple[TrueRecipe, ...]]
    """Every true recipe of the items that are compared."""
    excluded: Mapping[Item, str]
    """The items that are not compared, with the reason."""
    left_out: tuple[str, ...] = ()
    """The kinds of recipes that the tables lack."""
    warning: str | None = None
    changes: tuple[Changed, ...] = ()
    """The changes of a perturbed world from the game."""
    every: Mapping[Item, tuple[TrueRecipe, ...]] = field(default_factory=dict)
    """Every true recipe of all items that something is known of, compared or not."""

    def only(self, items: Collection[Item] | None) -> "Reference":
        """Return the reference for some items alone; ConfigError when it has none of them."""
        if items is None:
            return self
        ways = {item: self.ways[item] for item in items if item in self.ways}
        excluded = {i: self.excluded.get(i, NO_ITEM) for i in items if i not in self.ways}
        if not ways:
            raise ConfigError(
                f"{self.name} lacks every one of the {len(excluded)} items ({_few(excluded)}): "
                "name another reference, or other items"
            )
        changes = tuple(change for change in self.changes if change.item in ways)
        return replace(self, ways=ways, excluded=excluded, changes=changes)

    def choose(self, items: str | Iterable[Item] | None) -> "Reference":
        """Return the reference for the items that a user chooses.

        Args:
            items: A named set, names with commas between, or a list of names; None for all. Of a
                set what the reference lacks is left out.

        Raises:
            ConfigError: An item that is named is unknown, or there is none to compare.
        """
        names = select_items(items)
        if names is not None and not _is_set(items):
            self._check_names(names)
        return self.only(names)

    def _check_names(self, names: Collection[Item]) -> None:
        """Raise ConfigError unless names are given, and all of them are of the reference."""
        if not names:
            raise ConfigError("no item is named: name some, or leave `items` out to compare all")
        unknown = [name for name in names if name not in self.ways.keys() | self.excluded.keys()]
        if unknown:
            listed = "; ".join(self._with_near(name) for name in unknown)
            raise ConfigError(
                f"{self.name} has no item {listed}: correct the name, or leave `items` out to "
                "compare all"
            )

    def _with_near(self, name: Item) -> str:
        near = difflib.get_close_matches(name.lower(), [*self.ways, *self.excluded], 3)
        return f"{name!r}" + (f" (did you mean {', '.join(near)}?)" if near else "")


def _few(names: Collection[str]) -> str:
    return ", ".join(sorted(names)[:3]) + (", ..." if len(names) > 3 else "")


def world_reference(world_truth: Truth, rate: float = 0.0, seed: int = 0) -> Reference:
    """Return the reference of a world's own tables."""
    tables = world_truth.tables
    changed = f", perturbed at {rate:g} by seed {seed}" if rate else ""
    sure, at_all = rounds(tables), rounds(tables, by_luck=True)
    reasons = dict.fromkeys((i for i in tables.subgoals if i not in sure), BY_LUCK)
    reasons |= dict.fromkeys((i for i in tables.subgoals if i not in at_all), CUT_OFF)
    reasons |= dict.fromkeys((i for i in tables.subgoals if not tables.ways_of(i)), NO_WAY)
    return Reference(
        name=f"{tables.title}{changed}",
        version=tables.version,
        digest=tables.digest,
        ways={item: tables.ways_of(item) for item in tables.subgoals if item not in reasons},
        excluded=reasons,
        left_out=tuple(tables.about.get("left_out", ())),
        changes=world_truth.changes,
        every={item: tables.ways_of(item) for item in tables.subgoals},
    )


def version_reference(version: str) -> Reference:
    """Return the reference of a Minecraft version; an unknown one is a ConfigError."""
    reference = world_reference(truth(version))
    known = {item: ways for item, ways in reference.every.items() if ways}
    return replace(reference, every=known)  # a world that is no table knows more ways


def file_reference(path: Path) -> Reference:
    """Return the graph in a file as a reference: every recipe in it counts as true."""
    awm = load_graph(path).awm()
    ways_by_item = {
        item: tuple(TrueRecipe(b.recipe, b.recipe.yields) for b in awm.beliefs(item))
        for item in awm.known
    }
    ways = {item: ways for item, ways in sorted(ways_by_item.items()) if ways}
    is_nested = path.read_text(encoding="utf-8").lstrip().startswith("[")
    return Reference(
        name=str(path),
        version=None,
        digest=None,
        ways=ways,
        excluded={item: UNTOLD for item, ways in sorted(ways_by_item.items()) if not ways},
        warning=CIRCULAR if is_nested else None,
        every=ways,
    )


def find_reference(name: str) -> Reference:
    """Return the reference that a user names.

    Args:
        name: A file of a graph, or a Minecraft version.

    Raises:
        ConfigError: The name is neither.
    """
    if Path(name).is_file():
        return file_reference(Path(name))
    names = (*versions(), *GAMES)
    if not any(f"{version}.".startswith(f"{name}.") for version in names):
        supported = ", ".join(names)
        raise ConfigError(f"no reference {name!r}: neither a file nor a version of {supported}")
    return version_reference(name)


def item_sets() -> Mapping[str, JsonObject]:
    """Return the named sets of items, each with its `version` and its `items`."""
    text = Path(__file__).with_name("sets.yaml").read_text(encoding="utf-8")
    named_sets: Mapping[str, JsonObject] = yaml.safe_load(text)
    return named_sets


def select_items(items: str | Iterable[Item] | None) -> list[Item] | None:
    """Return the items of a named set, of names with commas between, or of a list; None for None.

    Raises:
        ConfigError: What is given is none of these.
    """
    if items is None:
        return None
    if isinstance(items, str):
        if _is_set(items):
            return list(item_sets()[items.strip()]["items"])
        return [name.strip() for name in items.split(",") if name.strip()]
    names: list[object] = list(items) if isinstance(items, Iterable) else [items]
    texts = [name.strip() for name in names if isinstance(name, str)]
    if len(texts) < len(names):
        raise ConfigError(f"`items` is {items!r}: give a list of names, or 'log,stick'")
    return texts


def _is_set(items: object) -> bool:
    return isinstance(items, str) and items.strip() in item_sets()
