import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckard.errors import RunDirError
from deckard.journal.events import Practised
from deckard.journal.fold import apply
from deckard.journal.state import State
from deckard.seeding import seed_from
from deckard.types import BulkAttempt, Failure, Outcome
from deckard.wake.callbacks import RunCallback
from deckard.wake.executor import MOST_STEPS, PlanExecutor
from deckard.wake.life import RecordedLife
from deckard.wake.options import OptionLibrary
from deckard.worlds.evidence import EvidenceRecorder
from tests.bandit import Bandit, Single
from tests.strategies import collect, craft, knowing, learnt, smelt
from tests.toy import CRAFTS, NAMES, Toy, ToyLife

TRUE = {recipe.item: recipe for recipe in CRAFTS}
LOG = collect("log")
COBBLESTONE = collect("cobblestone", "stone", "wooden_pickaxe")
IRON_ORE = collect("iron_ore", "iron_ore", "stone_pickaxe")
WORKING = [LOG, COBBLESTONE, IRON_ORE]


class Recorder(RunCallback):
    """Notes what is done."""

    def __init__(self):
        self.seen = []

    def on_plan_step(self, goal, doing):
        self.seen.append(doing.item)


def option(recipe, folder, successes=100):
    """A policy that breaks the recipe's source, saved, and its option."""
    Single(NAMES.index(recipe.source), len(NAMES) + 1).save(folder / f"{recipe.item}.zip")
    return learnt(recipe, successes=successes)


def skills(folder, *known, dreamed=(), world=None, able=WORKING):
    """What an agent acts with that has verified recipes and learnt to collect."""
    state = knowing(*known, dreamed=dreamed)
    for recipe in able:
        event = Practised(
            recipe=recipe,
            outcome=Outcome(item=recipe.item, steps=1),
            option=option(recipe, folder),
        )
        apply(state, event, state.entries + 1)
    return OptionLibrary(world or Toy(), Bandit(), state, folder)


def doer(skills, goal, past=(), seed=0):
    living = RecordedLife(skills.world, 0, past)
    return PlanExecutor(skills, living, EvidenceRecorder(goal.item), seed, Recorder())


def test_an_item_is_obtained_from_nothing(tmp_path):
    mine = skills(tmp_path, *TRUE.values(), *WORKING)
    executor = doer(mine, TRUE["iron_pickaxe"])
    assert executor.execute(TRUE["iron_pickaxe"]) == "obtained"
    assert executor.life.inventory["iron_pickaxe"] == 1
    assert executor.acting.evidence.steps > 0
    assert executor.callback.seen[-1] == "iron_pickaxe"


NUGGET = smelt("iron_nugget", "furnace", iron_pickaxe=1)
FORGED = craft("iron_ingot", iron_nugget=9)
SHIELD = craft("shield", planks=6, iron_ingot=1)


class Smithy(Toy):
    """The toy world with shields, in which a life begins with something held."""

    def __init__(self, **held):
        super().__init__(more=(NUGGET, FORGED, SHIELD))
        self.held = held

    def live(self, seed):
        return ToyLife(self, seed, self.held)


def test_a_life_that_holds_nuggets_makes_a_shield_without_mining(tmp_path):
    steps = {}
    for nuggets in (0, 9):
        world = Smithy(iron_nugget=nuggets, planks=6)
        recipes = (*TRUE.values(), *WORKING, NUGGET, FORGED, SHIELD)
        executor = doer(skills(tmp_path, *recipes, world=world), SHIELD)
        assert executor.execute(SHIELD) == "obtained"
        steps[nuggets] = executor.acting.evidence.steps
        mined = {"cobblestone", "iron_ore"} & set(executor.callback.seen)
        assert bool(mined) == (nuggets == 0)
    assert steps[9] < 10 < 200 < steps[0]


def test_a_plan_is_kept_while_its_steps_give_what_they_should(tmp_path, monkeypatch):
    mine = skills(tmp_path, *TRUE.values(), *WORKING)
    plans = []
    monkeypatch.setattr(mine, "steps_to", lambda *args: plans.append(args) or steps_to(*args))
    steps_to = OptionLibrary.steps_to.__get__(mine)
    executor = doer(mine, TRUE["iron_pickaxe"])
    assert executor.execute(TRUE["iron_pickaxe"]) == "obtained"
    assert len(plans) < len(executor.callback.seen) / 2


def test_the_seed_decides_what_is_done(tmp_path):
    mine = skills(tmp_path, *TRUE.values(), *WORKING)
    traces = []
    for seed in (0, 0, 1):
        executor = doer(mine, TRUE["furnace"], seed=seed)
        executor.execute(TRUE["furnace"])
        traces.append(executor.life.trace())
    assert traces[0] == traces[1]
    assert traces[0] != traces[2]


