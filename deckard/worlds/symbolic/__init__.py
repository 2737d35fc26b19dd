"""The symbolic world: recipes without space, for learning graphs by the thousand runs.

An action is an attempt to collect an item, by its name and perhaps that of a source: it takes some
env steps and succeeds with some chance. What an agent does elsewhere by a policy that it had to
learn is here one decision. There is no damage, tools do not wear out, the Nether is as near as
anything else, and a collect gives the item that it was for and nothing besides. What comes by luck
alone, or from what is strong, is not collected (see `tables.reach`). Hunger, death and deeds are
there where `needs` asks for them (see `tables/survival.yaml`).
"""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Annotated

import gymnasium as gym
import numpy as np
from pydantic import Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError

from deckard.errors import ConfigError
from deckard.intervals import Probability
from deckard.types import Count, Inventory, Item, JsonObject
from deckard.worlds import Practice, World
from deckard.worlds.episodes import check_practice
from deckard.worlds.symbolic.collecting import CollectTable, Costs, collect_table
from deckard.worlds.symbolic.faults import MOST_ACTS, SLOTS, FaultDraws, Faults, FaultyLife
from deckard.worlds.symbolic.life import SymbolicLife, SymbolicSettings
from deckard.worlds.symbolic.vec_env import SymbolicVecEnv
from deckard.worlds.tables import Tables, Version
from deckard.worlds.tables.perturbed import truth
from deckard.worlds.tables.reference import item_sets
from deckard.worlds.tables.subset import subset
from deckard.worlds.tables.survival import rules_digest, with_survival

COLUMNS = 4


def _in_one_line(value: object, check: ValidatorFunctionWrapHandler) -> object:
    """Say what a chance is, and not what each of its three forms lacks."""
    try:
        return check(value)
    except ValidationError:
        message = "should be a share from 0 to 1, two that bound it, or a map of items to shares"
        raise PydanticCustomError("chance", message) from None


Bounds = tuple[Probability, Probability]
Chance = Annotated[Probability | Bounds | dict[Item, Probability], WrapValidator(_in_one_line)]
Rarity = Annotated[float, Field(ge=1)]


class Symbolic(World):
    """The world without space.

    `version` chooses the recipe tables, of which a share `perturbed` is falsified as
    `perturbed_seed` says. A collect takes `collect_steps` env steps, up to `rarity` times as many
    for items that lie farther and more for what a source gives seldom, at most `timeout`, which
    every collect in vain takes. `chance` is that of a collect: a number, bounds between which that
    of each item is drawn, or a map (1 for others). `seed` draws rarities and chances. Lives begin
    with `start`. `faults` puts faults in, each with its share: `drops_lost`, `phantom`, `full`,
    `aborted` and `died` (see `Faults`). `needs` adds needs that fall with the env steps, at 0 of
    which the agent dies, and deeds. `exact_reports` says whether every report shows what is held:
    not so with `faults.phantom`, nor where a class of your own reports otherwise. A subclass may
    set `hands` and `rooted`, and know other tables.
    """

    def __init__(
        self,
        version: Version = "1.11.2",
        perturbed: Probability = 0.0,
        perturbed_seed: int = 0,
        collect_steps: Count = 100,
        timeout: Count = 1000,
        rarity: Rarity = 1.0,
        chance: Chance = 1.0,
        craft_steps: Count = 4,
        smelt_steps: Count = 10,
        start: dict[Item, Count] | None = None,
        seed: int = 0,
        items: str | None = None,
        faults: Faults | None = None,
        needs: bool = False,
        exact_reports: bool = True,
    ) -> None:
        tables = whole = self._tables(version, perturbed, perturbed_seed)
        if items is not None:
            tables = _named_subset(tables, items)
        if needs:
            tables, whole = with_survival(tables), with_survival(whole)
        self.needs = {need: rule.full for need, rule in tables.needs.items()}
        self.deeds = tables.deeds
        self.items: Sequence[Item] = tables.items
        _check_statement(exact_reports, faults)
        held = {} if start is None else dict(start)
        costs = Costs(collect_steps, timeout, rarity, chance, seed)
        _check(tables, held, costs)
        lands = collect_table(tables, costs)
        self.fuels: Mapping[Item, float] = tables.fuels
        self.stations: Sequence[Item] = tables.stations
        sources = _sources(whole, lands)
        self.sights: Mapping[str, int] = {s: COLUMNS * k for k, s in enumerate(sources)}
        obs = np.zeros(COLUMNS * len(sources), np.float32)
        obs[::COLUMNS] = [collect_steps / max(collect_steps, n) for n in sources.values()]
        self._start, self.faults = held, faults
        self.exact_reports = exact_reports
        making, sought = (craft_steps, smelt_steps), (None, *sources)
        self.setting = SymbolicSettings(
            tables, lands, *making, sought, obs, self.hands, self.rooted
        )
        self.observation_space: gym.spaces.Box = gym.spaces.Box(0.0, 1.0, obs.shape, np.float32)
        self.action_space = gym.spaces.Discrete(len(tables.subgoals) * (1 + len(sources)))
        self.about: JsonObject = {
            "name": "symbolic",
            "minecraft": tables.version,
            "tables_sha256": whole.digest,
            "perturbed": {"rate": perturbed, "seed": perturbed_seed} if perturbed else None,
            **({"survival": rules_digest()} if needs else {}),
            **({} if faults is None else {"faults": faults.model_dump()}),
        }

    def _tables(self, version: str, perturbed: float, seed: int) -> Tables:
        """What is true here; a subclass may know other tables."""
        return truth(version, perturbed, seed).tables

    def practice(self, practice: Practice) -> SymbolicVecEnv:
        """Return episodes to practise in."""
        check_practice("the symbolic world", self.items, practice, self.unheld)
        spaces = self.observation_space, self.action_space
        return SymbolicVecEnv(self.setting, practice, spaces, self.faults)

    def live(self, seed: int) -> SymbolicLife | FaultyLife:
        """Begin a life with what `start` says; the same seed and actions, the same life."""
        life = SymbolicLife(self.setting, Random(f"life {seed}"), self._start)
        if self.faults is None:
            return life
        rng = Random(f"faults {seed}")
        return FaultyLife(life, FaultDraws(self.faults, rng, rng.randint(0, SLOTS), MOST_ACTS))


