"""A plan for an item: the recipes in order, the raw items, and the expected env steps."""

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
    """The status of each step's recipe: verified, or else hypothesised."""
    costs: tuple[float, ...]
    """The expected env steps of each step."""
    unlearnt: frozenset[Item]
    """Collected items without a learnt policy; their cost is a guess."""
    unknown: tuple[Item, ...]
    """Items that the plan needs and that have no recipe, or only one in a cycle."""
    burnt: Inventory
    """Fuel, which the steps include. Without a run it is unknown what burns."""

    @property
    def raw(self) -> dict[Item, int]:
        """The items to collect and the least quantity of each."""
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
        raise NoPlan(
            f"nothing is known of how to obtain {item!r}; see `deckard graph show`, or "
            "`run.awm` in Python, for what is"
        )
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
    """Return the items without a recipe that the missing items need, by their best recipes."""

    def needs(item: Item) -> set[Item]:
        return {need for b in awm.beliefs(item)[:1] for need in b.recipe.needs} - can

    return {item for item in walk(missing, needs) if not awm.beliefs(item)} or missing


def _burnt(planner: Planner, steps: list[Step]) -> dict[Item, int]:
    """Return the units of each fuel, rounded up for each smelt."""
    fuel_units = Counter[Item]()
    for step in steps:
        fuel = planner.fuel(step.recipe)
        if fuel is not None:
            fuel_units[fuel] += math.ceil(step.times / planner.fuels[fuel])
    return dict(fuel_units)


def _believed(awm: AWM, held: Iterable[Item]) -> AWM:
    """Return the graph with the first hypothesis of each unverified item taken as verified.

    Held items without a recipe count as collected, so that others can be made of them.
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
    """Return the plan as styled text; `str` makes it plain."""
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
    """Return the inventory that a text names: `log=2,stick=1`, or `log,stick` for one of each.

    Raises:
        NoPlan: The text is neither.
    """
    have = Counter[Item]()
    for part in (part.strip() for part in text.split(",") if part.strip()):
        item, equals, quantity = part.partition("=")
        if not item.strip() or not (quantity if equals else "1").strip().isdecimal():
            raise NoPlan(f"{part!r} is no item with its quantity: write --have log=2,stick=1")
        have[item.strip()] += int(quantity if equals else 1)
    return have
