"""Crafter, the package of PyPI, and what its adapter shares with that of Craftax-Classic."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from deckard.worlds.crafter.game import CrafterGame
from deckard.worlds.crafter.install import GamePackage
from deckard.worlds.tables.mars import NAME, mars_tables

if TYPE_CHECKING:
    from deckard.worlds.crafter.mars.world_file import WorldFile
    from deckard.worlds.crafter.plain_batch import PlainBatch


class Crafter(CrafterGame):
    """Crafter.

    With `mars`, the path of a world file of Mars, the rules of terrain, survival and tasks are its.

    A version of Crafter whose rules are not those that deckard was checked with is refused, unless
    `any_rules` is set; then what a run learns is scored by rules that may be others.
    """

    package = GamePackage(
        name="crafter",
        part=".",
        rules=("data.yaml", "engine.py", "env.py", "objects.py", "worldgen.py"),
        tables="crafter",
    )

    def __init__(self, any_rules: bool = False, mars: str | None = None) -> None:
        super().__init__(any_rules)
        self._file = None if mars is None else self._read(Path(mars))

    def _read(self, path: Path) -> "WorldFile":
        """Take the rules of a world file; what the score needs of them is recorded."""
        from deckard.worlds.crafter.mars.world_file import read_world_file

        file, digest = read_world_file(path)
        tasks = file.tasks()
        self.needs = {need: file.items[need].max for need in self.needs}
        self.game = replace(self.game, health=file.items["health"].initial)
        self.about |= {
            "tables": NAME,
            "tables_sha256": mars_tables(tasks).digest,
            NAME: {"sha256": digest, "tasks": tasks},
        }
        return file

    def _batch(self, worlds: int, seed: int) -> "PlainBatch":
        from deckard.worlds.crafter.plain_batch import PlainBatch  # imports crafter

        if self._file is None:
            return PlainBatch(worlds, seed)
        from deckard.worlds.crafter.mars.env import MarsEnv

        return PlainBatch(worlds, seed, partial(MarsEnv, self._file))
