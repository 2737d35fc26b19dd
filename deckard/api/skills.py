"""The policies that a run learnt, and the environments that they fit."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from deckard import policies
from deckard.api.checks import check_name, check_number
from deckard.config import RunConfig
from deckard.errors import GraphError, RunDirError
from deckard.policies import Policy, Trainer
from deckard.runs.components import name_hint
from deckard.types import Item, Option
from deckard.worlds import World

if TYPE_CHECKING:
    from deckard.policies.subgoal_gym_env import SubgoalGymEnv


class RunSkills:
    """What a run learnt to do, with the world and the trainer of its config."""

    def __init__(
        self,
        folder: Path,
        config: RunConfig,
        options: Mapping[Item, Option],
        world: World,
        trainer: Trainer | None,
    ) -> None:
        """Take a run apart; without a trainer that of the config is built."""
        self.folder, self.options, self.world = folder, options, world
        self.trainer = trainer or policies.build_trainer(config.trainer, world)

    def policy(self, item: Item) -> Policy:
        """Read the policy of an item."""
        return self.trainer.load(self.folder / "policies" / self.option(item).file)

    def env(self, item: Item, seed: int) -> "SubgoalGymEnv":
        """Open the environment in which the policy of an item was learnt."""
        from deckard.policies.subgoal_gym_env import subgoal_gym_env

        check_number(seed, "the seed", 0)
        return subgoal_gym_env(self.world, self.option(item), self.trainer.max_decisions, seed)

    def option(self, item: Item) -> Option:
        """The option of an item; an error says which there are."""
        check_name(item)
        if item in self.options:
            return self.options[item]
        if item not in self.world.subgoals:
            hint = name_hint(item, self.world.subgoals)
            raise GraphError(f"{item!r} is not an item of this world; {hint}")
        learnt = ", ".join(sorted(self.options)) or "none so far"
        raise RunDirError(
            f"the run has learnt no policy for {item!r}: it has policies for {learnt}; items that "
            "are crafted or smelted need none, `plan` says how they are made"
        )
