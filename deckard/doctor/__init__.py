"""The doctor checks whether a machine has what a run needs.

It starts, downloads, asks and imports nothing. Each check works where everything else is missing,
even the packages that deckard needs.
"""

from typing import TYPE_CHECKING

from deckard.doctor import machine, minecraft, model, packages
from deckard.doctor.check import PATIENCE, Check, CheckResult, Diagnosis, run_checks

if TYPE_CHECKING:
    from deckard.config import RunConfig
    from deckard.types import JsonObject

MINEDOJO = "minedojo"
INSTANCE = 4.0
"""GB of memory that one Minecraft takes."""
COPY = 1.5
"""GB of temporary files that one Minecraft takes."""
INSTANCES = 2
"""Minecraft instances that a run starts unless its config says how many."""


def examine(
    world: str, config: "RunConfig | None" = None, patience: float = PATIENCE
) -> list[CheckResult]:
    """Check what runs in a world need.

    Args:
        world: The name of the world.
        config: The config of the run. Without one the language model is not checked.
        patience: Seconds after which an unfinished check counts as unknown.
    """
    options = config.world.options if config is not None else {}
    checks = [*machine.machine_checks(_needs(world, options)), *_packages(world)]
    if world == MINEDOJO:
        checks += minecraft.minecraft_checks(_ports(options), options.get("minecraft"))
    if config is not None:
        checks += model.model_checks(config.llm)
    return run_checks([*checks, *_weights(), *machine.optional_checks()], patience)


def _needs(world: str, options: "JsonObject") -> machine.Needs:
    if world != MINEDOJO or _ports(options):
        return machine.Needs()
    instances, folder = options.get("instances"), options.get("folder")
    count = instances if isinstance(instances, int) else INSTANCES
    return machine.Needs(instance=INSTANCE, instances=count, scratch=COPY * count, folder=folder)


def _packages(world: str) -> list[Check]:
    checks = packages.package_checks(world if world == MINEDOJO else "")
    if world != MINEDOJO:
        return checks
    others = [check for check in checks if check.what not in ("gym", MINEDOJO)]
    return [*others, Check("gym", packages.check_gym), Check(MINEDOJO, packages.check_minedojo)]


def _ports(options: "JsonObject") -> list[int]:
    ports = options.get("ports") or []
    return [port for port in ports if isinstance(port, int)] if isinstance(ports, list) else []


def _weights() -> list[Check]:
    from deckard.policies import weights

    def look() -> Diagnosis:
        downloaded = weights.downloaded_weights(weights.default())
        message = (
            ", ".join(downloaded)
            if downloaded
            else "none; only policies for pixels start from them"
        )
        return Diagnosis(
            bool(downloaded), message, "" if downloaded else "deckard fetch-weights --list"
        )

    return [Check("weights", look, needed=False)]
