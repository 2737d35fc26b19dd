import json
from dataclasses import replace

import pytest

from deckard.errors import ConfigError
from deckard.llms.records import Answer, Exchange, Question
from deckard.llms.usage import Price, Usage, cassette_usage, cost, load_prices, price_of
from deckard.view.run import usage as spent

PRICES = {
    "gpt-4o": Price(tokens_in=2, tokens_out=10),
    "gpt-4o-mini": Price(tokens_in=1, tokens_out=2),
}
ASKED = Question(item="log", system=None)


def take(model="gpt-4o", tokens_in=1000, tokens_out=100, **more):
    answer = Answer(text="x", model=model, tokens_in=tokens_in, tokens_out=tokens_out, **more)
    return Exchange(question=ASKED, answer=answer)


def test_what_is_on_a_cassette_is_added_up():
    takes = [take(seconds=1.5), take("gpt-4o-mini", seconds=0.5), take(cached=True)]
    found = cassette_usage([*takes, Exchange(question=ASKED, fault="no")], PRICES)
    assert (found.calls, found.cached, found.failed) == (2, 1, 1)
    assert (found.tokens_in, found.tokens_out, found.seconds) == (2000, 200, 2.0)
    assert found.usd == pytest.approx(0.003 + 0.0012)
    assert found.models == ("gpt-4o", "gpt-4o-mini")


def test_one_price_that_is_not_known_makes_the_sum_unknown():
    found = cassette_usage([take(), take("qwen3:8b")], PRICES)
    assert found.usd is None
    assert spent.usage_json(found)["usd"] == "unknown"
    assert "USD unknown" in spent.usage_line(found)


def test_an_answer_that_tells_no_tokens_has_no_known_price():
    found = cassette_usage([take(tokens_in=0, tokens_out=0)], PRICES)
    assert (found.usd, found.untold) == (None, 1)


def test_a_question_that_a_filter_took_leaves_tokens_and_price_known():
    answer = Answer(text="", model="gpt-4o", ended="content_filter")
    found = cassette_usage([take(), Exchange(question=ASKED, answer=answer)], PRICES)
    assert (found.calls, found.untold, found.usd) == (2, 0, pytest.approx(0.003))


def test_tokens_of_thoughts_are_told_apart():
    found = cassette_usage([take(reasoning_tokens=80), take(reasoning_tokens=1)], PRICES)
    assert "200 out (81 in thoughts)" in spent.usage_line(found)
    assert spent.usage_json(found)["reasoning_tokens"] == 81


def test_nothing_asked_costs_nothing():
    assert cassette_usage([], PRICES) == Usage()
    assert spent.usage_json(Usage())["usd"] == 0


@pytest.mark.parametrize(
    ("model", "known"),
    [
        ("gpt-4o", "gpt-4o"),
        ("gpt-4o-2024-08-06", "gpt-4o"),
        ("gpt-4o-mini-2024-07-18", "gpt-4o-mini"),
        ("openai/gpt-4o-mini", "gpt-4o-mini"),
        ("gpt-4o-latest", "gpt-4o"),
        ("gpt-4o-audio", None),
        ("gpt-4", None),
        ("", None),
    ],
)
def test_a_price_is_that_of_the_model_and_of_no_other_with_a_similar_name(model, known):
    assert price_of(model, PRICES) == PRICES.get(known)


def test_a_model_that_calls_itself_otherwise_has_the_price_of_what_was_asked_for():
    answer = Answer(text="x", model="deployment-7", tokens_in=1_000_000)
    assert cost(answer, {"model": "gpt-4o"}, PRICES) == 2


def test_the_users_prices_lie_over_the_shipped_ones(tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text(json.dumps({"qwen3:8b": {"tokens_in": 0, "tokens_out": 0}}), encoding="utf-8")
    prices = load_prices(str(mine))
    assert prices["qwen3:8b"] == Price(tokens_in=0, tokens_out=0)
    assert prices["gpt-4o-mini"] == load_prices()["gpt-4o-mini"]


@pytest.mark.parametrize(
    "text", ["x: 3", "x: {tokens_in: -1, tokens_out: 1}", "x: {tokens_in: 1}", "[", "- 1"]
)
def test_a_table_of_prices_that_is_none_is_refused(tmp_path, text):
    (tmp_path / "bad.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"bad\.yaml"):
        load_prices(str(tmp_path / "bad.yaml"))


def test_the_line_counts_everything():
    found = Usage(1, 2, 3, 1234, 56, 0, 7.25, 0.5, ("m",))
    assert spent.usage_line(found) == (
        "Language model: 1 call to m: 1,234 tokens in, 56 out, 7.2 s, 0.5000 USD; 2 answers "
        "recorded before; 3 questions without an answer."
    )
    assert " 1 call to m in 7 requests: " in spent.usage_line(replace(found, requests=7))
