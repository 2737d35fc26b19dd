"""How to obtain an item with what is known: the order, the raw materials, the steps expected."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rich.text import Text

from deckard.errors import NoPlan
from deckard.graph.awm import AWM
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED, Belief
from deckard.graph.planner import Planner, Step
from deckard.graph.walk import walk
from deckard.journal.state import State
from deckard.types import Inventory, Item, JsonObject, Recipe
from deckard.view.sanitize import row
from deckard.view.styles import MARKS, STYLES


@dataclass(frozen=True)
class Planned:
    """The steps to so many units of an item, those with no needs first."""

    item: Item
    have: Inventory
    steps: tuple[Step, ...]
    statuses: tuple[str, ...]
    """Of each step: verified, or hypothesised where nothing better is known."""
    costs: tuple[float, ...]
    """Env steps that each step is expected to take."""
    unlearnt: frozenset[Item]
    """Collects of which no policy was learnt; their cost is a guess."""
    unknown: tuple[Item, ...]
    """What it takes in the end and nothing is known of; needs that only a circle leads to."""
    burnt: Inventory
    """Fuel, which is among the steps; of a graph in a file it is not known what burns."""

    @property
    def raw(self) -> dict[Item, int]:
        """What is missing and must be collected, at least so many of each."""
        collected = [s for s in self.steps if s.recipe.how == "collect"]
        return {step.recipe.item: step.quantity for step in collected}


def plan_item(
    state: State, fuels: Mapping[Item, float], item: Item, have: Inventory, quantity: int = 1
) -> Planned:
    """Plan for `quantity` units more of an item; NoPlan when no recipe of it is believed.

    Where no recipe of an item is verified, the first hypothesis stands in. Without `fuels` what
    smelts burn is left out.
    """
    if not state.awm.beliefs(item):
        raise NoPlan(f"nothing is known of how to obtain {item!r}; see: deckard graph show")
    held = {i for i, n in have.items() if n and not state.awm.beliefs(i)}
    believed = _believed(state.awm, held)
    planner = Planner(believed, state.options, fuels)
    choice = planner.choices().get(item)
    goal = choice.recipe if choice else state.awm.beliefs(item)[0].recipe
    steps = [step for step in planner.plan(goal, have, quantity) if step.recipe.item not in held]
    obtained = {step.recipe.item for step in steps} | {i for i, n in have.items() if n}
    missing = {need for step in steps for need in step.recipe.needs} - obtained
    collected = [s.recipe.item for s in steps if s.recipe.how == "collect"]
    return Planned(
        item=item,
        have=dict(have),
        steps=tuple(steps),
        statuses=tuple(state.awm.status(step.recipe.item) for step in steps),
        costs=tuple(step.times * planner.steps(step.recipe) for step in steps),
        unlearnt=frozenset(i for i in collected if i not in state.options),
        unknown=tuple(sorted(_unknown(state.awm, missing, obtained | planner.choices().keys()))),
        burnt=_burnt(planner, steps),
    )


def _unknown(awm: AWM, missing: set[Item], can: set[Item]) -> set[Item]:
    """What in the end keeps things from being obtained, by the first recipe of each."""

    def needs(item: Item) -> set[Item]:
        return {need for b in awm.beliefs(item)[:1] for need in b.recipe.needs} - can

    return {item for item in walk(missing, needs) if not awm.beliefs(item)} or missing


def _burnt(planner: Planner, steps: list[Step]) -> dict[Item, int]:
    """How much of what is burnt, each smelt by itself."""
    fuel_units = Counter[Item]()
    for step in steps:
        fuel = planner.fuel(step.recipe)
        if fuel is not None:
            fuel_units[fuel] += math.ceil(step.times / planner.fuels[fuel])
    return dict(fuel_units)


def _believed(awm: AWM, held: Iterable[Item]) -> AWM:
    """The graph in which items without a verified recipe have their first hypothesis for true.

    What is held came from somewhere: it must not seem as if nothing could be made of it.
    """
    beliefs_of = {item: [_true(Recipe(item=item, how="collect"))] for item in held}
    for item in awm.known:
        beliefs = list(awm.beliefs(item))
        if beliefs and beliefs[0].status == HYPOTHESISED:
            beliefs[0] = _true(beliefs[0].recipe)
        beliefs_of.setdefault(item, beliefs)
    return AWM.of(beliefs_of)


def _true(recipe: Recipe) -> Belief:
    return Belief(recipe=recipe, status=VERIFIED)


def plan_text(planned: Planned) -> Text:
    """Return the plan for a terminal; plain once it is a str."""
    return Text("\n").join(_lines(planned))


def _lines(planned: Planned) -> Iterator[Text]:
    for step, status, cost in zip(planned.steps, planned.statuses, planned.costs, strict=True):
        guessed = " (a guess: no policy learnt)" if step.recipe.item in planned.unlearnt else ""
        times = f"{step.times} x " if step.times > 1 else ""
        mark = (MARKS[status], f"bold {STYLES[status]}")
        yield row(mark, f" {times}{step.recipe}", (f"  {cost:,.0f} steps{guessed}", "dim"))
    yield Text()
    raw = ", ".join(f"{n} {item}" for item, n in planned.raw.items()) or "nothing"
    yield row(f"missing raw materials: {raw}")
    if planned.burnt:
        yield row(f"fuel: {', '.join(f'{n} {item}' for item, n in planned.burnt.items())}")
    elif any(step.recipe.how == "smelt" for step in planned.steps):
        yield row("fuel is left out: only a run knows what burns in its world")
    if planned.unknown:
        yield row((f"nothing is known of: {', '.join(planned.unknown)}", "red"))
    bound = "at least " if planned.unlearnt or planned.unknown else ""
    yield Text(f"expected: {bound}{sum(planned.costs):,.0f} env steps", "bold")


def plan_json(planned: Planned) -> JsonObject:
    """Return the plan as a JSON-ready dict."""
    steps = zip(planned.steps, planned.statuses, planned.costs, strict=True)
    return {
        "item": planned.item,
        "have": planned.have,
        "steps": [
            {
                "recipe": step.recipe.model_dump(mode="json"),
                "times": step.times,
                "status": status,
                "env_steps": cost,
                "learnt": step.recipe.item not in planned.unlearnt,
            }
            for step, status, cost in steps
        ],
        "missing": planned.raw,
        "fuel": dict(planned.burnt),
        "unknown": list(planned.unknown),
        "env_steps": sum(planned.costs),
    }


def parse_have(text: str) -> Counter[Item]:
    """Read `log=2,stick=1`, or `log,stick` for one of each; NoPlan when it is neither."""
    have = Counter[Item]()
    for part in (part.strip() for part in text.split(",") if part.strip()):
        item, equals, quantity = part.partition("=")
        if not item.strip() or not (quantity if equals else "1").strip().isdecimal():
            raise NoPlan(f"{part!r} is no item with its quantity: write --have log=2,stick=1")
        have[item.strip()] += int(quantity if equals else 1)
    return have