def _check_statement(exact_reports: bool, faults: Faults | None) -> None:
    """Raise ConfigError where a world would call reports exact that show wrong counts."""
    if exact_reports and faults and faults.phantom:
        raise ConfigError(
            "world 'symbolic': faults.phantom makes reports show wrong counts, and exact_reports "
            "says that none do: add exact_reports=false, so that the agent looks twice, or leave "
            "phantom out"
        )


def _check(tables: Tables, start: Inventory, costs: Costs) -> None:
    """Raise ConfigError for options that contradict the tables or each other."""
    chance = costs.chance
    named = {*start, *(chance if isinstance(chance, dict) else ())}
    if unknown := sorted(named - {*tables.items}):
        raise ConfigError(f"world 'symbolic': {unknown[0]!r} is no item of {tables.version}")
    if costs.timeout < costs.steps:
        raise ConfigError(
            f"world 'symbolic': a collect of {costs.steps} steps never ends within a timeout of "
            f"{costs.timeout}"
        )
    if isinstance(chance, tuple) and chance[0] > chance[1]:
        raise ConfigError(
            f"world 'symbolic': nothing lies between a chance of {chance[0]:g} and one of "
            f"{chance[1]:g}: name the smaller bound first"
        )


def _named_subset(tables: Tables, name: str) -> Tables:
    """The tables of a named set of items, and of all that these need."""
    if name not in item_sets():
        raise ConfigError(f"no set of items {name!r}; known: {', '.join(item_sets())}")
    chosen = item_sets()[name]
    try:
        return subset(tables, chosen["items"])
    except ConfigError as error:
        cure = f"{name} are items of {chosen['version']}: add version={chosen['version']}"
        raise ConfigError(f"world 'symbolic': {error}; {cure}") from None


def _sources(tables: Tables, lands: CollectTable) -> dict[str, int]:
    """Everything that is met in a version, and the env steps of the quickest collect from it.

    Also of what gives nothing here, as if it lay at hand: to see a thing tells nothing of its use.
    """
    natural = [name for name, block in tables.blocks.items() if block.natural]
    quickest = dict.fromkeys((*natural, *tables.mobs), 0)
    for deed in (deed for deeds in lands.deeds.values() for deed in deeds):
        if deed.source is not None:
            quickest[deed.source] = min(deed.steps, quickest.get(deed.source) or deed.steps)
    return dict(sorted(quickest.items()))
