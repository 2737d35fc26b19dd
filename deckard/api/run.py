"""A run as an object: what it knows, how it came to know that, and what can be done with it."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from deckard.api.answers import RunScore, RunWhy
from deckard.api.planning import RunPlanning
from deckard.api.skills import RunSkills
from deckard.api.tables import Table, check_table, entries_table, growth_table, items_table
from deckard.bench.score.graph import assess, reference_for
from deckard.bench.score.growth_curve import truth_of
from deckard.graph.beliefs import VERIFIED
from deckard.journal.reader import Moment
from deckard.policies import Policy, Trainer
from deckard.runs.snapshot import Source
from deckard.types import Item
from deckard.worlds import World

if TYPE_CHECKING:
    import pandas as pd

    from deckard.policies.subgoal_gym_env import SubgoalGymEnv


class Run(RunPlanning):
    """A run, or a graph from a file, to look into; `deckard.load` and `deckard.run` make one.

    It is a snapshot: what the run records later is not in it. Everything is computed from the
    journal when it is first asked for.

    Examples:
        >>> import deckard
        >>> run = deckard.load("runs/first")
        >>> run.target, run.env_steps
        ('stone_pickaxe', 3857)
        >>> run.awm.beliefs("stick")[0].recipe.ingredients
        {'planks': 2}
    """

    def __init__(
        self, source: Source, world: World | None = None, trainer: Trainer | None = None
    ) -> None:
        """Open what a source has; `deckard.load` does so, and checks it.

        Args:
            source: Where the graph and its journal are.
            world: The world to plan and act in; None for that of the config.
            trainer: What reads the policies; None for that of the config.
        """
        super().__init__(source)
        self._given_world, self._given_trainer = world, trainer

    def at(self, step: int | str) -> "Run":
        """Return the run as it was at a moment.

        Args:
            step: Env steps, as in 2000; or an entry of the journal, as in "entry:12".

        Returns:
            A run with the entries that were recorded by then.

        Raises:
            ConfigError: The moment is neither.
            GraphError: This is a graph from a file.

        Examples:
            >>> import deckard
            >>> run = deckard.load("runs/first")
            >>> run.at(0).graph.nodes["stick"]["status"]
            'hypothesised'
        """
        self._need_run("earlier moments")
        source = replace(self._source, until=Moment.parse(str(step)))
        return Run(source, self._given_world, self._given_trainer)

    def score(
        self,
        reference: str | Path | None = None,
        items: str | Iterable[Item] | None = None,
        across_versions: bool = False,
    ) -> RunScore:
        """Compare the graph with the truth, which the agent never sees.

        Args:
            reference: What is true: a Minecraft version (1.11.2, 1.16) or a file; None for the
                truth of the run's own world.
            items: A named set (goals67), items with commas between, or a list; None for all.
            across_versions: Whether `reference` may be another version or world than the run's.

        Returns:
            The comparison; printed, it is what `deckard score` says.

        Raises:
            ConfigError: The truth is not known, is of another world, or lacks an item.

        Examples:
            >>> import deckard
            >>> score = deckard.load("runs/first").score(items="log,planks,stick")
            >>> score.accuracy(verified=True).right
            3
        """
        world = dict(self.world) if self.world else None
        name = reference if reference is None else str(reference)
        true = reference_for(world, name, across_versions, items)
        return RunScore.of(assess(self.awm, true))

    def why(self, item: Item) -> RunWhy:
        """Tell for each recipe of an item what made it believed, and what refuted others.

        Args:
            item: An item of the graph.

        Returns:
            The accounts of its recipes; printed, it is what `deckard graph why` says.

        Raises:
            GraphError: The item is not in the graph (near names are suggested), or this is a graph
                from a file.

        Examples:
            >>> import deckard
            >>> why = deckard.load("runs/first").why("stick")
            >>> why.status, len(why.accounts)
            ('verified', 1)
        """
        self._need_run("journal to explain items by")
        return RunWhy.of(self.entries, item, self._source)

    def policy(self, item: Item) -> Policy:
        """Return the policy that the run learnt to collect an item.

        It fits `env(item)`. The trainer `ppo` makes a `stable_baselines3.PPO`.

        Args:
            item: An item that is collected.

        Returns:
            The policy. `predict(observation)` returns what that of stable-baselines3 does.

        Raises:
            GraphError: The world has no such item (near names are suggested), or this is a graph
                from a file.
            RunDirError: The run learnt no policy for the item, or its file is gone or damaged.

        Examples:
            >>> import deckard
            >>> run = deckard.load("runs/first")
            >>> policy, env = run.policy("log"), run.env("log")
            >>> observation, info = env.reset(seed=0)
            >>> action, _ = policy.predict(observation)
            >>> observation, reward, terminated, truncated, info = env.step(action)
        """
        return self._skills.policy(item)

    def env(self, item: Item, seed: int = 0) -> "SubgoalGymEnv":
        """Return the environment in which the policy of an item was learnt.

        Its observation and action space are those of the policy. An episode begins with what the
        option grants, such as a tool in the hand. The reward is 1 when the item is gained.

        Args:
            item: An item of which the run has learnt a policy.
            seed: Decides the episodes, until `reset` gets another.

        Returns:
            A `gymnasium.Env`; its docstring tells the columns of an observation.

        Raises:
            GraphError: As for `policy`.
            RunDirError: The run learnt no policy for the item.

        Examples:
            >>> import deckard
            >>> env = deckard.load("runs/first").env("log")
            >>> env.reset(seed=0)[0].shape == env.observation_space.shape
            True
        """
        return self._skills.env(item, seed)

    def to_pandas(self, table: Table = "entries") -> "pd.DataFrame":
        """Return the run as a table; needs the extra `pandas`.

        `entries` has a row for each entry of the journal:

        | column | type | meaning |
        |---|---|---|
        | `entry` | int, the index | its number, from 1 |
        | `at` | datetime, UTC | when it was written |
        | `env_steps` | int | env steps of the run once it was written |
        | `steps` | int | env steps that it took |
        | `kind` | str | its first event: `dreamed`, `supposed`, `practised`, `pursued`, ... |
        | `item`, `recipe` | str | what it was done for; the recipe in words |
        | `result` | str | how a pursuit ended, whether a policy was learnt, an answer's fault |
        | `verified`, `refuted` | int | recipes that it verified and refuted |

        `growth` has a row for the beginning (entry 0) and one for each entry:

        | column | type | meaning |
        |---|---|---|
        | `entry` | int, the index | its number |
        | `env_steps` | int | env steps spent by then |
        | `named` | int | items in the graph |
        | `verified`, `hypothesised` | int | items by the best status of their recipes |
        | `verified_right`, `verified_wrong` | int | of the verified, by their best recipe |
        | `hypothesised_right`, `hypothesised_wrong` | int | the same of the hypothesised |
        | `facts`, `facts_wrong` | int | verified or proven ever; contradicted by the world |
        | `needs`, `needs_unproven` | int | stations, tools of verified recipes; not proven |

        A recipe is right when it needs the items that a true one does. Where the truth of the world
        is not known, the counts of right and wrong are `<NA>`.

        `items` has a row for each item of the graph, and is there for a graph from a file, too:

        | column | type | meaning |
        |---|---|---|
        | `item` | str, the index | its name |
        | `status`, `how`, `recipe` | str | as the attributes of nodes in `graph` |
        | `recipes` | int | how many are believed |
        | `weight` | float | how sure whoever proposed the best was, in [0, 1] |
        | `target` | bool | whether the run is after it |
        | `reliability` | float | share of measured episodes in which its policy gained it |

        Args:
            table: `entries`, `growth` or `items`.

        Returns:
            A `pandas.DataFrame`.

        Raises:
            MissingExtra: pandas is not installed.
            ConfigError: There is no such table.
            GraphError: This is a graph from a file, and the table needs a journal.

        Examples:
            >>> import deckard
            >>> run = deckard.load("runs/first")
            >>> int(run.to_pandas("growth")["verified"].iloc[-1])
            7
        """
        check_table(table)
        if table == "items":
            return items_table(self.state, self.target)
        if table == "entries":
            return entries_table(self.entries)
        return growth_table(self.entries, truth_of(self.world))

    @cached_property
    def _skills(self) -> RunSkills:
        self._need_run("policies")
        options = self.state.options
        return RunSkills(self.path, self.config, options, self._world, self._given_trainer)

    def __repr__(self) -> str:
        """Return one line: what the run is after, and how far it is."""
        verified = f"{len(self.awm.items(VERIFIED))} of {len(self.awm.known)} items verified"
        counts = f"{verified}, {self.env_steps:,} env steps"
        if self.is_file:
            return f"<Run {self.path}: a graph, {counts}>"
        target, world = self.config.target or "everything", self.config.world.name
        return f"<Run {self.path}: {target} in {world}, seed {self.config.seed}, {counts}>"

    def _repr_html_(self) -> str:
        """Return the graph as SVG, for notebooks."""
        from html import escape

        from deckard.view.graph.svg import graph_svg

        picture = graph_svg(self._source.whole, self.target)
        return f'<div style="overflow:auto"><p>{escape(repr(self))}</p>{picture}</div>'
