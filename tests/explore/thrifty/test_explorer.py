import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckard import config
from deckard.bench.score.graph import assess
from deckard.explore import Goal
from deckard.explore.thrifty.costs import ItemCosts
from deckard.explore.thrifty.explorer import Thrifty, sampled_indices
from deckard.explore.thrifty.options import ThriftyOptions
from deckard.explore.thrifty.table import CandidateTable
from deckard.explore.thrifty.trust import Verdicts
from deckard.explore.thrifty.value import CandidateValues
from deckard.graph.order import of_same_kinds
from deckard.journal.events import Attempted, Dreamed, Practised, Pursued, Refuted, Verified
from deckard.journal.fold import apply
from deckard.runs.run import run
from deckard.types import GRID_SLOTS, BulkAttempt, Contact, Failure, Outcome, Recipe
from deckard.worlds.tables.reference import item_sets, version_reference
from tests.strategies import collect, craft, hurt, knowing, learnt, smelt

LOG, ORE = collect("log"), collect("ore", tool="wooden_pickaxe")
PLANKS = craft("planks", yields=4, log=1)
TABLE = craft("table", planks=4)
PICKAXE = craft("wooden_pickaxe", "table", planks=3)
NAMES = ("log", "planks", "table", "wooden_pickaxe", "ore", "ingot")


def aim_at(target=None, names=NAMES):
    return Goal(target, 2, ("table",), frozenset(), names, {"log": 1.5})


def decide(state, aim=None):
    return Thrifty()(state, aim or aim_at(), random.Random(0))


def values(state, aim=None):
    return CandidateValues(ItemCosts(CandidateTable(state, aim or aim_at(), ThriftyOptions())))


def test_what_meets_a_need_that_harms_is_practised_before_all_else():
    drink, names = collect("drink", "water"), (*NAMES, "drink")
    aim = Goal("table", 2, ("table",), frozenset(), names, {}, frozenset({"drink"}), ("drink",))
    state = able(LOG, PLANKS, dreamed=[TABLE])
    apply(state, Verified(recipe=drink), state.entries + 1)
    assert decide(state, aim) == TABLE
    apply(state, hurt(drink=5), state.entries + 1)
    assert decide(state, aim) == drink
    practise(state, drink, option=learnt(drink))
    assert decide(state, aim) == TABLE


def offered(found, *items):
    """The recipes that may teach some items, the cheapest first."""
    steps = found.steps_per_item(np.isin(found.table.names, items))
    rows = sorted(np.flatnonzero(np.isfinite(steps)), key=steps.__getitem__)
    return [found.table.recipe(row) for row in rows]


def able(*verified, dreamed=()):
    """A state in which what is collected can be, by an option."""
    state = knowing(*verified, dreamed=dreamed)
    for recipe in verified:
        if recipe.how == "collect":
            practise(state, recipe, option=learnt(recipe))
    return state


def practise(state, recipe, option=None, **seen):
    outcome = Outcome(item=recipe.item, steps=1000, **seen)
    event = Practised(recipe=recipe, outcome=outcome, option=option)
    apply(state, event, state.entries + 1)


def swept(state, sweep):
    outcome = Outcome(item=sweep.item, steps=9)
    tried = {"ending": "attempted", "life": 0, "seed": 0, "trace": ""}
    event = Attempted(stock=sweep.stock, items=sweep.items, outcome=outcome, **tried)
    apply(state, event, state.entries + 1)


def test_what_is_dreamed_and_can_be_made_comes_before_a_search():
    assert decide(able(LOG, dreamed=[PLANKS])) == PLANKS


def test_what_nobody_named_is_searched_for_by_a_bare_hand():
    found = decide(knowing())
    assert (found.how, found.tools, found.source) == ("collect", frozenset(), None)


def test_what_was_sought_in_vain_gives_way_to_what_was_not():
    state = knowing()
    first = decide(state, aim_at(names=("log", "ore")))
    practise(state, first)
    assert decide(state, aim_at(names=("log", "ore"))).item != first.item


def test_with_something_in_stock_all_that_is_unknown_is_attempted_at_once():
    sweep = decide(able(LOG))
    assert isinstance(sweep, BulkAttempt)
    assert sweep.stock["log"] >= 1
    assert set(sweep.items) == {"planks", "table", "wooden_pickaxe", "ore", "ingot"}


