"""Doctor: whether a machine has what a run needs. Nothing is started, fetched, asked or imported.

Every part works where all the others are missing, the packages that deckard needs included.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from deckard.doctor import machine, minecraft, model, packages
from deckard.doctor.check import PATIENCE, Check, Finding, Found, carry_out

if TYPE_CHECKING:
    from deckard.config import RunConfig

MINEDOJO = "minedojo"
NEEDS = {MINEDOJO: (4.0, 2.0, 3.0)}
"""GB of memory for an instance, of disk for runs and for temporary files, by world."""
LITTLE = (2.0, 0.2, 0.1)
"""The same for every other world."""


def examine(
    world: str, config: "RunConfig | None" = None, patience: float = PATIENCE
) -> list[Finding]:
    """Look at what runs in a world need; without a config the language model is left out.

    Takes a little longer than `patience` seconds at most.
    """
    options = config.world.options if config is not None else {}
    checks = [*machine.checks(*NEEDS.get(world, LITTLE)), *_packages(world)]
    if world == MINEDOJO:
        checks += [*minecraft.checks(_ports(options))]
    if config is not None:
        checks += model.checks(config.llm)
    return carry_out([*checks, *_weights(), *machine.useful()], patience)


def _packages(world: str) -> list[Check]:
    found = packages.checks(world if world == MINEDOJO else "")
    if world != MINEDOJO:
        return found
    named = [check for check in found if check.what not in ("gym", MINEDOJO)]
    return [*named, Check("gym", packages.gym), Check(MINEDOJO, packages.minedojo)]


def _ports(options: Mapping[str, Any]) -> list[int]:
    ports = options.get("ports") or []
    return [port for port in ports if isinstance(port, int)] if isinstance(ports, list) else []


def _weights() -> list[Check]:
    from deckard import weights

    def look() -> Found:
        kept = weights.kept(weights.default())
        said = ", ".join(kept) if kept else "none; only policies for pixels start from them"
        return Found(bool(kept), said, "" if kept else "deckard fetch-weights --list")

    return [Check("weights", look, needed=False)]
