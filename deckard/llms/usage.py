"""What the answers on a cassette took: calls, tokens, seconds and USD."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Annotated, NamedTuple

import yaml
from pydantic import Field, TypeAdapter, ValidationError

from deckard.config import load_config
from deckard.errors import ConfigError
from deckard.llms.cassette import NAME, locate
from deckard.llms.contents import read_cassette
from deckard.llms.endings import FILTERED
from deckard.llms.records import Answer, Exchange
from deckard.registry import complaints
from deckard.resources import find_resource
from deckard.types import Frozen

YAML = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
"""The loader in C takes an eighth of the time; PyYAML is built without it on some machines."""
SHIPPED = "prices/usd.yaml"
DATED = re.compile(r"-(\d{4}-?\d{2}-?\d{2}|\d{3}|latest)$")
"""The end of a model's name that tells its version."""


class Price(Frozen):
    """USD for a million tokens."""

    tokens_in: Annotated[float, Field(ge=0)]
    tokens_out: Annotated[float, Field(ge=0)]


Prices = Mapping[str, Price]
PRICES = TypeAdapter(dict[str, Price])


class Cost(NamedTuple):
    """What one question takes, in tokens (both ways) and in USD."""

    tokens: int = 0
    usd: float = 0.0

    def or_more(self, other: "Cost") -> "Cost":
        """Return the higher tokens and the higher USD of the two."""
        return Cost(max(self.tokens, other.tokens), max(self.usd, other.usd))

    def plus(self, other: "Cost") -> "Cost":
        """Return the sum of both."""
        return Cost(self.tokens + other.tokens, self.usd + other.usd)


@dataclass(frozen=True)
class Usage:
    """What questions took together."""

    calls: int = 0
    """Questions that a model answered."""
    cached: int = 0
    """Questions that a recording or another cassette answered."""
    failed: int = 0
    """Questions without an answer."""
    tokens_in: int = 0
    tokens_out: int = 0
    untold: int = 0
    """Calls for which the server did not count tokens."""
    seconds: float = 0.0
    """Seconds spent waiting, added up over all answers."""
    usd: float | None = 0.0
    """USD; None if the price or the tokens of a call are not known."""
    models: tuple[str, ...] = ()
    """The models as they named themselves."""
    requests: int = 0
    """Requests that were sent for all questions, retries included."""
    reasoning_tokens: int = 0
    """Those of `tokens_out` that went into thoughts, as far as servers tell."""

    def plus(self, answer: Answer, usd: float | None, requests: int = 1) -> "Usage":
        """Return the usage with one more answer."""
        models = tuple(dict.fromkeys((*self.models, answer.model)))
        if answer.cached:
            return replace(self, cached=self.cached + 1, models=models)
        return replace(
            self,
            calls=self.calls + 1,
            tokens_in=self.tokens_in + answer.tokens_in,
            tokens_out=self.tokens_out + answer.tokens_out,
            untold=self.untold + (not answer.tokens_in and not _is_filtered(answer)),
            seconds=self.seconds + answer.seconds,
            usd=None if usd is None or self.usd is None else self.usd + usd,
            models=models,
            requests=self.requests + requests,
            reasoning_tokens=self.reasoning_tokens + answer.reasoning_tokens,
        )

    def without_answer(self, requests: int) -> "Usage":
        """Return the usage with one more question that has no answer."""
        return replace(self, failed=self.failed + 1, requests=self.requests + requests)


def load_prices(path: str | None = None) -> dict[str, Price]:
    """Return the shipped prices, with those of a user's file laid over them."""
    files = [find_resource("configs", SHIPPED), *([Path(path)] if path else [])]
    return {name: price for file in files for name, price in _prices(file).items()}


def _prices(path: Path) -> dict[str, Price]:
    try:
        return PRICES.validate_python(yaml.load(path.read_text(encoding="utf-8"), YAML))
    except ValidationError as error:
        raise ConfigError(f"{path}: {complaints(error)}") from None
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"cannot read prices {path}: {' '.join(str(error).split())}") from None


def price_of(model: str, prices: Prices) -> Price | None:
    """Return the price of a model, also of `vendor/model` and of a dated version of it."""
    return next((prices[name] for name in _price_names(model) if name in prices), None)


@lru_cache
def _price_names(model: str) -> tuple[str, ...]:
    """Return the names under which a model's price may stand, the most exact one first."""
    names = (model, model.rpartition("/")[2])
    return tuple(key for name in names for key in (name, DATED.sub("", name)))


def _is_filtered(answer: Answer) -> bool:
    """Whether a filter took the question before a model read it: there is nothing to count."""
    return answer.ended == FILTERED and not answer.text and not answer.tokens_in


def cost(answer: Answer, about: Mapping[str, object], prices: Prices) -> float | None:
    """Return the USD that an answer cost; None when that is not known."""
    if _is_filtered(answer):
        return 0.0
    price = price_of(answer.model, prices) or price_of(str(about.get("model", "")), prices)
    if price is None or not answer.tokens_in:
        return None
    return (answer.tokens_in * price.tokens_in + answer.tokens_out * price.tokens_out) / 1e6


def cassette_usage(exchanges: Iterable[Exchange], prices: Prices) -> Usage:
    """Add up what the exchanges on a cassette took."""
    total = Usage()
    for exchange in exchanges:
        if exchange.answer is None:
            total = total.without_answer(exchange.requests)
        else:
            usd = cost(exchange.answer, exchange.about, prices)
            total = total.plus(exchange.answer, usd, exchange.requests)
    return total


def answer_cost(answer: Answer, about: Mapping[str, object], prices: Prices) -> Cost:
    """Return the tokens and USD of an answer; none where a cassette or a recording gave it."""
    if answer.cached:
        return Cost()
    return Cost(answer.tokens_in + answer.tokens_out, cost(answer, about, prices) or 0.0)


def highest_cost(exchanges: Iterable[Exchange], prices: Prices) -> Cost:
    """Return the most tokens and the most USD that one answer on a cassette took."""
    most = Cost()
    for exchange in exchanges:
        if exchange.answer is not None:
            most = most.or_more(answer_cost(exchange.answer, exchange.about, prices))
    return most


def run_usage(run: Path, prices: str | None = None) -> Usage:
    """Return what the answers of a run took.

    Args:
        run: A run directory, or a cassette. Without a cassette the usage is empty.
        prices: A file of prices, laid over the shipped ones; if not given, that of the run's
            config.
    """
    config = run / "config.yaml"
    if config.is_file():
        prices = prices or load_config(config).llm.prices
    if not run.is_file() and not any((run / name).exists() for name in (NAME, f"llm/{NAME}")):
        return Usage()
    return cassette_usage(read_cassette(locate(run)).exchanges, load_prices(prices))
