"""A run as tables of pandas; `Run.to_pandas` documents their columns."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, get_args

from deckard.bench.score.growth_curve import GrowthPoint, growth_curve
from deckard.errors import ConfigError, MissingExtra
from deckard.graph.merged import merged
from deckard.journal.events import (
    Attempted,
    Event,
    Misdreamed,
    Practised,
    Pursued,
    Refuted,
    Verified,
    Voided,
)
from deckard.journal.reader import Entry
from deckard.journal.state import State
from deckard.types import Item
from deckard.worlds.tables.reference import Reference

if TYPE_CHECKING:
    import pandas as pd

Table = Literal["entries", "growth", "items"]
"""The tables that there are."""
Cell = str | int | float | bool | None


def check_table(table: str) -> None:
    """Raise ConfigError for a table that there is not, MissingExtra without pandas."""
    names = get_args(Table)
    if table not in names:
        raise ConfigError(f"there is no table {table!r}; there are: {', '.join(names)}")
    try:
        import pandas  # noqa: F401
    except ImportError:
        raise MissingExtra(
            "to_pandas needs the package pandas: pip install 'deckard-awm[pandas]'"
        ) from None


def entries_table(entries: Sequence[Entry]) -> "pd.DataFrame":
    """Return a row for each entry of a journal."""
    import pandas as pd

    rows = list(_entry_rows(entries))
    columns = ["entry", "at", "env_steps", "steps", "kind", "item", "recipe", "result"]
    table = pd.DataFrame(rows, columns=[*columns, "verified", "refuted"]).set_index("entry")
    return table.assign(at=pd.to_datetime(table["at"], utc=True, format="ISO8601"))


def _entry_rows(entries: Sequence[Entry]) -> Iterator[dict[str, Cell]]:
    before = 0
    for entry in entries:
        events = entry.full
        yield {
            "entry": entry.number,
            "at": entry.at,
            "env_steps": entry.steps,
            "steps": entry.steps - before,
            "kind": events[0].kind,
            **_subject(events[0]),
            "verified": sum(isinstance(event, Verified) for event in events),
            "refuted": sum(isinstance(event, Refuted) for event in events),
        }
        before = entry.steps


def _subject(event: Event) -> dict[str, Cell]:
    """What an event is about, and what came of it."""
    match event:
        case Misdreamed(item=item, fault=fault):
            return {"item": item, "recipe": None, "result": fault}
        case Voided(item=item):
            return {"item": item, "recipe": None, "result": None}
        case Practised(recipe=recipe, option=option):
            result = "learnt" if option else "not learnt"
            return {"item": recipe.item, "recipe": str(recipe), "result": result}
        case (
            Pursued(item=item, goal=goal, ending=ending)
            | Attempted(item=item, goal=goal, ending=ending)
        ):
            return {"item": item, "recipe": goal, "result": ending}
    return {"item": event.recipe.item, "recipe": str(event.recipe), "result": None}


def growth_table(entries: Sequence[Entry], reference: Reference | None) -> "pd.DataFrame":
    """Return a row for the beginning and one for each entry."""
    import pandas as pd

    table = pd.DataFrame(growth_curve(entries, reference), columns=GrowthPoint._fields)
    return table.set_index("entry").astype("Int64")  # which has counts that are not known


def items_table(state: State, target: Item | None) -> "pd.DataFrame":
    """Return a row for each item of a graph."""
    import pandas as pd

    rows = list(_item_rows(state, target))
    columns = ["item", "status", "how", "recipe", "recipes", "weight", "target", "reliability"]
    table = pd.DataFrame(rows, columns=columns).set_index("item")
    return table.astype({"weight": float, "reliability": float})


def _item_rows(state: State, target: Item | None) -> Iterator[dict[str, Cell]]:
    for item in sorted(state.awm.known):
        beliefs, option = merged(state.awm.beliefs(item)), state.options.get(item)
        best = beliefs[0] if beliefs else None
        yield {
            "item": item,
            "status": state.awm.status(item),
            "how": best.recipe.how if best else None,
            "recipe": str(best.recipe) if best else None,
            "recipes": len(beliefs),
            "weight": best.weight if best else None,
            "target": item == target,
            "reliability": option.reliability if option else None,
        }