def test_more_is_obtained_on_top_of_what_is_held(tmp_path):
    mine = skills(tmp_path, *TRUE.values(), *WORKING)
    executor = doer(mine, TRUE["planks"], ["0*2 craft:planks"])
    assert executor.execute(TRUE["planks"], 6) == "obtained"
    assert executor.life.inventory["planks"] >= 10


def test_a_craft_is_first_tried_without_a_station_that_is_not_proven(tmp_path):
    dream = craft("stick", "crafting_table", planks=2)
    mine = skills(tmp_path, LOG, TRUE["planks"], TRUE["crafting_table"], dreamed=[dream])
    executor = doer(mine, dream)
    assert executor.execute(dream) == "obtained"
    [gain] = [g for g in executor.acting.evidence.outcome().gains if g.item == "stick"]
    assert gain.near == frozenset()
    assert "place:" not in executor.life.trace()


def test_a_station_that_is_needed_is_placed_after_the_attempt_without_it(tmp_path):
    goal = TRUE["wooden_pickaxe"]
    known = [LOG, TRUE["planks"], TRUE["stick"], TRUE["crafting_table"]]
    mine = skills(tmp_path, *known, dreamed=[goal])
    executor = doer(mine, goal)
    assert executor.execute(goal) == "obtained"
    outcome = executor.acting.evidence.outcome()
    [failure] = [f for f in outcome.failures if goal.item in f.items]
    assert failure.near == frozenset()
    [gain] = [g for g in outcome.gains if g.item == goal.item]
    assert gain.near == {"crafting_table"}


def failing(item, before):
    failure = Failure(items={item}, how="craft", before=before)
    return Practised(
        recipe=LOG, outcome=Outcome(item=item, steps=1, failures=(failure,)), option=None
    )


def test_a_station_that_is_proven_is_placed_at_once(tmp_path):
    goal = TRUE["wooden_pickaxe"]
    known = [LOG, TRUE["planks"], TRUE["stick"], TRUE["crafting_table"]]
    mine = skills(tmp_path, *known, dreamed=[goal])
    apply(mine.state, failing(goal.item, {"planks": 3, "stick": 2}), 99)
    executor = doer(mine, goal)
    assert executor.execute(goal) == "obtained"
    assert executor.acting.evidence.outcome().failures == ()


def test_an_attempt_that_lacked_the_ingredients_proves_no_station(tmp_path):
    dream = craft("stick", "crafting_table", planks=2)
    mine = skills(tmp_path, LOG, TRUE["planks"], TRUE["crafting_table"], dreamed=[dream])
    apply(mine.state, failing("stick", {"dirt": 1}), 99)
    executor = doer(mine, dream)
    assert executor.execute(dream) == "obtained"
    [gain] = [g for g in executor.acting.evidence.outcome().gains if g.item == "stick"]
    assert gain.near == frozenset()


def test_a_craft_in_vain_was_attempted_with_everything_it_asks_for(tmp_path):
    wrong = craft("torch", "crafting_table", planks=2)
    mine = skills(tmp_path, LOG, TRUE["planks"], TRUE["crafting_table"], dreamed=[wrong])
    executor = doer(mine, wrong)
    assert executor.execute(wrong) == "attempted"
    failures = executor.acting.evidence.outcome().failures
    assert {f.near for f in failures} == {frozenset(), frozenset({"crafting_table"})}
    assert all(f.before["planks"] >= 2 for f in failures)


def test_what_nothing_verified_obtains_is_done_without(tmp_path):
    """A circle is broken so: planks are imagined to need a table."""
    dream = craft("planks", "crafting_table", log=1)
    mine = skills(tmp_path, LOG, dreamed=[dream])
    assert doer(mine, dream).execute(dream) == "obtained"


def test_a_craft_without_a_station_that_fails_is_tried_at_those_at_hand(tmp_path):
    dream = craft("wooden_pickaxe", planks=3, stick=2)
    mine = skills(tmp_path, LOG, TRUE["planks"], TRUE["stick"], dreamed=[dream])
    past = ["0 craft:planks craft:crafting_table"]
    assert doer(mine, dream, past).execute(dream) == "obtained"
    assert doer(mine, dream).execute(dream) == "attempted"


def test_a_smelt_brings_and_burns_fuel(tmp_path):
    mine = skills(tmp_path, *TRUE.values(), *WORKING)
    goal = TRUE["iron_ingot"]
    executor = doer(mine, goal)
    assert executor.execute(goal, 2) == "obtained"
    [gain] = [g for g in executor.acting.evidence.outcome().gains if g.item == "iron_ingot"]
    assert gain.lost == {"iron_ore": 1}
    assert gain.fuel == {"planks": 1}


