"""Make the table of the names that Minecraft's items have had from version 1.8 to the newest.

    python tools/make_aliases.py --minecraft-data FOLDER

FOLDER is an installed npm package: `npm install minecraft-data@3.119.0` makes
`node_modules/minecraft-data`. It is only read. What it has not stands in `aliases_by_hand.yaml`
beside this script. The same input gives the same output.
"""

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple, TypedDict

import yaml

from deckard.dream.answers.grounding import normal

OUTPUT = Path(__file__).parents[1] / "deckard" / "dream" / "answers" / "aliases.json"
BY_HAND = Path(__file__).with_name("aliases_by_hand.yaml")
FLATTENED = (1, 13)
"""The version that gave every variant a name of its own."""
FIRST = (1, 8)
PLACES = ("{wood}", "{colour}")


class Hand(TypedDict):
    """The page by hand."""

    renamed: dict[str, str]
    same: dict[str, str]
    joined: dict[str, str]
    short: dict[str, str]
    wooden: str
    unclear: str


class Variant(NamedTuple):
    """A number and variant of old, and what 1.13 calls it."""

    old: str
    number: int
    new: str


class Source:
    """The parts of minecraft-data that hold names."""

    def __init__(self, folder: Path) -> None:
        self.folder = next(folder.rglob("pc/common/legacy.json")).parents[1]
        package = json.loads((folder / "package.json").read_text(encoding="utf-8"))
        self.version = package["version"]
        numbered = {_version(path.name): path for path in self.folder.iterdir()}
        self.versions = sorted(v for v in numbered if v and v >= FIRST)
        items = {v: _rows(numbered[v] / "items.json") for v in self.versions if v}
        self.old = [row for v in self.versions if v < FLATTENED for row in items[v]]
        self.new = [row for v in self.versions if v >= FLATTENED for row in items[v]]
        self.blocks = {row["name"] for v in self.versions for row in _rows(_blocks(numbered[v]))}

    def variants(self) -> Iterator[Variant]:
        """Yield what each variant of an item of 1.8 to 1.12 became in 1.13."""
        names = {row["id"]: row["name"] for row in self.old}
        items = {row["name"] for row in self.new}
        tables = json.loads((self.folder / "common" / "legacy.json").read_text(encoding="utf-8"))
        for number, name in (pair for table in tables.values() for pair in table.items()):
            item, variant = map(int, number.split(":"))
            new = re.sub(r"\[.*", "", name.removeprefix("minecraft:"))
            if item in names and new in items:
                yield Variant(names[item], variant, new)


def _blocks(folder: Path) -> Path:
    return folder / "blocks.json"


