"""Collects in a life: when a run of bad luck is taken for more than that."""

import pytest

from deckard.graph.plans.steps import Step
from deckard.types import BulkAttempt
from deckard.wake.collect import collect as follow
from tests.bandit import Bandit, Single
from tests.strategies import collect
from tests.toy import NAMES, Toy, ToyLife
from tests.wake.test_executor import doer, skills

LOG = collect("log")


class Rare(Toy):
    """The toy world, in which every so many contacts one gives something."""

    def __init__(self, every):
        super().__init__()
        self.every = every

    def live(self, seed):
        return RareLife(self, seed)


class RareLife(ToyLife):
    """A life in which most contacts give nothing."""

    contacts = 0

    def step(self, action):
        held = self.held.copy()
        info = super().step(action)
        self.contacts += 1
        if self.contacts % self.world.every:
            self.held = held
            info = self._done(10, broke=info["broke"])
        return info


@pytest.mark.parametrize(("quantity", "obtained"), [(1, False), (60, True)])
def test_where_much_is_wanted_a_longer_run_of_bad_luck_is_borne(tmp_path, quantity, obtained):
    mine = skills(tmp_path, LOG, world=Rare(26), able=[LOG])
    mine.trainer = Bandit(max_decisions=1)
    Single(NAMES.index("log"), len(NAMES) + 1, wander=0).save(tmp_path / "log.zip")
    mine.state.options["log"] = mine.state.options["log"].model_copy(
        update={"episodes": 100, "successes": 36, "decisions": 1.0}
    )
    acting = doer(mine, BulkAttempt(stock={"log": quantity}, items=("planks",))).acting
    assert follow(acting, Step(LOG, quantity)) is obtained
    assert (acting.life.count("log") == quantity) is obtained