def test_a_station_that_was_placed_is_at_hand_beside_one_that_is_held(tmp_path):
    mine = skills(tmp_path, LOG, TRUE["planks"], TRUE["crafting_table"])
    shelf = craft("shelf", "crafting_table", crafting_table=1)
    past = ["0*2 craft:planks*2 craft:crafting_table*2 place:crafting_table"]
    for goes_on, seen in ((past, ["shelf"]), ([], ["log", "planks", "crafting_table", "shelf"])):
        executor = doer(mine, shelf, goes_on)
        assert executor.execute(shelf) == "attempted"
        assert list(dict.fromkeys(executor.callback.seen)) == seen


class Rooted(Toy):
    """A world in which a shovel alone takes stations up."""

    def live(self, seed):
        life, take = super().live(seed), ToyLife.take

        def shovelled(station):
            return take(life, station if life.hand == "shovel" else "nothing")

        life.take = shovelled
        return life


def test_a_station_is_taken_up_with_whatever_tool_does_it(tmp_path):
    sand = collect("sand", "sand", "shovel")
    executor = doer(skills(tmp_path, *WORKING, dreamed=[sand], world=Rooted()), TRUE["planks"])
    executor.life.life.held.update({"crafting_table": 1, "shovel": 1, "planks": 1})
    executor.life.act("place:crafting_table")
    executor.acting.take_up()
    assert executor.life.info["near"] == frozenset()


def test_what_stands_rooted_is_not_used_up_but_another_obtained(tmp_path):
    shelf = craft("shelf", crafting_table=1)
    mine = skills(tmp_path, LOG, TRUE["planks"], TRUE["crafting_table"], world=Rooted())
    executor = doer(mine, shelf, ["0*2 craft:planks craft:crafting_table place:crafting_table"])
    assert executor.execute(shelf) == "attempted"
    assert executor.life.inventory["crafting_table"] == 1


@pytest.mark.parametrize(("known", "ending"), [([], "attempted"), (["furnace"], "stuck")])
def test_an_attempt_without_what_an_item_is_known_to_be_made_of_shows_nothing(
    tmp_path, known, ending
):
    verified = [craft("shelf", station, dirt=2) for station in known]
    executor = doer(skills(tmp_path, LOG, *verified), shelf := craft("shelf", dirt=2))
    assert executor.execute(shelf) == ending


def test_without_a_fuel_there_is_no_plan(tmp_path):
    dream = smelt("iron_ingot", iron_ore=1)
    mine = skills(tmp_path, dreamed=[dream])
    assert doer(mine, dream).execute(dream) == "no plan"


class Cramped(Toy):
    """A world with no room for a station until a step aside, the first of which costs a block."""

    def live(self, seed):
        life = super().live(seed)
        step, place, aside = life.step, life.place, []

        def step_aside(action):
            if life.held["stick"] and life.held["cobblestone"] >= 3:
                life.held["cobblestone"] -= not aside
                aside.append(action)
                return step(len(NAMES))
            return step(action)

        life.step = step_aside
        life.place = lambda station: place(station if aside else "nothing")
        return life


def test_what_is_used_up_while_stepping_aside_is_obtained_again_before_the_attempt(tmp_path):
    goal = TRUE["stone_pickaxe"]
    known = [*WORKING, TRUE["planks"], TRUE["stick"], TRUE["crafting_table"]]
    world = Cramped()
    mine = skills(tmp_path, *known, TRUE["wooden_pickaxe"], dreamed=[goal], world=world)
    held = ["0*9 craft:planks*6 craft:stick*2 craft:crafting_table"]
    executor = doer(mine, goal, held)
    executor.life.life.held.update({"wooden_pickaxe": 1, "cobblestone": 3})
    executor.life.act("equip:")
    assert executor.execute(goal) == "obtained"
    near = [f for f in executor.acting.evidence.outcome().failures if f.near]
    assert near == []


class Strict(Toy):
    """A world in which nothing but stations can be put down."""

    def live(self, seed):
        life = super().live(seed)
        place = life.place
        life.place = lambda station: place(station if station in self.stations else "nothing")
        return life


def test_nobody_steps_aside_for_a_station_that_is_none(tmp_path):
    dream = craft("iron_ingot", "log", planks=2)
    mine = skills(tmp_path, LOG, TRUE["planks"], dreamed=[dream], world=Strict(), able=[LOG])
    executor = doer(mine, dream)
    assert executor.execute(dream) == "attempted"
    assert executor.acting.draws < 10


def test_what_takes_a_collect_without_an_option_is_not_begun(tmp_path):
    mine = skills(tmp_path, *TRUE.values(), *WORKING, able=[LOG])
    executor = doer(mine, TRUE["stone_pickaxe"])
    assert executor.execute(TRUE["stone_pickaxe"]) == "no plan"
    assert executor.life.trace() == ""
    assert executor.execute(TRUE["wooden_pickaxe"]) == "obtained"


