"""The names that Minecraft's items have had, version by version, and what each of them means.

The table `aliases.json` is made by `tools/make_aliases.py`, which tells its form. It holds names
and nothing else: no recipe, no drop.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path

from deckard.dream.answers.spelling import unfilled

TABLE = Path(__file__).with_name("aliases.json")
MATERIALS = (("wooden_", "wood_"), ("golden_", "gold_"))
"""Forms of a material before a thing; worlds that are not Minecraft use the other one."""
RESPELT = {"silver": "light_gray", "grey": "gray", "armour": "armor"}
"""Other spellings of words; 1.13 renamed silver."""


class Aliases:
    """All names of Minecraft's items, from version 1.8 to the newest.

    Attributes:
        ids: Every name, with the id for which it stands: the newest, or one that joins kinds.
        plain: The same without `_` between the words.
        changed: Ids that mean another thing since 1.13.
        before: Ids by which a world of before 1.13 is known.
        since: Ids by which a later world is known.
        blocks: Ids of what can be placed.
        wooden: Things before which `wooden` says nothing.
        words: The words of all names.
    """

    def __init__(self, table: Mapping[str, Mapping[str, str]], lists: Mapping[str, str]) -> None:
        self._kinds = {"{wood}": lists["woods"].split(), "{colour}": lists["colours"].split()}
        self.wooden, self.changed = ({*lists[name].split()} for name in ("wooden", "changed"))
        self.before, self.since = ({*lists[name].split()} for name in ("before", "since"))
        self.blocks = {*self._listed(lists["blocks"])}
        self._others = {name: self._listed(others) for name, others in table["same"].items()}
        self._joins: dict[str, list[str]] = {}
        self._members = {name: {*self._listed(kinds)} for name, kinds in table["joined"].items()}
        for name, kinds in self._members.items():
            for kind in kinds:
                self._joins.setdefault(kind, []).append(name)
        self.ids = self._ids(chain(self._listed(lists["items"]), self.blocks), table["short"])
        self.blocks |= {name for name, kinds in self._members.items() if kinds <= self.blocks}
        self.plain = {name.replace("_", ""): meant for name, meant in self.ids.items()}
        self.words = {word for name in self.ids for word in name.split("_")}

    def _listed(self, text: str) -> list[str]:
        return [name for kind in text.split() for name in self._expanded(kind)]

    def _expanded(self, kind: str) -> Iterator[str]:
        place = next((place for place in self._kinds if place in kind), None)
        yield from (kind.replace(place, k) for k in self._kinds[place]) if place else (kind,)

    def _ids(self, newest: Iterable[str], short: Mapping[str, str]) -> dict[str, str]:
        ids = {name: name for name in newest}
        for name, others in self._others.items():
            ids |= {other: name for other in others if "@" not in other and other not in ids}
        joins = (name.partition("@")[0] for name in self._members)
        ids |= {name: name for name in joins if name not in ids}
        for name, meant in short.items():
            pairs = zip(self._expanded(name), self._expanded(meant), strict=True)
            ids |= {key: ids.get(value, value) for key, value in pairs if key not in ids}
        return {unfilled(name): meant for name, meant in ids.items()} | ids

    def candidates(self, meant: str, vocabulary: Collection[str], era: str) -> Iterator[str]:
        """Yield the names under which a vocabulary may have an item, the nearest first.

        Args:
            meant: The item's id, as `ids` gives it.
            vocabulary: The items of the world.
            era: `old` or `new` where the vocabulary is that of a version before or since 1.13.
        """
        marked = [f"{meant}@new" if meant in self.changed else meant, *self._others.get(meant, ())]
        for join in self._joins.get(meant, ()):
            if self._members[join].isdisjoint(vocabulary):  # else it keeps the kinds apart
                marked += [join, *self._others.get(join, ())]
        for name, _, only in (name.partition("@") for name in marked):
            if only in ("", era):
                yield name
        yield from (meant.replace(*pair, 1) for pair in MATERIALS if meant.startswith(pair[0]))

    def era(self, vocabulary: Collection[str]) -> str:
        """Return `old` or `new` where a vocabulary is of a version before or since 1.13, or ""."""
        old, new = (
            sum(name in names for name in vocabulary) for names in (self.before, self.since)
        )
        return "old" if old > new else "new" if new > old else ""


@cache
def aliases() -> Aliases:
    """Return the table; it is read once."""
    parts = json.loads(TABLE.read_text(encoding="utf-8"))
    lists = {name: part for name, part in parts.items() if isinstance(part, str)}
    return Aliases({name: parts[name] for name in ("same", "joined", "short")}, lists)


def respelt(name: str) -> str:
    """Return a name with its words as the newest version spells them."""
    return "_".join(RESPELT.get(word, word) for word in name.split("_"))
