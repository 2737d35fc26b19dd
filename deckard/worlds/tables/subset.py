"""A subset of a version's tables: some items, and all that is needed to obtain them."""

from collections.abc import Collection, Sequence, Set
from contextlib import suppress
from dataclasses import replace

from deckard.errors import ConfigError
from deckard.graph.walk import walk
from deckard.types import Item
from deckard.worlds.tables import Drop, Tables, Use
from deckard.worlds.tables.reachable import rounds
from deckard.worlds.tables.usual import Usual

FUEL = "coal"
"""The fuel that is kept for smelts; chosen."""


def subset(tables: Tables, goals: Collection[Item]) -> Tables:
    """Return the tables of some goals and all items that their usual recipes need.

    All recipes of these items are kept. Drops of mobs and uses are kept only where the goals cannot
    be obtained without them.

    Raises:
        ConfigError: A goal cannot be obtained.
    """
    dug = replace(tables, mobs={}, uses=())
    with suppress(ConfigError):
        kept = _kept(dug, _closure(dug, goals))
        if rounds(kept).keys() >= {*goals}:
            return kept
    return _kept(tables, _closure(tables, goals))


def _kept(tables: Tables, keep: Set[Item]) -> Tables:
    """Return the tables of some items alone."""
    return replace(
        tables,
        items=tuple(item for item in tables.items if item in keep),
        recipes=tuple(r for r in tables.recipes if r.item in keep and keep >= r.needs.keys()),
        blocks={n: replace(b, drops=_drops(b.drops, keep)) for n, b in tables.blocks.items()},
        mobs={n: replace(m, drops=_drops(m.drops, keep)) for n, m in tables.mobs.items()},
        uses=tuple(_use(u, keep) for u in tables.uses if keep >= {u.item, *u.ingredients}),
        fuels={item: worth for item, worth in tables.fuels.items() if item in keep},
    )


def _closure(tables: Tables, goals: Collection[Item]) -> set[Item]:
    usual = Usual(tables)

    def needs(item: Item) -> list[Item]:
        way = usual.way(item)
        if way is None:
            raise ConfigError(
                f"{item!r} cannot be obtained in Minecraft {tables.version} without luck"
            )
        return [*way.needs, *([FUEL] if way.how == "smelt" else [])]

    return set(walk(goals, needs))


def _drops(drops: Sequence[Drop], keep: Collection[Item]) -> tuple[Drop, ...]:
    return tuple(replace(d, tools=_some(d.tools, keep)) for d in drops if d.item in keep)


def _use(use: Use, keep: Collection[Item]) -> Use:
    return replace(use, tools=_some(use.tools, keep))


def _some(tools: Sequence[Item], keep: Collection[Item]) -> tuple[Item, ...]:
    return tuple(tool for tool in tools if tool in keep)
