"""Packages of the game: whether they are there, and whether their rules are those proved."""

import hashlib
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from deckard.errors import ConfigError, MissingExtra
from deckard.types import JsonObject
from deckard.worlds.tables import load_tables


@dataclass(frozen=True)
class GamePackage:
    """A package that plays the game; nothing of it is loaded here."""

    name: str
    """Of the package, the extra and the world."""
    part: str
    """The folder of the game in the package."""
    rules: tuple[str, ...]
    """The files that hold the rules."""
    tables: str
    """The tables of the rules, which are for the score alone."""
    needs: tuple[str, ...] = ()
    """What else must be installed."""

    def about(self, any_rules: bool) -> JsonObject:
        """Return what a manifest records, if the package may be used.

        Args:
            any_rules: Whether rules will do that were never checked.

        Raises:
            MissingExtra: The package is not installed.
            ConfigError: Its rules are none that deckard was checked with.
        """
        self._check_installed()
        tables, digest = load_tables(self.tables), self.digest()
        proved = str(tables.about["package"])
        if digest != tables.about["rules_sha256"] and not any_rules:
            raise ConfigError(
                f"the rules of the installed {self.name} {self.version()} are not those of "
                f"{proved}, with which deckard was checked: pip install "
                f"{proved.replace(' ', '==')}, or set world.any_rules=true"
            )
        return {
            "name": self.name,
            "package": self.version(),
            "rules_sha256": digest,
            "tables": self.tables,
            "tables_sha256": tables.digest,
        }

    def _check_installed(self) -> None:
        for package in (*self.needs, self.name):
            if find_spec(package) is None:
                raise MissingExtra(
                    f"the world {self.name} needs the package {package}: pip install "
                    f"'deckard-awm[{self.name}]'"
                )

    def version(self) -> str:
        """Return the version of the package."""
        return version(self.name)

    def folder(self) -> Path:
        """Return the folder of the game."""
        spec = find_spec(self.name)
        [folder] = (spec and spec.submodule_search_locations) or [""]
        return Path(folder, self.part)

    def digest(self) -> str:
        """Return the SHA-256 of the files that hold the rules."""
        digest = hashlib.sha256()
        for name in self.rules:
            digest.update((self.folder() / name).read_bytes())
        return digest.hexdigest()
