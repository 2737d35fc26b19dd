"""A plan for an item: the recipes in order, the raw items, and the expected env steps."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from rich.text import Text

from deckard.errors import NoPlan
from deckard.graph.awm import AWM
from deckard.graph.beliefs import HYPOTHESISED, VERIFIED, Belief
from deckard.graph.planner import Planner
from deckard.graph.plans.steps import Step
from deckard.journal.state import State
from deckard.types import Inventory, Item, JsonObject, Recipe
from deckard.view.graph.craftable import FUEL_UNKNOWN
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
    circular: tuple[Item, ...]
    """Those of them that are only made of each other: one of them must be held."""
    burnt: Inventory
    """Fuel, which the steps include. Without a run it is unknown what burns."""
    quantity: int = 1
    """Units that are wanted beside what is held."""

    @property
    def raw(self) -> dict[Item, int]:
        """The items to collect and the least quantity of each."""
        collected = Counter[Item]()
        for step in self.steps:
            if step.recipe.how == "collect":
                collected[step.recipe.item] += step.quantity
        return dict(collected)


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
    planner = Planner(_believed(state.awm), state.options, fuels)
    plan = planner.obtain(item, have, quantity)
    collected = [s.recipe.item for s in plan.steps if s.recipe.how == "collect"]
    return Planned(
        item=item,
        have=dict(have),
        steps=plan.steps,
        statuses=tuple(_status(state.awm, step.recipe) for step in plan.steps),
        costs=tuple(step.times * planner.steps(step.recipe) for step in plan.steps),
        unlearnt=frozenset(i for i in collected if i not in state.options),
        unknown=tuple(sorted(plan.missing)),
        circular=tuple(sorted(i for i in plan.missing if state.awm.beliefs(i))),
        burnt=_burnt(planner, plan.steps),
        quantity=quantity,
    )


def _status(awm: AWM, recipe: Recipe) -> str:
    """The status of a recipe, among all that are believed of its item."""
    return next(b.status for b in awm.beliefs(recipe.item) if b.recipe == recipe)


def _burnt(planner: Planner, steps: Iterable[Step]) -> dict[Item, int]:
    """Return the units of each fuel, rounded up for each smelt."""
    fuel_units = Counter[Item]()
    for step in steps:
        fuel_units.update(step.burnt(planner.fuels))
    return dict(fuel_units)


def _believed(awm: AWM) -> AWM:
    """Return the graph with the first hypothesis of each unverified item taken as verified."""
    beliefs_of = dict[Item, list[Belief]]()
    for item in awm.known:
        beliefs = list(awm.beliefs(item))
        if beliefs and beliefs[0].status == HYPOTHESISED:
            beliefs[0] = _true(beliefs[0].recipe)
        beliefs_of[item] = beliefs
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
        yield row(FUEL_UNKNOWN)
    if strange := [item for item in planned.unknown if item not in planned.circular]:
        yield row((f"nothing is known of: {', '.join(strange)}", "red"))
    if planned.circular:
        named = ", ".join(planned.circular)
        yield row((f"made only of what is made of it, so hold some (--have): {named}", "red"))
    bound = "at least " if planned.unlearnt or planned.unknown else ""
    yield Text(f"expected: {bound}{sum(planned.costs):,.0f} env steps", "bold")


def plan_json(planned: Planned) -> JsonObject:
    """Return the plan as a JSON-ready dict."""
    steps = zip(planned.steps, planned.statuses, planned.costs, strict=True)
    return {
        "item": planned.item,
        "quantity": planned.quantity,
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
        "circular": list(planned.circular),
        "env_steps": sum(planned.costs),
    }


def parse_have(text: str) -> Counter[Item]:
    """Return the inventory that a text names: `log=2,stick=1`, or `log,stick` for one of each.

    Raises:
        NoPlan: The text is neither, or names an item twice.
    """
    have = Counter[Item]()
    for part in (part.strip() for part in text.split(",") if part.strip()):
        item, quantity = _counted(part, "--have log=2,stick=1")
        if item in have:
            raise NoPlan(f"--have names {item!r} twice: write it once, with all that is held")
        have[item] = quantity
    return have


def parse_wanted(text: str) -> tuple[Item, int]:
    """Return the item and the quantity that a text names: `stick=16`, or `stick` for one.

    Raises:
        NoPlan: The text is neither.
    """
    item, quantity = _counted(text, "stick=16")
    if not quantity:
        raise NoPlan(f"{text!r} asks for nothing: write stick=16")
    return item, quantity


def _counted(text: str, example: str) -> tuple[Item, int]:
    item, equals, quantity = (part.strip() for part in text.partition("="))
    if not item or not (quantity if equals else "1").isdecimal():
        raise NoPlan(f"{text!r} is no item with its quantity: write {example}")
    return item, int(quantity if equals else 1)
