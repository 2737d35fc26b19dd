"""What a run answers: values that print as the command line shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from deckard.api.checks import check_have, check_name, check_number
from deckard.bench.score.graph import Assessment
from deckard.journal.reader import Entry
from deckard.journal.state import State
from deckard.runs.snapshot import Source
from deckard.types import Inventory, Item
from deckard.view.bench.graph_score import graph_score_lines
from deckard.view.graph.accounts import Why, explain_item
from deckard.view.graph.craftable import Craftable, craftable, craftable_text
from deckard.view.graph.plan import Planned, plan_item, plan_text
from deckard.view.graph.tree import check_graph_item
from deckard.view.graph.why import why_text


@dataclass(frozen=True, repr=False)
class RunScore(Assessment):
    """A graph beside the truth; every figure is over the items that are compared.

    `accuracy(verified)` is the share of items whose requirements are right, `fields(verified)` that
    of each field of a recipe, and `edges` the precision, recall and F1 of the needs. `verdicts`
    has each item, `wrong` the verified recipes that the world contradicts, and `unproven` the
    stations and tools that were only seen with one.
    """

    @classmethod
    def of(cls, assessment: Assessment) -> "RunScore":
        """Return the same, printable."""
        return cls(**_fields(assessment))

    def __repr__(self) -> str:
        """Return it as `deckard score` shows it."""
        return "\n".join(graph_score_lines(self))


@dataclass(frozen=True, repr=False)
class RunWhy(Why):
    """All that a journal tells of an item.

    `status` is that of the item. `accounts` are its recipes, those believed first; each has a
    `recipe`, a `status` (verified, hypothesised, refuted or corrected), its `reasons`, and if it
    is verified its `needs`: the stations and the tools, each with the entry that proved it.
    """

    @classmethod
    def of(cls, entries: Sequence[Entry], item: Item, source: Source) -> "RunWhy":
        """Explain an item; GraphError when nothing was ever said of it."""
        check_name(item)
        why = cls(**_fields(explain_item(entries, item)))
        if not (why.accounts or why.unusable or why.swept):
            check_graph_item(source.whole, item, source.pursued)
        return why

    def __repr__(self) -> str:
        """Return it as `deckard graph why` shows it."""
        return str(why_text(self))


@dataclass(frozen=True, repr=False)
class RunPlan(Planned):
    """The steps to an item, those with no needs first.

    Each of `steps` has a `recipe` and how many `times` it is to be run; `statuses` and `costs`
    (env steps expected) are theirs. `raw` is what must be collected, `unknown` what nothing is
    known of, and `burnt` the fuel.
    """

    @classmethod
    def of(
        cls,
        state: State,
        fuels: Mapping[Item, float],
        item: Item,
        quantity: int,
        have: Inventory,
    ) -> "RunPlan":
        """Plan for an item; GraphError for what is not in the graph."""
        check_name(item)
        check_number(quantity, "the quantity", 1)
        check_have(have)
        for name in (item, *have):
            check_graph_item(state, name)
        return cls(**_fields(plan_item(state, fuels, item, have, quantity)))

    def __repr__(self) -> str:
        """Return it as `deckard graph plan` shows it."""
        return str(plan_text(self))


@dataclass(frozen=True, repr=False)
class RunCraftable(Craftable):
    """What can be made of what is held: `now`, or but for one kind of item: `short`.

    Each has a `recipe`, its `status`, how many `times` it can be run, and what it `lacks`.
    """

    @classmethod
    def of(cls, state: State, fuels: Mapping[Item, float], have: Inventory) -> "RunCraftable":
        """Return what can be made; GraphError for what is not in the graph."""
        check_have(have)
        for name in have:
            check_graph_item(state, name)
        return cls(**_fields(craftable(state, fuels, have)))

    def __repr__(self) -> str:
        """Return it as `deckard graph craftable` shows it."""
        return str(craftable_text(self))


def _fields(value: Assessment | Why | Planned | Craftable) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}
