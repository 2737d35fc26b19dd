"""What the agent takes for evidence in a life whose reports may be wrong, and in a full one."""

from random import Random

import pytest

from deckard.errors import ConfigError
from deckard.policies.single_action import SingleActionTrainer
from deckard.types import BulkAttempt, Recipe
from deckard.wake.acting import LOOKS, Acting
from deckard.wake.callbacks import RunCallback
from deckard.wake.executor import PlanExecutor
from deckard.wake.life import RecordedLife
from deckard.wake.options import OptionLibrary
from deckard.worlds.evidence import EvidenceRecorder
from deckard.worlds.symbolic import Symbolic
from deckard.worlds.symbolic.faults import FaultDraws, Faults, FaultyLife
from deckard.worlds.symbolic.life import SymbolicLife
from tests.strategies import craft, knowing

PLANKS = craft("planks", yields=4, log=1)
STICK = craft("stick", yields=4, planks=2)
CAKE = Recipe(
    item="cake",
    how="craft",
    ingredients={"milk_bucket": 3, "sugar": 2, "egg": 1, "wheat": 3},
    stations={"crafting_table"},
    returns={"bucket": 3},
)


class Scripted(FaultDraws):
    """Faults at the acts that a script names: the counts that it shows there are wrong."""

    script: dict = {}
    acts = 0

    def report(self, held, aimed, items):
        self.acts += 1
        shown = held | self.script.get(self.acts, {})
        return {item: n for item, n in shown.items() if n > 0}


class Miscounting(Symbolic):
    """A world with a script of wrong counts, by the number of the act."""

    def __init__(self, start, script=None, room=None):
        super().__init__(start=start, exact_reports=False)
        self.script, self.room = script or {}, room

    def live(self, seed):
        draws = Scripted(Faults(), Random(seed), 0, 1)
        draws.script, draws.room = self.script, self.room
        return FaultyLife(SymbolicLife(self.setting, Random(seed), self._start), draws)


def acting(tmp_path, start, script=None, room=None, verified=()):
    world = Miscounting(start, script, room)
    library = OptionLibrary(world, SingleActionTrainer(world), knowing(*verified), tmp_path)
    exact = world.exact_reports
    evidence = EvidenceRecorder("stick", exact=exact)
    return Acting(library, RecordedLife(world, 0), evidence, 0)


def execute(acts, goal):
    doer = PlanExecutor(acts.library, acts.life, acts.evidence, 0, RunCallback())
    return doer.execute(goal)


def test_a_world_says_that_its_reports_are_exact_only_where_nothing_miscounts():
    assert Symbolic().exact_reports
    assert Symbolic(faults=Faults(drops_lost=0.1, full=0.1, aborted=0.1)).exact_reports
    assert not Symbolic(exact_reports=False).exact_reports
    assert not Symbolic(faults=Faults(phantom=0.01), exact_reports=False).exact_reports
    with pytest.raises(ConfigError, match="add exact_reports=false"):
        Symbolic(faults=Faults(phantom=0.01))


def test_a_station_whose_loss_one_wrong_count_hides_is_no_ingredient_of_the_next_craft(tmp_path):
    acts = acting(tmp_path, {"log": 2, "crafting_table": 2}, script={1: {"crafting_table": 2}})
    acts.place("crafting_table")
    assert acts.life.is_steady
    assert acts.attempt(PLANKS)
    [gain] = acts.evidence.outcome().gains
    assert (gain.lost, gain.sure) == ({"log": 1}, True)


def test_a_craft_that_gives_something_is_looked_at_again(tmp_path):
    acts = acting(tmp_path, {"log": 2})
    assert acts.attempt(PLANKS)
    assert acts.life.trace() == "equip: craft:planks equip:"
    [gain] = acts.evidence.outcome().gains
    assert gain.sure and gain.lost == {"log": 1}


def test_a_craft_that_changes_no_count_takes_no_second_look(tmp_path):
    acts = acting(tmp_path, {"log": 2})
    assert not acts.attempt(craft("iron_pickaxe"))
    assert acts.life.trace() == "equip: craft:iron_pickaxe"
    assert len(acts.evidence.outcome().failures) == 1


