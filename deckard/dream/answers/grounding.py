"""Map names of items as people and language models write them to a vocabulary (entity linking)."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import lru_cache

from deckard.dream.answers.aliases import aliases, respelt
from deckard.dream.answers.spelling import bare, corrections, forms

MOST = 5
"""Alternatives of a name that are tried; chosen."""
LONGEST = 200
"""Characters up to which a text may be a name; chosen."""
MADE_OF = frozenset(
    ["pickaxe", "axe", "shovel", "hoe", "sword", "helmet", "chestplate", "leggings", "boots"]
)
"""Things of which a name may list the materials: `iron or diamond pickaxe`."""
AROUND = re.compile(r"^#?(?:(?:item|block)\.)?minecraft[:.]|:[0-9*]+$|(?<=\w)\[.*$", re.DOTALL)
"""Namespace, variant and state about a name."""


@lru_cache(maxsize=4096)
def normal(name: str) -> str:
    """Return a name in the registry's manner: lower case, words joined by `_`, no namespace.

    It takes the first of several alternatives (`shears or sword`), drops a remark in brackets and
    the accents of letters. A name in another script becomes "": ask `is_unreadable`, too, where ""
    means something.
    """
    return _joined(next(_split(name)))


def is_unreadable(name: str) -> bool:
    """Whether a name holds letters of another script: it is a name, but `normal` loses it.

    It looks at the first of several alternatives, and not into brackets.
    """
    return not name.isascii() and _is_of_another_script(next(_split(name)))


def _is_of_another_script(text: str) -> bool:
    return any(letter.isalpha() and not letter.isascii() for letter in text)


def _split(name: str) -> Iterator[str]:
    """Yield the alternatives of a name in lower case, without accents and remarks in brackets."""
    letters = (c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    parted = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", "_", "".join(letters))
    yield from re.split(r"\bor\b|[,;/|]", re.sub(r"\([^()]*\)", " ", parted.lower()))


def _joined(alternative: str) -> str:
    without = re.sub(AROUND, "", alternative.strip())
    return re.sub(r"[^a-z0-9]+", "_", without).strip("_")


def ground_name(name: str, vocabulary: Collection[str]) -> str | None:
    """Return the item of the vocabulary that a name means, or None.

    It tries in turn the name itself, the names that other versions of Minecraft have for the same
    thing, the same for other forms of the name (singular and plural, `block of iron`,
    `planks_oak`), and at last the name with one slip mended. A name of another thing is never
    bent: where the game knows it and the vocabulary has not what it means, it means None. So do
    names in other languages. The first alternative that means an item counts.

    Args:
        name: A name as a person or a model wrote it.
        vocabulary: The items of the world.

    Returns:
        An item of the vocabulary, or None when the name means none of them.
    """
    if name in vocabulary:
        return name
    return None if len(name) > LONGEST else _ground(name, frozenset(vocabulary))


@lru_cache(maxsize=1 << 14)
def _ground(name: str, vocabulary: frozenset[str]) -> str | None:
    lexicon = _lexicon(vocabulary)
    readable = [text for text in [*_split(name)][:MOST] if not _is_of_another_script(text)]
    names = lexicon.with_thing([_joined(text) for text in readable])
    items = (lexicon.item(text, _remark(name)) for text in names)
    return next((item for item in items if item), None)


def _remark(name: str) -> str:
    """Return what stands in brackets in a name; "" where nothing does, or in another script."""
    remark = re.search(r"[(\uff08]([^()\uff08\uff09]*)[)\uff09]", name)
    return normal(remark[1]) if remark and not is_unreadable(remark[1]) else ""


@lru_cache(maxsize=16)
def _lexicon(vocabulary: frozenset[str]) -> "Lexicon":
    return Lexicon(vocabulary)


class Lexicon:
    """A vocabulary, and what names mean in it."""

    def __init__(self, vocabulary: frozenset[str]) -> None:
        self.aliases = aliases()
        self.names = {normal(item): item for item in sorted(vocabulary)}
        self.names |= {item: item for item in vocabulary}
        self.era = self.aliases.era(self.names)
        self.plain = {name.replace("_", ""): item for name, item in self.names.items()}
        self.words = self.aliases.words.union(*(name.split("_") for name in self.names))

    def item(self, name: str, remark: str = "") -> str | None:
        """Return the item that a name in the registry's manner means, or None.

        A remark counts where it makes another item of the name: `pickaxe (stone or better)`.
        """
        item = self._with_remark(bare(name), bare(remark)) if remark else None
        if item is None:
            item = self._known(name)
        return self._corrected(name) if item is None else item or None

    def with_thing(self, names: list[str]) -> Iterator[str]:
        """Yield alternatives, with the thing that the last one names where they lack it."""
        thing = names[-1].rpartition("_")[2] if names else ""
        for name in names:
            whole = f"{name}_{thing}"
            lacks_it = thing in MADE_OF and not name.endswith(thing)
            yield whole if lacks_it and self._known(whole) is not None else name

    def _with_remark(self, name: str, remark: str) -> str | None:
        meanings = [self._known(f"{remark}_{name}")]
        meanings += (self._meant(f"{word}_{name}") for word in remark.split("_"))
        return next((item for item in meanings if item is not None), None)

    def _known(self, name: str) -> str | None:
        """Return what the first form of a name that is the name of anything means."""
        meanings = map(self._meant, self._forms(name))
        return next((item for item in meanings if item is not None), None)

    def _corrected(self, name: str) -> str | None:
        near = {self._meant(form) for form in corrections(bare(name), self.words)} - {None, ""}
        return near.pop() if len(near) == 1 else None

    def _forms(self, name: str) -> Iterator[str]:
        for form in forms(name, self.aliases.blocks, self.aliases.wooden):
            yield form
            if (other := respelt(form)) != form:
                yield other

    def _meant(self, form: str) -> str | None:
        """Return the item that a form means; "" for a thing that is not in the vocabulary."""
        if not form:
            return None
        if form in self.names:
            return self.names[form]
        if form in self.aliases.changed:
            return ""
        plain = form.replace("_", "")
        if form not in self.aliases.ids and plain in self.plain:
            return self.plain[plain]
        meant = self.aliases.ids.get(form, self.aliases.plain.get(plain))
        if meant is None:
            return None
        candidates = self.aliases.candidates(meant, self.names, self.era)
        return next((self.names[name] for name in candidates if name in self.names), "")