def test_no_stock_is_swept_twice_and_later_ones_hold_more():
    state, stocks = able(LOG), []
    while found := decide(state):
        if isinstance(found, BulkAttempt):
            stocks.append(found.stock)
            swept(state, found)
        else:
            practise(state, found)
    assert stocks == [{"log": 1}, {"log": GRID_SLOTS}]


def test_a_source_that_was_met_in_vain_is_tried_with_a_tool():
    state = able(LOG, PLANKS, TABLE, PICKAXE)
    contacts = (Contact(source="rock", hand=None, count=1, gave={}),)
    practise(state, collect("ore", None), contacts=contacts)
    assert collect("ore", "rock", "wooden_pickaxe") in offered(values(state), "ore")


def test_a_tool_that_gave_an_item_by_the_way_is_the_first_to_be_tried():
    state = able(LOG, PLANKS, TABLE, PICKAXE)
    contacts = (
        Contact(source="rock", hand=None, count=9, gave={}),
        Contact(source="rock", hand="wooden_pickaxe", count=9, gave={"ore": 9}),
    )
    practise(state, collect("ore", None), contacts=contacts)
    assert offered(values(state), "ore")[0] == collect("ore", "rock", "wooden_pickaxe")


def test_the_trust_in_dreams_follows_how_they_prove():
    state = able(LOG, dreamed=[craft("planks", yields=4, log=2)])
    before = state.view(Verdicts).trust("craft", 2, 1)
    wrong = tuple(state.awm.recipes("planks", "hypothesised"))
    apply(state, Verified(recipe=PLANKS, corrects=wrong), state.entries + 1)
    assert state.view(Verdicts).trust("craft", 2, 1) < before


def test_what_could_not_begin_is_left_alone_until_more_is_known():
    state = able(LOG, dreamed=[PLANKS])
    outcome = Outcome(item="planks", steps=0)
    tried = {"ending": "no plan", "life": 0, "seed": 0, "trace": ""}
    apply(state, Pursued(recipe=PLANKS, outcome=outcome, **tried), state.entries + 1)
    assert PLANKS not in offered(values(state), *NAMES)
    apply(state, Verified(recipe=ORE), state.entries + 1)
    assert decide(state) == PLANKS


def test_a_target_verified_in_practice_is_pursued_and_else_the_way_to_it_is_practised():
    state = knowing(LOG, PLANKS)
    assert decide(state, aim_at("planks")) == PLANKS
    outcome = Outcome(item="planks", steps=0)
    tried = {"ending": "no plan", "life": 0, "seed": 0, "trace": ""}
    apply(state, Pursued(recipe=PLANKS, outcome=outcome, **tried), state.entries + 1)
    assert decide(state, aim_at("planks")) == LOG


def test_what_much_waits_for_is_worth_more():
    found = values(able(LOG, dreamed=[TABLE, PICKAXE]))
    worth = dict(zip(found.table.names, found.item_value, strict=True))
    assert worth["planks"] > worth["ingot"] == 1


@pytest.mark.parametrize(
    "prior",
    [
        "empty",
        pytest.param("7b-like", marks=pytest.mark.slow),
        pytest.param("adversarial", marks=pytest.mark.slow),
    ],
)
def test_whatever_was_dreamed_all_goals_are_learnt_as_they_are(prior, tmp_path):
    llm = {"name": prior} | ({} if prior == "empty" else {"version": "1.16"})
    tree = {
        "world": {"name": "symbolic", "version": "1.16", "items": "goals67"},
        "llm": llm,
        "dream": {"scope": "all", "again": 0},
        "max_steps": 2_000_000,
    }
    ended = run(config.parse_config(tree, "test"), tmp_path)
    assert ended.reason.startswith("nothing left to try")
    found = assess(ended.state.awm, version_reference("1.16").only(item_sets()["goals67"]["items"]))
    assert len(found.verdicts) == 67
    assert all(verdict.requirements and verdict.verified for verdict in found.verdicts)


def test_what_is_named_as_something_in_sight_is_searched_for_first():
    sights = Goal(None, 2, ("table",), frozenset({"ore"}), NAMES, {})
    assert decide(knowing(), sights).item == "ore"


def test_names_in_a_series_are_searched_for_last():
    names = ("iron_boots", "iron_axe", "iron_bars", "log")
    state, found = knowing(), []
    for _ in names:
        found.append(decide(state, aim_at(names=names)))
        practise(state, found[-1])
    assert found[0].item == "log"