def _rows(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else []


def _version(name: str) -> tuple[int, ...]:
    """Return the numbers of a released version; none for a snapshot."""
    plain = re.fullmatch(r"\d+(\.\d+)+", name)
    return tuple(map(int, name.split("."))) if plain else ()


class Table:
    """Names and what they mean, as they are gathered; see `about` for the form of the file."""

    def __init__(self, source: Source, hand: Hand) -> None:
        self.source, self.hand = source, hand
        self.old = {row["name"] for row in source.old}
        self.later = {row["name"] for row in source.new}
        self.newest = self.later - {*hand["renamed"]}
        self.woods = _kinds(self.newest, "_planks")
        self.colours = _kinds(self.newest, "_wool")
        self.same: dict[str, list[str]] = defaultdict(list)
        self.joined: dict[str, list[str]] = {}
        self._rename()
        self.shown = self._shown()

    def current(self, name: str) -> str:
        """Return the newest name of an item that 1.13 or later named."""
        return self.hand["renamed"].get(name, name)

    def _rename(self) -> None:
        became: dict[str, dict[str, None]] = defaultdict(dict)
        for variant in self.source.variants():
            became[variant.old].setdefault(self.current(variant.new))
        became["spawn_egg"] = dict.fromkeys(
            sorted(name for name in self.newest if name.endswith("_spawn_egg"))
        )
        later = self.later
        for old, news in became.items():
            changed = old in later and self.current(old) not in news
            if len(news) == 1 and old not in news:
                self.same[next(iter(news))].append(f"{old}@old" if changed else old)
            elif len(news) > 1:
                marked = f"{old}@old" if old in later else old
                self.joined[marked] = [new for new in news if new != old]
        for old, new in self.hand["renamed"].items():
            if old not in self.same[new]:
                self.same[new].append(f"{old}@new" if old in became else old)

    def _shown(self) -> dict[str, str]:
        """Return the names that the game shows, where each means one item and is no id."""
        meanings: dict[str, set[str]] = defaultdict(set)
        for shown, name in self._display_names():
            meanings[normal(shown)].add(name)
        ids = {_plain(n) for n in (*self.old, *self.newest, *self.hand["renamed"])}
        return {
            shown: next(iter(names))
            for shown, names in sorted(meanings.items())
            if len(names) == 1
            and _plain(shown) not in ids
            and not self._follows(shown, names)
            and shown not in self.hand["unclear"].split()
        }

    def _follows(self, shown: str, names: set[str]) -> bool:
        """Whether a name follows from the id by the rules that the reader of the table has."""
        made, of, whole = shown.partition("_of_")
        return (of and {f"{whole}_{made}"} == names) or "_wood_" in shown

    def _display_names(self) -> Iterator[tuple[str, str]]:
        single = {o.removesuffix("@old"): n for n, olds in self.same.items() for o in olds}
        variants = {(v.old, v.number): self.current(v.new) for v in self.source.variants()}
        for row in self.source.old:
            yield row["displayName"], single.get(row["name"], row["name"])
            for kind in row.get("variations", ()):
                if new := variants.get((row["name"], kind["metadata"])):
                    yield kind["displayName"], new
        for row in self.source.new:
            yield row["displayName"], self.current(row["name"])

    def body(self) -> dict[str, object]:
        """Return the table without its head."""
        return {
            "woods": " ".join(self.woods),
            "colours": " ".join(self.colours),
            "same": self._same(),
            "joined": self._joined(),
            "short": self._short(),
            "wooden": self.hand["wooden"],
            "changed": " ".join(sorted({*self._clashing()})),
            "before": " ".join(sorted(self._renamed())),
            "since": " ".join(sorted(self._since())),
            "blocks": self._folded(self.newest & self.source.blocks),
            "items": self._folded(self.newest - self.source.blocks),
        }

    def _clashing(self) -> Iterator[str]:
        """Yield the ids that meant another thing before 1.13 than they mean now."""
        olds = (name for names in self.same.values() for name in names)
        yield from (n.removesuffix("@old") for n in olds if n.endswith("@old"))

    def _renamed(self) -> Iterator[str]:
        """Yield the ids of before 1.13 alone; not those of oak: later worlds join woods by them."""
        for name, others in self.same.items():
            if not name.startswith("oak_"):
                yield from (n for n in others if n in self.old and n not in self.later)

    def _since(self) -> set[str]:
        """Return the ids of things of old that only versions since 1.13 have; no woods, no eggs."""
        kinds = {kind for names in self.joined.values() for kind in names} | {*self.same}
        families = tuple(f"{kind}_" for kind in (*self.woods, *self.colours, "stripped"))
        plain = {kind for kind in kinds if not kind.endswith("_spawn_egg")} & self.newest
        return {k for k in plain - self.old if not k.startswith(families)}

    def _short(self) -> dict[str, str]:
        names = self.shown | self.hand["short"]
        for (place, values), name in product(self._families(), sorted(names)):
            family, meant = (
                _with_place(text, place, values[0]) for text in (name, names.get(name, ""))
            )
            kinds = {family.replace(place, v): meant.replace(place, v) for v in values}
            if family != name and kinds.items() <= names.items():
                names = {k: v for k, v in names.items() if k not in kinds} | {family: meant}
        return dict(sorted(names.items()))

    def _same(self) -> dict[str, str]:
        names = {name: [*others] for name, others in self.same.items()}
        for name, others in self.hand["same"].items():
            names[name] = [*names.get(name, ()), *others.split()]
        return {name: " ".join(others) for name, others in sorted(names.items())}

    def _joined(self) -> dict[str, str]:
        joined = {name: kinds.split() for name, kinds in self.hand["joined"].items()}
        for name, kinds in sorted(self.joined.items()):
            of_hand = {k for kind in joined.get(name, ()) for k in self._expanded(kind)}
            folded = self._folded({*kinds} - of_hand).split()
            if name not in ("log2", "leaves2"):
                joined[name] = [*joined.get(name, ()), *folded]
        return {name: " ".join(kinds) for name, kinds in joined.items()}

    def _expanded(self, kind: str) -> list[str]:
        values = {"{wood}": self.woods, "{colour}": self.colours}
        place = next((place for place in PLACES if place in kind), None)
        return [kind.replace(place, value) for value in values[place]] if place else [kind]

    def _folded(self, names: Iterable[str]) -> str:
        """Return names in one line, each family of woods or colours as one."""
        rest, families = {*names}, list[str]()
        for (place, values), name in product(self._families(), sorted(names)):
            family = _with_place(name, place, values[0])
            kinds = {family.replace(place, value) for value in values}
            if family != name and len(kinds & rest) > len(values) / 2:
                families.append(family)
                rest -= kinds
        return " ".join([*families, *sorted(rest)])

    def _families(self) -> list[tuple[str, list[str]]]:
        return [("{wood}", self.woods), ("{colour}", self.colours)]


def _kinds(names: Iterable[str], ending: str) -> list[str]:
    return sorted(name.removesuffix(ending) for name in names if name.endswith(ending))


def _with_place(name: str, place: str, value: str) -> str:
    return re.sub(rf"(?:^|(?<=_)){value}(?=_)", place, name, count=1)


def _plain(name: str) -> str:
    return name.replace("_", "")


def about(source: Source, body: dict[str, object]) -> dict[str, object]:
    """Return the head of the file: where it comes from, and what its parts are."""
    first, last = (".".join(map(str, source.versions[i])) for i in (0, -1))
    return {
        "game": f"Minecraft Java Edition {first} to {last}: names of its items, and nothing else",
        "made_by": "tools/make_aliases.py --minecraft-data NPM_PACKAGE; do not edit",
        "sources": {
            f"minecraft-data {source.version} (npm)": "ids and names shown, by version; MIT (c) "
            "PrismarineJS contributors",
            "tools/aliases_by_hand.yaml": "later changes, joined names and short forms, from "
            "general knowledge of the game",
        },
        "parts": {
            "same": "the newest id: other ids of the same thing; @old or @new: it means this thing "
            "only before or since 1.13",
            "joined": "an id that stands for several kinds: these kinds",
            "short": "a name that is no id: the id that it means",
            "wooden": "things before which `wooden` says nothing",
            "changed": "ids that mean another thing since 1.13",
            "before, since": "ids by which a world of before 1.13, or of a later version, is known",
            "blocks, items": "the newest ids; {wood} and {colour} stand for each of their kind",
        },
    }


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--minecraft-data", type=Path, required=True, help="the npm package")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    source = Source(options.minecraft_data)
    body = Table(source, yaml.safe_load(BY_HAND.read_text(encoding="utf-8"))).body()
    text = json.dumps({"about": about(source, body)} | body, indent=1, ensure_ascii=False)
    options.output.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
