"""Which stations a craft takes, found out by crafting near fewer."""

import pytest

from deckard.types import BulkAttempt
from deckard.wake.executor import PlanExecutor
from deckard.wake.life import RecordedLife
from deckard.wake.options import OptionLibrary
from deckard.worlds.evidence import EvidenceRecorder
from deckard.worlds.symbolic import Symbolic
from deckard.worlds.tables import Tables
from tests.bandit import Bandit
from tests.strategies import collect, craft, knowing, smelt
from tests.wake.test_executor import Recorder

ALL = {"anvil": 1, "forge": 1, "shelf": 1}
BOTH = frozenset({"anvil", "forge"})
GEM = craft("gem", stone=1).model_copy(update={"stations": BOTH})
DUST = craft("dust", gem=1)
TOY = craft("toy", "shelf", stone=9)


class Forge(Symbolic):
    """A world in which a gem takes an anvil and a forge, and a shelf is good for something else."""

    def __init__(self, rooted=(), **start):
        self.rooted = frozenset(rooted)
        super().__init__(start=start)

    def _tables(self, version, perturbed, seed):
        names = tuple(sorted(("stone", "gem", "dust", "toy", *ALL)))
        return Tables("made up", {}, "", names, {}, (GEM, DUST, TOY), {}, {}, (), {})


class Recycler(Forge):
    """A world in which a gem is made of glass, anywhere or at a station, or of stone at an anvil.

    Where both are held it takes the glass.
    """

    def __init__(self, glass_at, **start):
        self.glass = craft("gem", *glass_at, glass=1)
        super().__init__(**start)

    def _tables(self, version, perturbed, seed):
        names = tuple(sorted(("glass", "stone", "gem", *ALL)))
        recipes = (self.glass, craft("gem", "anvil", stone=1))
        return Tables("made up", {}, "", names, {}, recipes, {}, {}, (), {})


def doer(world, state, folder, past=()):
    library = OptionLibrary(world, Bandit(), state, folder)
    life = RecordedLife(world, 0, past)
    return PlanExecutor(library, life, EvidenceRecorder("gem"), 0, Recorder())


def near(executor):
    """The stations near which a gem came, and those near which none did."""
    outcome = executor.acting.evidence.outcome()
    [gain] = [gain for gain in outcome.gains if gain.item == "gem"]
    failed = {f.near for f in outcome.failures if "gem" in f.items and f.usable.get("stone")}
    return gain.near, failed


def test_of_all_stations_at_hand_a_bulk_attempt_finds_those_that_are_needed(tmp_path):
    executor = doer(Forge(stone=9, **ALL), knowing(), tmp_path)
    stock = BulkAttempt(stock={"stone": 9, **ALL}, items=("gem",))
    assert executor.execute(stock) == "obtained"
    gained, failed = near(executor)
    assert gained == BOTH
    assert {frozenset(), frozenset({"anvil"}), frozenset({"forge"})} <= failed


def test_a_verified_craft_is_first_made_near_fewer_stations_until_each_is_proven(tmp_path):
    lavish = GEM.model_copy(update={"stations": frozenset(ALL)})
    executor = doer(Forge(stone=9, **ALL), knowing(lavish), tmp_path)
    assert executor.execute(lavish) == "obtained"
    gained, failed = near(executor)
    assert gained == BOTH
    assert {some for some in failed if len(some) == 1} == {frozenset({s}) for s in ALL}


@pytest.mark.parametrize("rooted", [(), ("shelf",)])
def test_a_guess_is_tried_near_just_its_stations_also_by_walking_away(tmp_path, rooted):
    executor = doer(Forge(rooted, stone=9, **ALL), knowing(), tmp_path, ["place:shelf"])
    assert executor.execute(GEM) == "obtained"
    assert near(executor)[0] == BOTH


def test_what_stays_behind_on_a_walk_must_be_there_once_more(tmp_path):
    world = Forge(("shelf", "anvil"), stone=9, **ALL)
    executor = doer(world, knowing(), tmp_path, ["place:shelf place:anvil"])
    assert executor.execute(GEM) == "attempted"
    assert executor.life.info["near"] == {"forge"}
    executor = doer(Forge(("shelf", "anvil"), stone=9, **ALL | {"anvil": 2}), knowing(), tmp_path)
    executor.life.act("place:anvil")
    executor.life.act("place:shelf")
    assert executor.execute(GEM) == "obtained"
    assert near(executor)[0] == BOTH


def test_what_another_recipe_gave_on_the_way_does_not_end_an_experiment(tmp_path):
    guess = craft("gem", dust=1)
    executor = doer(Forge(stone=9, **ALL), knowing(GEM, DUST), tmp_path)
    assert executor.execute(guess) == "attempted"
    assert executor.life.inventory["dust"] == 1


def test_a_proof_uses_up_what_else_the_item_is_made_of(tmp_path):
    lavish = craft("gem", stone=1).model_copy(update={"stations": frozenset({"anvil", "shelf"})})
    world = Recycler(("anvil",), glass=40, stone=2, anvil=1, shelf=1)
    state = knowing(world.glass, lavish)
    executor = doer(world, state, tmp_path)
    assert executor.execute(craft("gem", "anvil", stone=1)) == "obtained"
    shown = [g.near for g in executor.acting.evidence.outcome().gains if g.lost == {"stone": 1}]
    assert shown == [{"anvil"}]
    assert executor.life.inventory["stone"] == 1


def test_what_fails_once_the_other_things_are_used_up_shows_that_the_station_is_needed(tmp_path):
    lavish = craft("gem", "anvil", stone=1)
    world = Recycler((), glass=2, stone=2, anvil=1, shelf=1)
    executor = doer(world, knowing(lavish, craft("gem", glass=1)), tmp_path)
    executor.execute(craft("gem", stone=1))
    assert any(f.usable.get("stone") and not f.near for f in executor.acting.evidence.failures)


class Dairy(Symbolic):
    """A world in which curd is smelted from milk, which gives a bucket back."""

    def _tables(self, version, perturbed, seed):
        curd = smelt("curd", "stove", milk=1).model_copy(update={"returns": {"bucket": 1}})
        names = ("bucket", "coal", "curd", "milk", "stove")
        return Tables("made up", {}, "", names, {}, (curd,), {}, {}, (), {"coal": 8.0})


def test_a_bulk_attempt_repeats_a_smelt_that_gave_something_back_while_fuel_burnt(tmp_path):
    stock = {"milk": 2, "coal": 2, "stove": 1}
    executor = doer(Dairy(start=stock), knowing(collect("coal")), tmp_path)
    assert executor.execute(BulkAttempt(stock=stock, items=("curd",))) == "obtained"
    [gain] = [gain for gain in executor.acting.evidence.outcome().gains if gain.item == "curd"]
    assert (gain.fuel, gain.returned) == ({}, {"bucket": 1})
