"""The components of a run: built from what its config names, or given as objects."""

import difflib
import inspect
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from deckard import explore, llms, policies, registry, verify, worlds
from deckard.config import RunConfig
from deckard.dream.prompt import Prompt, load_prompt
from deckard.errors import ConfigError
from deckard.explore import Explorer, ExplorerLike, as_explorer
from deckard.llms import LLM
from deckard.policies import Trainer
from deckard.resources import find_resource
from deckard.runs.given import Given, load_given
from deckard.runs.manifest import Provenance
from deckard.types import Item
from deckard.verify import Verifier, VerifierLike, as_verifier
from deckard.wake.callbacks import RunCallback
from deckard.worlds import World

FAMILIES = {
    "world": worlds.KNOWN,
    "llm": llms.KNOWN,
    "trainer": policies.KNOWN,
    "explorer": explore.KNOWN,
    "verifier": verify.KNOWN,
}
"""The shipped components of each seam, by the config's key."""
CALLBACKS = registry.Components(RunCallback, {})
"""deckard ships no callback that is named in a config."""


class Objects(TypedDict, total=False):
    """Components that are given as objects, in place of what the config names."""

    world: World
    llm: LLM
    trainer: Trainer
    explorer: ExplorerLike
    verifier: VerifierLike


NO_OBJECTS: Objects = {}


@dataclass(frozen=True)
class RunComponents:
    """The components of a run; to build them writes nothing."""

    config: RunConfig
    """The run's config; it names the class of each component that was given as an object."""
    world: World
    llm: LLM
    prompt: Prompt
    trainer: Trainer
    explorer: Explorer
    verifier: Verifier
    given: Given
    callbacks: Sequence[RunCallback] = ()
    """Those that the config names."""
    objects: Mapping[str, str] = field(default_factory=dict)
    """The class of each component that was given as an object, by its key."""

    @classmethod
    def of(cls, config: RunConfig, components: Objects = NO_OBJECTS) -> "RunComponents":
        """Build every component, so that a mistake in any is named before anything starts.

        Args:
            config: Names each component and gives its options.
            components: Objects to be used instead of what the config names.

        Raises:
            ConfigError: A component is unknown, lacks a part of its family, or has a wrong option;
                or the target is no item of the world.
        """
        given: Mapping[str, object] = {**components}
        objects = {key: _class_path(key, made) for key, made in given.items()}
        config = _naming(config, objects)

        def built(key: str, lent: Mapping[str, object] = {}) -> Any:
            named = getattr(config, key)
            return given[key] if key in given else named.build(key, FAMILIES[key], lent)

        world: World = built("world")
        _check_target(world, config)
        lent = {"patience": config.wake.patience, "world": world}
        return cls(
            config,
            world,
            components["llm"] if "llm" in components else _llm(config),
            load_prompt(find_resource("prompts", config.dream.prompt)),
            built("trainer", lent),
            as_explorer(built("explorer", lent)),
            as_verifier(built("verifier", lent)),
            _given(config, world),
            [callback.build("callback", CALLBACKS) for callback in config.callbacks],
            objects,
        )

    @property
    def provenance(self) -> Provenance:
        """What the components say of themselves, for the manifest."""
        return Provenance(
            world=self.world.about,
            llm=llms.describe_llm(self.llm, self.config.llm.name, self.config.llm.options),
            trainer=self.trainer.about,
            benchmark=self.benchmark,
            objects=self.objects,
        )

    @property
    def benchmark(self) -> dict[str, object]:
        """What makes a run one that only a benchmark may make: who knows the truth, and what."""
        truths: dict[str, object] = {
            "explorer": self.explorer.benchmark,
            "verifier": self.verifier.benchmark,
            "given": self.given.about,
        }
        return {key: truth for key, truth in truths.items() if truth}


def _class_path(key: str, component: object) -> str:
    """The `package.module:Class` of an object, or of a function; ConfigError for a wrong one."""
    if key not in FAMILIES:
        raise ConfigError(f"there is no component {key!r}; there are: {', '.join(FAMILIES)}")
    named = component if inspect.isfunction(component) else type(component)
    path = f"{named.__module__}:{named.__qualname__}"
    registry.check_component(key, FAMILIES[key], path, component)
    return path


def _naming(config: RunConfig, objects: Mapping[str, str]) -> RunConfig:
    """The config with the classes of objects in the place of what it named, without options."""
    named = {}
    for key, path in objects.items():
        own = getattr(config, key)
        common = {name: getattr(own, name) for name in type(own).model_fields}
        named[key] = type(own)(**common | {"name": path})
    return config.model_copy(update=named)


def _llm(config: RunConfig) -> LLM:
    return llms.build_llm(config.llm.name, **config.llm.options)


def _check_target(world: World, config: RunConfig) -> None:
    check_item(world, config.target, "target")
    if config.target is None and config.dream.scope != "all":
        raise ConfigError(
            "without a target there is nothing to dream down from: set dream.scope=all"
        )


def _given(config: RunConfig, world: World) -> Given:
    if config.given is None:
        return Given()
    return load_given(find_resource("configs", config.given), world.items, world.unheld)


def check_item(world: World, item: Item | None, what: str) -> None:
    """Raise a ConfigError that names near ones unless the item is of the world."""
    if item is None or item in world.subgoals:
        return
    hint = name_hint(item, world.subgoals)
    raise ConfigError(f"{what} {item!r} is not an item of this world; {hint}")


def name_hint(item: Item, items: Collection[Item]) -> str:
    """Return near names of a wrong one; where there are none, some names and where all stand."""
    if near := difflib.get_close_matches(item.lower(), items, 3):
        return f"did you mean {', '.join(near)}?"
    return f"its {len(items)} items, such as {', '.join(sorted(items)[:3])}, are in `World.items`"
