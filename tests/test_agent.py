"""The whole agent in small worlds drawn at random, told things drawn at random."""

import json
import os
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckard import config
from deckard.dream.answers.schema import write_answer
from deckard.dream.prompt import load_prompt
from deckard.explore.directed import Directed
from deckard.explore.thrifty.explorer import Thrifty
from deckard.graph.beliefs import VERIFIED
from deckard.journal.journal import Journal
from deckard.llms import LLM, Completion
from deckard.llms.prefetch import PrefetchingLLM
from deckard.policies.single_action import SingleActionTrainer
from deckard.resources import find_resource
from deckard.runs.components import RunComponents
from deckard.runs.given import Given
from deckard.runs.orchestrator import Orchestrator
from deckard.types import Recipe, as_set
from deckard.verify.revising import Revising
from deckard.wake.callbacks import CallbackList, RunCallback
from deckard.worlds.symbolic import Symbolic
from deckard.worlds.tables import Block, Drop, Tables
from tests.strategies import collect, craft, smelt

NAMES = (
    "log", "planks", "stick", "crafting_table", "furnace", "wooden_pickaxe", "stone_pickaxe",
    "cobblestone", "iron_ore", "iron_ingot", "coal", "wooden_axe", "oak_door", "door", "glue",
)  # fmt: skip
MOST_ENTRIES = 1500
"""A run of more entries than that is taken for endless."""


@pytest.fixture(autouse=True, scope="module")
def unhurried():
    """These runs need not outlive a power cut: waiting for the disk would take most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


class Drawn(Symbolic):
    """The symbolic world of some tables."""

    def __init__(self, tables, **options):
        self.drawn = tables
        super().__init__(**options)

    def _tables(self, version, perturbed, seed):
        return self.drawn


@dataclass
class Told(LLM):
    """A language model that says of each item what it was given to say, over and over."""

    answers: dict[str, list[Recipe]] = field(default_factory=dict)

    def complete(self, request):
        said = self.answers.get(request.item, [])
        return Completion(
            json.dumps(write_answer(said[request.attempt % len(said)])) if said else "?", ""
        )


class Bounded(RunCallback):
    """Says so when a run does not end."""

    def on_entry(self, events, state):
        assert state.entries < MOST_ENTRIES, "the run does not end"


@st.composite
def crafts(draw, item, others, stations):
    """A craft or smelt of an item, from some others."""
    how = draw(st.sampled_from(("craft", "craft", "smelt")))
    most = 1 if how == "smelt" else 3
    count = st.integers(1, 4) if how == "craft" else st.just(1)
    made_of = draw(st.dictionaries(st.sampled_from(others), count, min_size=1, max_size=most))
    near = [s for s in stations if s != item]
    at = draw(st.sampled_from(near) if how == "smelt" and near else st.sampled_from([None, *near]))
    yields = draw(st.sampled_from((1, 1, 2, 4)))
    return Recipe(item=item, how=how, ingredients=made_of, stations=as_set(at), yields=yields)


@st.composite
def worlds(draw):
    """Tables in which most can be obtained: by alternatives, with shared tools, in circles too."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(5, len(NAMES)))]
    stations = draw(st.lists(st.sampled_from(names), max_size=2, unique=True))
    made, blocks = list[Recipe](), dict[str, Block]()
    for k, item in enumerate(names):
        if k < 2 or draw(st.integers(0, 3)) == 0:
            tools = draw(st.lists(st.sampled_from(names[:k]), max_size=2, unique=True)) if k else []
            drop = Drop(item, 1, draw(st.integers(1, 2)), 1.0, tuple(tools))
            blocks[f"{item}_block"] = Block(1.0, None, True, False, (drop,))
        else:
            before = [s for s in stations if s in names[:k]]
            made.append(draw(crafts(item, names[:k], before)))
        if draw(st.integers(0, 4)) == 0:
            made.append(draw(crafts(item, [n for n in names if n != item], stations)))
    return Tables(
        version="drawn",
        about={},
        digest="",
        items=tuple(sorted(names)),
        durability={},
        recipes=tuple(made),
        blocks=blocks,
        mobs={},
        uses=(),
        fuels={names[0]: 1.5, names[-1]: 8.0},
    )


@st.composite
def answers(draw, tables):
    """What a model says: of an item the truth, something like it, or anything; in circles too."""
    said = {}
    stations = [*tables.stations]
    for item in tables.items:
        others = [name for name in tables.items if name != item]
        true = st.sampled_from(tables.ways(item)) if tables.ways(item) else st.nothing()
        block = st.sampled_from(sorted(tables.blocks))
        collected = st.builds(
            Recipe,
            item=st.just(item),
            how=st.just("collect"),
            tools=st.frozensets(st.sampled_from(others), max_size=1),
            source=block,
        )
        some = true | crafts(item, others, stations) | collected
        said[item] = draw(st.lists(some, max_size=2))
    return said


@st.composite
def setups(draw):
    """A world, what is told of it, and how often a collect succeeds."""
    tables = draw(worlds())
    return tables, draw(answers(tables)), draw(st.sampled_from((1.0, 0.5)))


def settings_of(explorer):
    tree = {"world": "symbolic", "explorer": explorer, "dream": {"scope": "all", "again": 1}}
    return config.parse_config(tree, "test")