def test_no_sweep_is_worth_it_where_dreams_are_trusted_to_tell_all():
    dreams = [PLANKS, TABLE, PICKAXE, ORE, craft("ingot", ore=1)]
    prices = [
        min(steps for steps, *_ in found.batches(np.isin(found.table.names, NAMES)))
        for found in (values(able(LOG, dreamed=dreams)), values(able(LOG)))
    ]
    assert prices[0] > 2 * prices[1]


def test_what_was_seen_to_be_collected_but_not_learnt_is_practised_again():
    state = knowing(LOG, dreamed=[PLANKS])
    assert decide(state) == LOG


def test_an_option_that_works_too_seldom_is_learnt_anew():
    state = knowing(LOG)
    practise(state, LOG, option=learnt(LOG, successes=5))
    assert decide(state) == LOG


def test_a_station_that_was_never_done_without_is_proven_at_last():
    state = able(LOG, PLANKS, TABLE, craft("stick", "table", planks=2))
    names = ("log", "planks", "table", "stick")
    while isinstance(found := decide(state, aim_at(names=names)), BulkAttempt):
        swept(state, found)
    assert (found.item, found.stations) == ("stick", frozenset())


def test_of_stations_that_stood_by_each_is_left_out_once():
    at_table, at_kiln = smelt("ingot", "table", ore=1), smelt("ingot", "kiln", ore=1)
    both = at_kiln.model_copy(update={"stations": frozenset({"kiln", "table"})})
    state = able(LOG, PLANKS, TABLE, craft("kiln", planks=2), both, ORE)
    aim = aim_at(names=("ingot",))
    assert offered(values(state, aim), "ingot") == [at_table]
    attempt(state, at_table, failures=(in_vain("table"),))
    assert offered(values(state, aim), "ingot") == [at_kiln]
    attempt(state, at_kiln, failures=(in_vain("kiln"),))
    assert offered(values(state, aim), "ingot") == []


def in_vain(*near):
    """A smelt of ore that gave nothing."""
    return Failure(items={"ingot"}, how="smelt", before={"ore": 1}, near=frozenset(near))


def attempt(state, recipe, **seen):
    """Pursue a recipe, and see so much."""
    outcome = Outcome(item=recipe.item, steps=4, **seen)
    told = {"ending": "obtained", "life": 0, "seed": 0, "trace": ""}
    apply(state, Pursued(recipe=recipe, outcome=outcome, **told), state.entries + 1)


def test_what_goes_by_the_last_name_of_an_item_is_used_for_it_when_a_bare_hand_was_in_vain():
    names = ("filled_map", "map", "blank_map", "old_map", "log")
    state = able(LOG, craft("map", log=1), craft("blank_map", log=2), craft("old_map", log=3))
    aim, bare = aim_at(names=names), Recipe(item="filled_map", how="collect")
    assert offered(values(state, aim), "filled_map") == [bare]
    practise(state, bare)
    assert {str(r) for r in offered(values(state, aim), "filled_map")} >= {
        "collect filled_map with blank_map", "collect filled_map with old_map",
    }  # fmt: skip


def test_a_vessel_is_tried_where_a_source_gives_something_else():
    state = able(LOG, craft("bowl", log=1))
    practise(state, collect("stew"), contacts=(Contact(source="cow", hand=None, count=1, gave={}),))
    gave = Contact(source="cow", hand=None, count=9, gave={"beef": 9})
    practise(state, collect("beef", "cow"), contacts=(gave,))
    found = offered(values(state, aim_at(names=("stew", "log", "bowl"))), "stew")
    assert "collect stew from cow with bowl" in map(str, found)


def test_a_proof_waits_for_what_it_takes():
    box, chest = craft("box", "table", gem=1), craft("chest", "table", planks=9)
    state, aim = able(LOG, PLANKS, TABLE, box, chest), aim_at(names=("box", "chest"))
    assert [recipe.item for recipe in offered(values(state, aim), "box", "chest")] == [
        "chest", "box",
    ]  # fmt: skip


def test_a_proof_that_shows_nothing_is_not_tried_for_ever():
    state = able(LOG, PLANKS, TABLE, craft("stick", "table", planks=2))
    names, outcome = ("log", "planks", "table", "stick"), Outcome(item="stick", steps=1)
    told = {"ending": "obtained", "life": 0, "seed": 0, "trace": ""}
    for _ in range(100):
        found = decide(state, aim_at(names=names))
        if isinstance(found, BulkAttempt):
            swept(state, found)
        elif found is not None:
            apply(state, Pursued(recipe=found, outcome=outcome, **told), state.entries + 1)
    assert found is None


