"""Survival: needs that fall and deeds without an item, as rules beside a version's recipes."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import yaml

from deckard.types import Item, JsonObject, Recipe
from deckard.worlds.tables import Need, Tables, Use

FILE = Path(__file__).parent / "survival.yaml"


def with_survival(tables: Tables) -> Tables:
    """Return tables with needs and deeds, as far as their items are in them.

    Args:
        tables: The true recipes of a version, perhaps of some items alone.
    """
    rules, items = _rules(), {*tables.items}
    uses = [use for row in rules["uses"] if (use := _use(row, items))]
    rows = (Recipe(how="craft", **row) for row in rules["crafts"])
    crafts = [craft for craft in rows if items >= craft.needs.keys()]
    needs = {name: Need(**rule) for name, rule in sorted(rules["needs"].items())}
    stamp = f"{tables.digest} survival {rules_digest()}"
    return replace(
        tables,
        recipes=(*tables.recipes, *crafts),
        uses=(*tables.uses, *uses),
        needs=needs,
        deeds=frozenset({u.item for u in uses} | {c.item for c in crafts}) - needs.keys(),
        digest=hashlib.sha256(stamp.encode()).hexdigest(),
    )


def rules_digest() -> str:
    """Return the SHA-256 of the rules of survival, hexadecimal."""
    return hashlib.sha256(FILE.read_bytes()).hexdigest()


def has_survival(about: Mapping[str, object]) -> bool:
    """Whether a world's `about` says that it has these rules."""
    return about.get("survival") is not None


def _use(row: JsonObject, items: Collection[Item]) -> Use | None:
    """Return a use with the tools that there are; None where something is lacking."""
    tools = tuple(tool for tool in row.get("tools", ()) if tool in items)
    ingredients = row.get("ingredients", {})
    if not all(i in items for i in ingredients) or (row.get("tools") and not tools):
        return None
    yields = int(row.get("yields", 1))
    most = int(row.get("most", yields))
    return Use(row["item"], "use", row["source"], ingredients, tools, yields, most, 1.0)


@cache
def _rules() -> JsonObject:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))