SETTINGS = {Thrifty: settings_of("thrifty"), Directed: settings_of("directed")}
PROMPT = load_prompt(find_resource("prompts", SETTINGS[Thrifty].dream.prompt))


def live(tables, said, chance, explorer):
    """Let an agent learn to the end; what it came to."""
    world, conf = Drawn(tables, chance=chance), SETTINGS[type(explorer)]
    told = (
        Told(said),
        PROMPT,
        SingleActionTrainer(world, 1),
        explorer,
        Revising(conf.wake.patience),
        Given(),
    )
    parts = RunComponents(conf, world, *told)
    with TemporaryDirectory() as name, closing(Journal(Path(name) / "journal.jsonl")) as journal:
        llm = PrefetchingLLM(parts.llm, 1, 100)
        ended = Orchestrator(parts, llm, journal, Path(name), CallbackList([Bounded()])).run()
        llm.close()
    return ended


def works(tables, known):
    """Whether a verified recipe is true of a world: it takes all of that, and no less."""
    ways = [way.recipe for way in tables.ways_of(known.item) if way.recipe.how == known.how]
    if known.how != "collect":
        return any(way.demands == known.demands for way in ways)
    drops = [d for block in tables.blocks.values() for d in block.drops if d.item == known.item]
    return any(known.tools <= {*d.tools} and bool(known.tools) == bool(d.tools) for d in drops)


def check(setup, explorer):
    tables, said, chance = setup
    ended = live(tables, said, chance, explorer)
    awm = ended.state.awm
    verified = [r for item in awm.items(VERIFIED) for r in awm.recipes(item, VERIFIED)]
    assert ended.reason.startswith("nothing left to try")
    assert [str(recipe) for recipe in verified if not works(tables, recipe)] == []


@given(setups())
@settings(max_examples=12, derandomize=True)
def test_whatever_the_world_and_what_is_said_of_it_a_run_ends_and_believes_nothing_false(setup):
    check(setup, Thrifty())


@given(setups())
@settings(max_examples=5, derandomize=True)
def test_so_it_does_going_by_the_frontier_of_what_was_dreamed(setup):
    check(setup, Directed())


def test_however_seldom_collects_succeed_what_is_learnt_in_the_end_is_the_same():
    pick, table = "wooden_pickaxe", "crafting_table"
    tables = Tables(
        version="drawn",
        about={},
        digest="",
        items=tuple(sorted(NAMES[:10])),
        durability={},
        recipes=(
            craft("planks", yields=4, log=1),
            craft("stick", yields=4, planks=2),
            craft(table, planks=4),
            craft(pick, table, planks=3, stick=2),
            craft("stone_pickaxe", table, cobblestone=3, stick=2),
            craft("furnace", table, cobblestone=8),
            smelt("iron_ingot", iron_ore=1),
        ),
        blocks={
            "tree": block("log"),
            "rock": block("cobblestone", pick, "stone_pickaxe"),
            "ore": block("iron_ore", "stone_pickaxe"),
        },
        mobs={},
        uses=(),
        fuels={"planks": 1.5},
    )
    often, seldom = (live(tables, {}, chance, Thrifty()).state.awm for chance in (1.0, 0.3))
    assert often.items(VERIFIED) == sorted(NAMES[:10])
    assert [often.recipes(i, VERIFIED) for i in NAMES] == [
        seldom.recipes(i, VERIFIED) for i in NAMES
    ]


def test_a_smelt_that_takes_no_station_is_found_out_to_do_without():
    pick, rock = "wooden_pickaxe", "cobblestone"
    tables = Tables(
        version="drawn",
        about={},
        digest="",
        items=("coal", rock, "log", "wooden_axe", pick),
        durability={},
        recipes=(smelt("coal", None, **{pick: 1}), smelt("wooden_axe", rock, **{pick: 1})),
        blocks={"rock": block(rock), "tree": block("log"), "find": block(pick)},
        mobs={},
        uses=(),
        fuels={"log": 1.5},
    )
    check((tables, {}, 1.0), Thrifty())


def test_a_needless_tool_is_found_out_where_another_item_comes_of_the_same_source():
    sword = "wooden_sword"
    cow = Block(
        1.0, None, True, False, (Drop("beef", 1, 1, 1.0, ()), Drop("leather", 1, 1, 1.0, ()))
    )
    tables = Tables(
        version="drawn",
        about={},
        digest="",
        items=("beef", "leather", "log", sword),
        durability={},
        recipes=(craft(sword, log=2),),
        blocks={"cow": cow, "tree": block("log")},
        mobs={},
        uses=(),
        fuels={},
    )
    said = [collect("log", "tree"), craft(sword, log=2), collect("beef", "cow")]
    said.append(collect("leather", "cow", sword))
    check((tables, {recipe.item: [recipe] for recipe in said}, 1.0), Thrifty())


def block(item, *tools):
    """A block that gives an item to some tools."""
    return Block(1.0, None, True, False, (Drop(item, 1, 1, 1.0, tools),))


@pytest.mark.slow
@pytest.mark.parametrize("explorer", [Thrifty, Directed])
@given(setups())
@settings(max_examples=1000)
def test_so_it_does_in_a_thousand_worlds(explorer, setup):
    check(setup, explorer())