def test_a_weaker_hand_that_gives_it_from_elsewhere_alone_is_not_tried_for_ever():
    state = able(LOG, PLANKS, TABLE, PICKAXE, ORE)
    told = {"ending": "obtained", "life": 0, "seed": 0, "trace": ""}
    contact = Contact(source="hill", hand=None, count=1, gave={"ore": 1})
    outcome = Outcome(item="ore", steps=1, contacts=(contact,))
    for _ in range(100):
        found = decide(state, aim_at(names=NAMES[:-1]))
        if isinstance(found, BulkAttempt):
            swept(state, found)
        elif found is not None:
            apply(state, Pursued(recipe=found, outcome=outcome, **told), state.entries + 1)
    assert found is None


def test_when_the_best_tool_was_in_vain_the_next_is_tried():
    gold = craft("golden_pickaxe", "table", ore=3)
    state = able(LOG, PLANKS, TABLE, PICKAXE, ORE, gold)
    source, tool = "rock", "golden_pickaxe"
    practise(state, collect("gem"), contacts=(Contact(source=source, hand=None, count=1, gave={}),))
    practise(
        state,
        collect("gem", source, tool),
        contacts=(Contact(source=source, hand=tool, count=1, gave={}),),
    )
    found = values(state, aim_at(names=(*NAMES, "golden_pickaxe", "gem")))
    best = next(recipe for recipe in offered(found, "gem") if recipe.tools)
    assert best.tools == {"wooden_pickaxe"}


@given(st.integers(0, 40), st.integers(0, 9))
def test_an_order_drawn_bit_by_bit_is_that_of_a_sample(size, seed):
    sample = random.Random(seed).sample(range(size), size)
    assert list(sampled_indices(random.Random(seed), size)) == sample


def chain(length):
    """Items each made of the one before, but for the first, which is collected."""
    links = [craft(f"link_{k}", **{f"link_{k - 1}": 9}) for k in range(1, length)]
    return [collect("link_0"), *links]


def test_after_one_more_thing_was_learnt_only_what_depends_on_it_is_looked_at():
    *known, late, _ = links = chain(300)
    state = able(*known, dreamed=links[-2:])
    aim = aim_at(names=tuple(link.item for link in links))
    explorer = Thrifty()
    explorer(state, aim, random.Random(0))
    costs = explorer._costs
    before, anew = costs.table.written, costs.table.planner.anew
    apply(state, Verified(recipe=late), state.entries + 1)
    explorer(state, aim, random.Random(0))
    assert costs is explorer._costs
    assert costs.table.written - before == 2  # it, and what it was needed for
    assert costs.table.planner.anew == anew


def test_what_would_take_for_ever_has_a_price_as_well():
    *known, dream = chain(400)
    state = able(*known, dreamed=[dream])
    with np.errstate(all="raise"):
        assert decide(state, aim_at(names=(dream.item, "log"))) is not None


def test_a_name_that_no_item_of_the_world_has_is_taken_in_when_it_comes():
    state, explorer, aim = able(LOG), Thrifty(), aim_at()
    explorer(state, aim, random.Random(0))
    apply(state, Dreamed(recipe=craft("planks", yields=4, bark=1, log=1), text="", model=""), 9)
    assert explorer(state, aim, random.Random(0)) == Thrifty()(state, aim, random.Random(0))


class Doubled:
    """Decides, and sees that one who comes only now would decide the same."""

    def __init__(self):
        self.mine = Thrifty()

    def __call__(self, state, aim, rng):
        drawn_by = rng.getstate()
        decided = self.mine(state, aim, rng)
        late = random.Random()
        late.setstate(drawn_by)
        anew = Thrifty()
        assert decided == anew(state, aim, late)
        if anew._costs:
            kept, found = (vars(e._costs.table.columns) for e in (self.mine, anew))
            assert all(np.array_equal(kept[name], found[name]) for name in found)
        return decided


def test_in_a_run_what_is_kept_up_is_what_would_be_found_anew(tmp_path):
    tree = {
        "world": {"name": "symbolic", "version": "1.16", "items": "goals67"},
        "llm": {"name": "7b-like", "version": "1.16"},
        "explorer": {"name": "tests.explore.thrifty.test_explorer:Doubled"},
        "dream": {"scope": "all", "again": 0},
        "max_steps": 25_000,
    }
    assert run(config.parse_config(tree, "test"), tmp_path).state.entries > 100


