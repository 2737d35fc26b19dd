import gzip

import pytest

from deckard.errors import WeightsError
from deckard.policies.mineclip.tokenizer import read_vocabulary
from tests.policies.mineclip.small import MERGES, VOCABULARY, vocabulary

BEGIN, END = VOCABULARY - 2, VOCABULARY - 1


@pytest.fixture
def words(tmp_path):
    return read_vocabulary(vocabulary(tmp_path / "v.gz"))


def merged(*tokens):
    return [512 + [m.replace(" ", "") for m in MERGES].index(token) for token in tokens]


def test_words_are_merged_by_rank_between_a_beginning_and_an_end(words):
    assert words.many == VOCABULARY
    assert words.tokens("  Collect LOG ", 6) == [
        BEGIN,
        *merged("collect</w>", "log</w>"),
        END,
        0,
        0,
    ]


def test_what_is_not_merged_stands_for_its_bytes(words):
    assert words.tokens("!", 3) == [BEGIN, 256, END], "the first letter that ends a word"
    assert words.tokens("a1", 4) == [BEGIN, 256 + ord("a") - 33, 256 + ord("1") - 33, END]
    assert len(words.tokens("é", 9)) == 9


def test_an_underscore_is_no_letter(words):
    assert words.tokens("log_log", 5) == [BEGIN, *_around(256 + ord("_") - 33), END]


def _around(middle):
    log = merged("log</w>")
    return [*log, middle, *log]


def test_a_long_sentence_is_cut_before_its_end(words):
    assert words.tokens("log " * 9, 5) == [BEGIN, *merged("log</w>") * 3, END]


def test_what_is_no_vocabulary_is_refused(tmp_path):
    path = tmp_path / "v.gz"
    for content in (b"no gzip", gzip.compress(b"head\none two three")):
        path.write_bytes(content)
        with pytest.raises(WeightsError, match=r"v.gz is no vocabulary of CLIP .*fetch it again"):
            read_vocabulary(path)
