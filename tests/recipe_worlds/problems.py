"""Random recipe worlds with something held and something wanted."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from deckard.graph.beliefs import VERIFIED
from deckard.graph.planner import CRAFT_STEPS, SMELT_STEPS, UNLEARNT_STEPS, Planner
from deckard.types import Option, Recipe
from tests.recipe_worlds.drawing import GROWING, PLANNED, draw_recipes
from tests.strategies import knowing


@dataclass(frozen=True)
class PlanProblem:
    """Recipes, what their collects cost, what burns, what is held and what is wanted."""

    recipes: Sequence[Recipe]
    options: dict[str, Option]
    fuels: dict[str, float]
    have: dict[str, int]
    item: str
    quantity: int

    def planner(self):
        """A planner that knows all recipes."""
        return Planner(knowing(*self.recipes).awm, self.options, self.fuels)

    def steps(self, recipe):
        """Env steps of running a recipe once."""
        if recipe.how == "collect":
            option = self.options.get(recipe.item)
            return option.steps if option else UNLEARNT_STEPS
        return CRAFT_STEPS if recipe.how == "craft" else SMELT_STEPS


def draw_problem(seed):
    """Draw a world of up to 40 items: alternatives, circles, tools, stations, yields and fuels.

    In every second one crafts give things back. In those with an odd seed circles give more than
    they take, and something that is smelted burns.
    """
    rng, is_growing = random.Random(f"recipe world {seed}"), seed % 2
    drawing = draw_recipes(GROWING if is_growing else PLANNED, rng)
    names, recipes = drawing.names.items, drawing.recipes
    options = {
        r.item: _option(r, rng) for r in recipes if r.how == "collect" and rng.random() < 0.8
    }
    fuels = {name: rng.choice((0.5, 1.5, 8.0)) for name in rng.sample(names, 2)}
    fuels[names[rng.randrange(3)]] = 1.5  # something that burns is found without a fire
    smelted = sorted({recipe.item for recipe in recipes if recipe.how == "smelt"})
    if is_growing and smelted:
        fuels[rng.choice(smelted)] = rng.choice((1.5, 8.0))
    have = {name: rng.randint(1, 9) for name in rng.sample(names, rng.randint(0, 6))}
    item = rng.choice(names[len(names) // 2 :])
    known = knowing(*recipes).awm
    listed = [recipe for name in names for recipe in known.recipes(name, VERIFIED)]
    return PlanProblem(listed, options, fuels, have, item, rng.choice((1, 1, 2, 3, 5, 8, 16)))


def _option(recipe, rng):
    steps = round(10 ** rng.uniform(1, 4))
    return Option(
        item=recipe.item,
        source=recipe.source,
        start={},
        hand=None,
        file="",
        episodes=9,
        successes=9,
        decisions=1,
        steps=steps,
    )