def test_a_partial_hypothesis_is_offered_once_no_whole_one_is_left():
    partial, whole = craft("planks", log=2), craft("planks", log=1)
    state = able(LOG, dreamed=[whole])
    event = Dreamed(recipe=partial, text="", model="", unknown={"flux": "ingredient"})
    apply(state, event, state.entries + 1)
    assert whole in offered(values(state), "planks")
    assert partial not in offered(values(state), "planks")
    apply(state, Refuted(recipe=whole, reason="it gave nothing"), state.entries + 1)
    assert partial in offered(values(state), "planks")


def test_what_is_like_an_item_has_its_last_word():
    names = ("log", "wooden_pickaxe", "stone_pickaxe", "pickaxe_head")
    assert of_same_kinds({"stone_pickaxe"}, names) == {"wooden_pickaxe", "stone_pickaxe"}


def test_with_a_target_what_leads_to_it_is_worth_most_and_then_what_is_named_like_that():
    tools = (f"{kind}_pickaxe" for kind in ("iron", "stone", "golden"))
    dream, names = collect("ore", tool="iron_pickaxe"), (*NAMES, *tools)
    found = values(able(LOG, dreamed=[dream]), aim_at("ore", names))
    worth = dict(zip(found.table.names, found.worth, strict=True))
    assert worth["ore"] == worth["iron_pickaxe"] == 1
    assert 1 > worth["wooden_pickaxe"] > worth["ingot"] == worth["planks"] > 0
    assert set(values(able(LOG, dreamed=[dream])).worth) == {1}


@pytest.mark.parametrize("steps", [10, 100_000])
def test_before_a_dear_stock_for_a_target_alone_what_lies_at_hand_is_sought(steps):
    state = knowing(LOG)
    practise(state, LOG, option=learnt(LOG, steps=steps))
    names = ("log", "crown", *(f"thing_{k}" for k in range(100)), "rock")
    aim = Goal("crown", 2, ("table",), frozenset({"rock"}), names, {})
    while (decision := decide(state, aim)) == Recipe(item="crown", how="collect"):
        practise(state, decision)
    assert isinstance(decision, BulkAttempt) if steps == 10 else decision.item == "rock"


def test_a_stock_is_not_expected_to_verify_a_target_more_than_once():
    rocks = [collect(f"rock_{k}") for k in range(20)]
    bricks = [craft(f"brick_{k}", **{f"rock_{k}": 1}) for k in range(20)]
    names = ("crown", "ring", *(recipe.item for recipe in (*rocks, *bricks)))
    found = values(able(*rocks, *bricks), Goal("crown", 2, ("table",), frozenset(), names, {}))
    batches = list(found.batches(~found.table.verified))
    assert batches
    assert all(batch.steps / each <= found.worth[batch.left].sum() for each, _, batch in batches)


def test_a_tool_that_nobody_dreamed_of_is_attempted_once_those_dreamed_of_are_in_vain():
    """Ore was dreamed to take a tool that takes ore: what breaks the circle is outside of it."""
    circle = [collect("ore", tool="iron_pickaxe"), craft("iron_pickaxe", "table", ore=3)]
    state = able(LOG, PLANKS, TABLE, dreamed=circle)
    aim = aim_at("iron_pickaxe", (*NAMES, "iron_pickaxe"))
    attempts = list[BulkAttempt]()
    while not any("wooden_pickaxe" in attempt.items for attempt in attempts):
        match decide(state, aim):
            case BulkAttempt() as attempt:
                attempts.append(attempt)
                swept(state, attempt)
            case recipe:
                practise(state, recipe)
    assert "iron_pickaxe" in attempts[0].items
    assert "table" in attempts[-1].stock


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_a_circle_of_wrongly_dreamed_tools_is_broken(seed, tmp_path):
    llm = {"name": "codex-like", "version": "1.16"}
    world = {"name": "symbolic", "version": "1.16"}
    tree = {"world": world, "target": "piston", "llm": llm, "seed": seed}
    assert run(config.parse_config(tree, "test"), tmp_path).reason == "target verified: piston"


def test_where_collects_seldom_succeed_the_target_is_reached_and_no_pursuit_is_without_a_plan(
    tmp_path,
):
    world = {"name": "symbolic", "chance": 0.05}
    tree = {"target": "iron_pickaxe", "world": world, "max_steps": 20_000_000}
    ended = run(config.parse_config(tree, "test"), tmp_path / "run")
    assert ended.reason == "target verified: iron_pickaxe"
    assert '"no plan"' not in (tmp_path / "run" / "journal.jsonl").read_text(encoding="utf-8")