def test_a_policy_that_gains_nothing_is_stuck(tmp_path):
    bare = collect("cobblestone", "stone")
    mine = skills(tmp_path, able=[bare], dreamed=[bare])
    executor = doer(mine, bare)
    assert executor.execute(bare) == "stuck"
    contacts = {c.source: c.count for c in executor.acting.evidence.outcome().contacts}
    assert contacts["stone"] > Bandit().max_decisions


def test_a_tool_that_breaks_on_the_way_is_made_anew(tmp_path):
    mine = skills(tmp_path, *TRUE.values(), *WORKING, world=Toy(uses=5))
    executor = doer(mine, TRUE["furnace"])
    assert executor.execute(TRUE["furnace"]) == "obtained"
    assert executor.callback.seen.count("wooden_pickaxe") > 1


def test_an_option_serves_only_with_its_hand_and_while_it_is_reliable(tmp_path):
    mine = skills(tmp_path, LOG, TRUE["wooden_pickaxe"], COBBLESTONE)
    assert mine.option(COBBLESTONE).item == "cobblestone"
    assert mine.option(collect("cobblestone", "stone")) is None
    for successes, serves in ((20, True), (19, False)):
        weak = option(LOG, tmp_path, successes)
        event = Practised(recipe=LOG, outcome=Outcome(item="log", steps=1), option=weak)
        apply(mine.state, event, 99)
        assert (mine.option(LOG) is not None) == serves


def test_what_a_sweep_lacks_an_option_for_is_collected_by_the_tool_that_has_one(
    tmp_path, monkeypatch
):
    other = collect("cobblestone", "stone", "stone_pickaxe")
    mine = skills(tmp_path, *TRUE.values(), *WORKING, other)
    assert (mine.option(other), mine.substitute(other)) == (None, COBBLESTONE)
    assert mine.substitute(COBBLESTONE) is None
    held = {"stone_pickaxe": 1}
    monkeypatch.setattr(mine.world, "live", lambda seed: ToyLife(mine.world, seed, held))
    goal = BulkAttempt(stock={"cobblestone": 8, "crafting_table": 1}, items=("furnace",))
    executor = doer(mine, goal)
    assert executor.execute(goal) == "obtained"
    assert executor.life.inventory["wooden_pickaxe"] == 1


def test_a_guess_is_never_done_by_another_tool(tmp_path):
    better = collect("cobblestone", "stone", "stone_pickaxe")
    mine = skills(tmp_path, better, dreamed=[COBBLESTONE], able=[better])
    assert mine.substitute(COBBLESTONE) is None


def test_a_sweep_makes_good_what_an_item_used_up_before_the_next(tmp_path):
    mine = skills(tmp_path, LOG, TRUE["planks"])
    goal = BulkAttempt(stock={"planks": 4}, items=("crafting_table", "stick"))
    executor = doer(mine, goal)
    assert executor.execute(goal) == "obtained"
    assert executor.life.inventory.items() >= {("crafting_table", 1), ("stick", 4)}


def test_what_a_sweep_could_not_collect_it_does_without(tmp_path):
    bare = collect("cobblestone", "stone")
    mine = skills(tmp_path, LOG, TRUE["planks"], bare, able=[LOG, bare])
    goal = BulkAttempt(stock={"planks": 2, "cobblestone": 1}, items=("wooden_pickaxe",))
    executor = doer(mine, goal)
    assert executor.execute(goal) == "attempted"
    failures = executor.acting.evidence.outcome().failures
    assert failures and all("cobblestone" not in f.before for f in failures)


def test_a_policy_file_that_is_gone_is_named(tmp_path):
    mine = skills(tmp_path, LOG)
    (tmp_path / "log.zip").unlink()
    with pytest.raises(RunDirError, match=r"log\.zip is missing"):
        doer(mine, LOG).execute(LOG)


def test_a_pursuit_that_does_not_end_is_stuck(tmp_path, monkeypatch):
    mine = skills(tmp_path, *TRUE.values(), *WORKING)
    executor = doer(mine, LOG)
    taken = []
    monkeypatch.setattr(executor, "_take", lambda goal, step: taken.append(step) or True)
    assert executor.execute(LOG) == "stuck"
    assert len(taken) == MOST_STEPS


@given(st.lists(st.integers() | st.text(max_size=5), max_size=3))
def test_a_seed_depends_on_the_words_alone_and_suits_every_generator(words):
    assert seed_from(*words) == seed_from(*words)
    assert 0 <= seed_from(*words) < 2**31
    assert seed_from(*words) != seed_from(*words, "more")


def test_a_state_without_knowledge_holds_no_option():
    assert OptionLibrary(Toy(), Bandit(), State(), None).option(LOG) is None
