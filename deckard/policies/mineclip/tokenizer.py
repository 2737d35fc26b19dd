"""CLIP's tokens: byte-pair encoding (Sennrich et al. 2016) by the vocabulary that CLIP published.

Of what CLIP's own tokenizer does, mending badly encoded text and HTML is left out.
"""

import gzip
import re
from itertools import pairwise
from pathlib import Path

from deckard.errors import WeightsError

PRINTED = (*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1))
PRINTED += tuple(range(ord("®"), ord("ÿ") + 1))
"""Bytes that stand for themselves in the vocabulary; the others for letters that follow them."""
END = "</w>"
SPLIT = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|(?:[^\s\w]|_)+")
MERGES = 49152 - 256 - 2
"""Of the file's lines so many count, after the first."""


class Tokenizer:
    """From sentences to tokens."""

    def __init__(self, merges: list[tuple[str, str]]) -> None:
        others = [byte for byte in range(256) if byte not in PRINTED]
        self._letters = {byte: chr(byte) for byte in PRINTED}
        self._letters |= {byte: chr(256 + n) for n, byte in enumerate(others)}
        letters = [*(self._letters[b] for b in PRINTED), *(self._letters[b] for b in others)]
        tokens = letters + [letter + END for letter in letters] + ["".join(m) for m in merges]
        self._numbers = {token: n for n, token in enumerate(tokens)}
        self._ranks = {pair: n for n, pair in enumerate(merges)}
        self.begin, self.end = len(tokens), len(tokens) + 1

    @property
    def many(self) -> int:
        """How many tokens there are."""
        return self.end + 1

    def tokens(self, sentence: str, length: int) -> list[int]:
        """Return a sentence as `length` tokens: its beginning, its words, its end, then zeros."""
        text = " ".join(sentence.split()).lower()
        inner = [n for word in SPLIT.findall(text) for n in self._word(word)][: length - 2]
        numbers = [self.begin, *inner, self.end]
        return numbers + [0] * (length - len(numbers))

    def _word(self, word: str) -> list[int]:
        letters = [self._letters[byte] for byte in word.encode()]
        parts = (*letters[:-1], letters[-1] + END)
        while len(parts) > 1:
            pairs = set(pairwise(parts))
            best = min(pairs, key=lambda pair: self._ranks.get(pair, len(self._ranks)))
            if best not in self._ranks:
                break
            parts = _merged(parts, best)
        return [self._numbers[part] for part in parts]


def _merged(parts: tuple[str, ...], pair: tuple[str, str]) -> tuple[str, ...]:
    """Join a pair wherever it stands, from the left."""
    joined: list[str] = []
    k = 0
    while k < len(parts):
        is_pair = parts[k : k + 2] == pair
        joined.append("".join(pair) if is_pair else parts[k])
        k += 2 if is_pair else 1
    return tuple(joined)


def read_vocabulary(path: Path) -> Tokenizer:
    """Read CLIP's vocabulary; WeightsError when it is none."""
    try:
        lines = gzip.decompress(path.read_bytes()).decode("utf-8").split("\n")
        merges = [(one, other) for one, other in (line.split() for line in lines[1 : MERGES + 1])]
    except (OSError, EOFError, ValueError) as error:
        raise WeightsError(f"{path} is no vocabulary of CLIP ({error}); fetch it again") from None
    return Tokenizer(merges)