def test_a_wrong_count_of_what_was_to_be_made_is_no_gain_and_no_success(tmp_path):
    acts = acting(tmp_path, {"log": 2}, {1: {"iron_pickaxe": 4}})
    assert not acts.attempt(Recipe(item="iron_pickaxe", how="craft"))
    outcome = acts.evidence.outcome()
    assert not outcome.gains
    assert [failure.before for failure in outcome.failures] == [{"log": 2}]


@pytest.mark.parametrize("wrong", [{"planks": 0}, {"planks": 2}, {"log": 9}, {"stick": 3}])
def test_a_wrong_count_changes_nothing_of_what_a_craft_shows(wrong, tmp_path):
    acts = acting(tmp_path, {"log": 2}, {1: wrong})
    assert acts.attempt(PLANKS)
    [gain] = acts.evidence.outcome().gains
    assert (gain.item, gain.lost, gain.gained) == ("planks", {"log": 1}, 4)


def test_counts_that_are_wrong_before_a_craft_are_seen_through(tmp_path):
    acts = acting(tmp_path, {"planks": 2}, {1: {"log": 9, "planks": 1}})
    acts.handle("equip:")
    assert acts.attempt(STICK)
    [gain] = acts.evidence.outcome().gains
    assert (gain.lost, gain.gained) == ({"planks": 2}, 4)


def test_looking_ends_where_no_two_reports_are_alike(tmp_path):
    acts = acting(tmp_path, {"log": 2}, {k: {"log": k} for k in range(1, 99)})
    acts.attempt(PLANKS)
    assert acts.life.trace() == f"equip:*{LOOKS} craft:planks equip:*{LOOKS}"
    outcome = acts.evidence.outcome()
    assert not outcome.failures and not any(gain.sure for gain in outcome.gains)


def test_what_is_verified_already_is_crafted_without_looking(tmp_path):
    acts = acting(tmp_path, {"log": 2}, verified=[PLANKS])
    assert acts.attempt(PLANKS) and acts.attempt(PLANKS)
    assert acts.life.trace() == "craft:planks*2"
    assert not acts.evidence.outcome().gains


def test_what_is_verified_and_seems_to_fail_is_looked_at_again(tmp_path):
    acts = acting(tmp_path, {"log": 2}, {1: {"planks": 0}}, verified=[PLANKS])
    assert acts.attempt(PLANKS)


def test_a_full_inventory_that_loses_the_product_ends_the_life_and_refutes_nothing(tmp_path):
    acts = acting(tmp_path, {"planks": 4, "log": 1}, room=2, verified=[PLANKS])
    acts.evidence.item = "stick"
    assert execute(acts, STICK) == "stuck"
    outcome = acts.evidence.outcome()
    assert not outcome.failures and not outcome.gains
    assert acts.life.inventory["planks"] == 2


def test_a_full_inventory_ends_a_bulk_attempt_at_its_first_loss(tmp_path):
    acts = acting(tmp_path, {"planks": 4, "log": 1}, room=2, verified=[PLANKS])
    assert execute(acts, BulkAttempt(stock={"planks": 4}, items=("stick", "bowl"))) == "stuck"
    assert not acts.evidence.outcome().failures
    assert acts.life.inventory["planks"] == 2, "the bowl was not tried"


def test_a_cake_of_three_buckets_that_is_lost_teaches_nothing_of_buckets(tmp_path):
    start = CAKE.ingredients | {"crafting_table": 1}
    lost, whole = (acting(tmp_path, start, room=room) for room in (0, None))
    for acts in (lost, whole):
        acts.place("crafting_table")
    assert not lost.attempt(CAKE) and lost.has_lost
    assert not lost.evidence.outcome().gains and not lost.evidence.outcome().failures
    assert whole.attempt(CAKE)
    [gain] = whole.evidence.outcome().gains
    assert (gain.item, gain.returned) == ("cake", {"bucket": 3})


def test_an_item_counts_as_obtained_once_two_reports_show_it(tmp_path):
    acts = acting(tmp_path, {"planks": 2}, {1: {"stick": 9}}, verified=[STICK])
    acts.handle("equip:")
    assert execute(acts, STICK) == "obtained"
    assert acts.life.inventory["stick"] == 4
