"""The components that a config names, built."""

from dataclasses import dataclass
from typing import Any

from deckard import explore, llms, verify, worlds
from deckard import policies as options
from deckard.config import RunConfig
from deckard.dream.prompt import Prompt, load_prompt
from deckard.errors import ConfigError
from deckard.explore import Explorer
from deckard.llms import LLM
from deckard.policies import Trainer
from deckard.resources import find_resource
from deckard.runs.given import Given, load_given
from deckard.types import Item
from deckard.verify import Verifier
from deckard.worlds import World


@dataclass(frozen=True)
class Parts:
    """The components of a run, built from its config; building them writes nothing."""

    config: RunConfig
    world: World
    llm: LLM
    prompt: Prompt
    trainer: Trainer
    explorer: Explorer
    verifier: Verifier
    given: Given

    @classmethod
    def of(cls, config: RunConfig) -> "Parts":
        """Build every component, so that a mistake in any is named before anything starts."""

        world = config.world.build("world", worlds.KNOWN)
        check_item(world, config.target, "target")
        if config.target is None and config.dream.scope != "all":
            raise ConfigError(
                "without a target there is nothing to dream down from: set dream.scope=all"
            )
        lent = {"patience": config.wake.patience, "world": world}
        return cls(
            config,
            world,
            llms.build_llm(config.llm.name, **config.llm.options),
            load_prompt(find_resource("prompts", config.dream.prompt)),
            config.trainer.build("trainer", options.KNOWN, {"world": world}),
            config.explorer.build("explorer", explore.KNOWN, lent),
            config.verifier.build("verifier", verify.KNOWN, lent),
            load_given(find_resource("configs", config.given), world.items)
            if config.given
            else Given(),
        )

    @property
    def benchmark(self) -> dict[str, Any]:
        """What makes a run one that only a benchmark may make: who knows the truth, and what."""
        knowing = {"explorer": self.explorer, "verifier": self.verifier}
        told = {part: getattr(who, "benchmark", None) for part, who in knowing.items()}
        told["given"] = self.given.about or None
        return {part: words for part, words in told.items() if words}


def check_item(world: World, item: Item | None, what: str) -> None:
    """Raise a ConfigError that names near ones unless the item is of the world."""
    import difflib

    if item is None or item in world.items:
        return
    near = difflib.get_close_matches(item, world.items, 3)
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    raise ConfigError(f"{what} {item!r} is not an item of this world{hint}")
