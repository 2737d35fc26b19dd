"""Take a step of a plan that collects: follow an option's policy."""

import math
import random

from deckard.graph.plans.steps import Step
from deckard.intervals import wilson
from deckard.policies.novelty import VisitedRegions
from deckard.policies.subgoal_env import perceived
from deckard.types import Item, Option
from deckard.wake.acting import Acting
from deckard.wake.options import Initiation

FAILURES = 4
"""Failed runs of an option in a row, after which the life counts as stuck."""
HOPELESS = 0.001
"""Chance of failing as often in a row, anywhere in a step, at which independent attempts are given
up."""
RESTLESS = 0.25
"""Share of random decisions that each failed run of an option adds to the next."""
SUREST = 0.9
"""Success rate above which an option is not taken to be surer."""


def collect(acting: Acting, step: Step) -> bool:
    """Follow the option until the quantity is there, or it failed too often in a row.

    Returns:
        Whether to go on with the plan; also True when the tool broke, and must be made again, or
        when a need is to be met first.
    """
    recipe, failures, library, life = step.recipe, 0, acting.library, acting.life
    option = library.option(recipe)
    if option is None:
        return False
    most, walks = _most_failures(acting, option, step.quantity), _walks(acting)
    acting.take_up()
    hand = Initiation.of(library.state.awm, recipe).hand
    wanted = life.count(recipe.item) + step.quantity
    while life.count(recipe.item) < wanted and failures < most:
        if acting.is_called() or (hand and hand not in life.inventory):
            return True
        if library.world.hands:
            acting.wield(hand)
        success = follow(acting, option, hand, RESTLESS * failures if walks else 0.0)
        failures = 0 if success else failures + (not acting.is_called())
    return failures < most


def _walks(acting: Acting) -> bool:
    """Whether a policy takes several decisions on its way, so that it can be lost or in a loop.

    Where one decision is all, a failed attempt says nothing of the next.
    """
    return acting.library.trainer.max_decisions > 1


def _most_failures(acting: Acting, option: Option, quantity: int) -> int:
    """Failed runs of an option in a row after which a life counts as stuck.

    The more units are wanted, the longer is the worst run of bad luck among them.
    """
    if _walks(acting):
        return FAILURES
    least, _ = wilson(option.successes, option.episodes)
    return max(FAILURES, math.ceil(math.log(HOPELESS / quantity) / math.log1p(-min(least, SUREST))))


def follow(acting: Acting, option: Option, hand: Item | None, restless: float = 0.0) -> bool:
    """Follow an option's policy until it gains its item, time is up or the tool broke.

    Args:
        acting: Who acts.
        option: The option.
        hand: The tool without which it is not gone on with.
        restless: A share of the decisions that is drawn at random: a policy that failed is in a
            loop.

    Returns:
        Whether it gained its item.
    """
    library, life = acting.library, acting.life
    policy, seed = library.policy(option), acting.draw_seed("run")
    policy.set_random_seed(seed)
    rng, actions = random.Random(seed), int(library.world.action_space.n)
    column = library.world.sights.get(option.source or "")
    visited = VisitedRegions(1)
    visited.begin([0], [life.info])
    for _ in range(library.trainer.max_decisions):
        obs = perceived(life.obs[None], column, visited.around())
        action = int(policy.predict(obs[0])[0])
        if rng.random() < restless:
            action = rng.randrange(actions)
        if option.item in acting.act(str(action)):
            return True
        visited.follow([life.info])
        if acting.is_called() or not acting.wields(hand):
            return False
    return False
