"""Whole plans are carried out in drawn worlds: each step can be taken in its turn.

Stations can be taken up: a plan does not know of those that are left behind when one walks on.
"""

import random
from collections import Counter
from dataclasses import replace

import pytest

from deckard.graph.awm import AWM
from deckard.graph.beliefs import VERIFIED, Belief
from deckard.graph.planner import Planner
from deckard.wake.life import RecordedLife
from tests.recipe_worlds.drawn import Drawn, draw

QUANTITIES = 1, 16, 64
FEW, MANY = 12, 200
"""Worlds of each test."""


def knowing_all(world):
    """A planner that knows every true recipe; of several of an item the one that an act means."""
    known = {}
    for item in world.items:
        ways = {(way.how, way.source): way for way in world.truth.tables.ways(item)[::-1]}
        known[item] = [Belief(recipe=way, status=VERIFIED) for way in ways.values()]
    return Planner(AWM.of(known), {}, world.truth.tables.fuels)


class Worker:
    """Somebody who takes the steps of plans in a life, and nothing else."""

    def __init__(self, world):
        self.world, self.life = world, RecordedLife(world, 0)

    def at_hand(self):
        """What is held or placed."""
        return Counter(self.life.inventory) + Counter(self.life.info["near"])

    def take(self, step):
        """Take a step: each of its runs gives what it should."""
        for _ in range(step.times):
            before = self.at_hand()
            self._run(step.recipe, step.fuel)
            expected = before - Counter(step.recipe.ingredients)
            expected.subtract(dict.fromkeys([step.fuel] if step.fuel else [], 99))
            expected.update(step.recipe.products)
            assert self.at_hand() >= +expected, step

    def _run(self, recipe, fuel):
        for station in sorted(self.life.info["near"] - recipe.stations):
            self.life.act(f"take:{station}")
        for station in sorted(recipe.stations - self.life.info["near"]):
            self.life.act(f"place:{station}")
        if recipe.how == "collect":
            hand = [*sorted(recipe.tools), *recipe.ingredients, ""][0]
            self.life.act(f"equip:{hand}")
            sought = self.world.setting.sought.index(recipe.source)
            self.life.act(str(sought * len(self.world.items) + self.world.items.index(recipe.item)))
        else:
            self.life.act(f"{recipe.how}:{recipe.item}" + (f":{fuel}" if fuel else ""))


def check(seed):
    """Plan for a few things, one after another, and carry the plans out in one life."""
    world = Drawn(replace(draw(seed), rooted=frozenset()))
    rng = random.Random(seed)
    planner, worker = knowing_all(world), Worker(world)
    for quantity in QUANTITIES:
        item, have = rng.choice(sorted(planner.known())), worker.at_hand()
        plan = planner.obtain(item, have, quantity)
        assert not plan.missing
        for step in plan.steps:
            worker.take(step)
        assert worker.at_hand()[item] >= have[item] + quantity


@pytest.mark.parametrize("seed", range(FEW))
def test_the_plans_of_a_drawn_world_can_be_carried_out(seed):
    check(seed)


@pytest.mark.slow
def test_the_plans_of_many_drawn_worlds_can_be_carried_out():
    for seed in range(FEW, FEW + MANY):
        check(seed)
