"""A part of a version: some items, and what it takes to obtain them by digging and making."""

from collections.abc import Collection
from dataclasses import replace

from deckard.errors import ConfigError
from deckard.recipes import Item
from deckard.worlds.tables import Block, Drop, Tables
from deckard.worlds.tables.usual import Usual

FUEL = "coal"
"""The fuel that is kept where something is smelted."""


def part(tables: Tables, goals: Collection[Item]) -> Tables:
    """Return the tables without what none of the goals takes.

    Of each item the usual way is followed; of what this leads to all ways are kept but those by a
    fight or a use. ConfigError names a goal that cannot be obtained.
    """
    tables = replace(tables, mobs={}, uses=())
    keep = _closure(tables, goals)
    return replace(
        tables,
        items=tuple(item for item in tables.items if item in keep),
        recipes=tuple(r for r in tables.recipes if r.item in keep and keep >= r.needs.keys()),
        blocks={name: _block(block, keep) for name, block in tables.blocks.items()},
        fuels={item: worth for item, worth in tables.fuels.items() if item in keep},
    )


def _closure(tables: Tables, goals: Collection[Item]) -> set[Item]:
    usual, keep, queue = Usual(tables), set[Item](), list(goals)
    while queue:
        item = queue.pop()
        if item in keep:
            continue
        way = usual.way(item)
        if way is None:
            raise ConfigError(
                f"{item!r} cannot be obtained in Minecraft {tables.version} by digging"
            )
        keep.add(item)
        queue += [*way.needs, *([FUEL] if way.how == "smelt" else [])]
    return keep


def _block(block: Block, keep: Collection[Item]) -> Block:
    return replace(block, drops=tuple(_drop(d, keep) for d in block.drops if d.item in keep))


def _drop(drop: Drop, keep: Collection[Item]) -> Drop:
    return replace(drop, tools=tuple(tool for tool in drop.tools if tool in keep))
