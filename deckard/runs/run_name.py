"""The name of a run directory that nobody named: what is run, and what was laid over its config."""

import hashlib
import re
from collections.abc import Sequence

from deckard.config import RunConfig, spell_out
from deckard.runs import manifest

UNSAFE = re.compile(r"[^A-Za-z0-9_.=+,-]+")
"""Characters that some file system forbids, or that a shell reads otherwise."""
LONGEST = 100
"""Characters of a name; longer ones are cut and end with a hash of the whole."""
DIGEST = 8
"""Hexadecimal digits of that hash."""
IN_NAME = {"target", "world.name", "seed"}
"""Keys whose values every name tells."""
NOT_IN_NAME = {
    *(key for key, parts in manifest.FREE.items() if parts is True),
    *(f"llm.{key}" for key in manifest.FREE["llm"] if key != "cassette"),
}
"""Keys that a run may go on with another value of: they do not lead to another directory.

A cassette does: to replay a run's answers is another run.
"""


def run_name(config: RunConfig, overrides: Sequence[str] = (), file: str | None = None) -> str:
    """Return the name of a run's directory: the same for the same command, else another.

    Args:
        config: The config with the overrides laid over it.
        overrides: The overrides, each `key=value`; their order does not matter, and of two of one
            key the last counts.
        file: The name of the config file without its suffix; None for the default config.

    Returns:
        `TARGET-WORLD[-KEY=VALUE...]-seedN`, after the name of the file if that is not the target.
        It holds only letters, digits and `_.=+,-`, and at most `LONGEST` characters. Where
        something was left out for that, it ends with a hash.
    """
    target = config.target or "everything"
    head = [] if file in (None, target) else [str(file)]
    parts = [*head, target, config.world.name, *_suffix(overrides), f"seed{config.seed}"]
    return _file_safe("-".join(parts))


def _suffix(overrides: Sequence[str]) -> list[str]:
    """What was laid over the config and is not told elsewhere in the name, sorted by key."""
    pairs = (spell_out(override).partition("=") for override in overrides)
    values = {key: value.strip("'\" ") for key, _, value in pairs}
    return [f"{k}={v}" for k, v in sorted(values.items()) if k not in IN_NAME | NOT_IN_NAME]


def _file_safe(name: str) -> str:
    """A name that every file system takes; names that differ stay different."""
    safe = UNSAFE.sub("_", name)
    if safe == name and len(name) <= LONGEST:
        return name
    digest = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:DIGEST]
    return f"{safe[: LONGEST - DIGEST - 1]}-{digest}"
