"""Compare language models: ask each the same questions and score the answers."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from deckard import llms, worlds
from deckard.bench.score.recipes import field_shares
from deckard.config import COMMON, LLMConfig, RunConfig
from deckard.dream.paths import anchor_paths
from deckard.dream.prompt import load_prompt
from deckard.dream.quality import AnswerQuality, count
from deckard.dream.record import ask_all, check_items
from deckard.errors import ConfigError, LLMError, LLMLimit
from deckard.intervals import Share
from deckard.journal.events import Dreamed, Misdreamed
from deckard.llms.cassette import CassetteFile, locate
from deckard.llms.records import Exchange, digest
from deckard.llms.usage import Usage, cassette_usage, load_prices
from deckard.resources import find_resource
from deckard.types import Item
from deckard.worlds import World

ComparisonProgress = Callable[[str, Dreamed | Misdreamed], None]
"""Called with the label of a model and the event that its answer became."""


@dataclass(frozen=True)
class Compared:
    """How well one model answered."""

    label: str
    asked: int
    """Items of which there is an answer, usable or not."""
    fields: Mapping[str, Share]
    """The share of right answers by field, over the items that the reference can obtain."""
    faults: AnswerQuality
    usage: Usage
    """The usage of all answers, whether they were asked for now or earlier."""
    calls: int
    """Questions that were sent to the model now."""
    stopped: str | None = None
    """The limit that ended the questions, if one did."""


def parse_contender(text: str) -> LLMConfig:
    """Return the config of the model that a user names.

    Args:
        text: One of `name` and `name:model`, with the name of a model or server that deckard knows;
            the path of a cassette, or of a folder with one; `{name: ..., ...}`, as under `llm` in a
            config; `package.module:Class`.

    Raises:
        ConfigError: The text is none of these.
    """
    if text.lstrip().startswith("{"):
        return _written(text)
    name, colon, model = text.partition(":")
    if name in {*llms.KNOWN, *llms.SERVERS}:
        return LLMConfig.model_validate({"name": name} | ({"model": model} if colon else {}))
    if text and Path(text).exists():
        return LLMConfig.model_validate({"name": "recorded", "path": str(locate(Path(text)))})
    if colon:
        return LLMConfig(name=text)
    names = ", ".join(sorted({*llms.KNOWN, *llms.SERVERS}))
    raise ConfigError(
        f"no model {text!r}: it is no cassette and no name; write name or name:model (names: "
        f"{names}), the path of a cassette, or {{name: ..., model: ..., ...}}"
    )


def _written(text: str) -> LLMConfig:
    try:
        return LLMConfig.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValueError) as error:
        why = " ".join(str(error).split())
        raise ConfigError(
            f"no model {text!r}: write {{name: ..., model: ...}} with a space after each colon "
            f"({why})"
        ) from None


def compare_llms(
    config: RunConfig,
    labels: Sequence[str],
    items: Sequence[Item],
    folder: Path,
    on_answer: ComparisonProgress,
) -> list[Compared]:
    """Ask every model for the items and score its answers.

    Questions that a cassette in `folder` answers are not asked again.

    Args:
        config: A config with the world, the prompt and the settings that all models share.
        labels: The models, in the forms that `parse_contender` reads.
        items: Items of the world; empty means all of them.
        folder: The folder of the cassettes, one per model.
        on_answer: Called with each answer.

    Returns:
        The score of each model, in the order of `labels`.

    Raises:
        ConfigError: A label names no model, or the world has no reference. Nothing is asked then.
        LLMError: A model gave no answer.
    """
    configs = _configs(config, labels)
    world = worlds.build_world(config.world)
    check_items(world, items)
    field_shares(world.about, {})  # raises before the first question if the world has no reference
    asked = items or list(world.subgoals)
    return [_one(label, c, world, asked, folder, on_answer) for label, c in configs.items()]


def _configs(config: RunConfig, labels: Sequence[str]) -> dict[str, RunConfig]:
    """Return the config once per model, with the settings that all models share."""
    if config.llm.options:
        lost = ", ".join(f"llm.{name}" for name in sorted(config.llm.options))
        raise ConfigError(
            f"{lost} would count for no model: give it with the model it is for, as "
            "{name: ..., option: ...}"
        )
    if twice := [label for label, n in Counter(labels).items() if n > 1]:
        raise ConfigError(f"named twice: {', '.join(twice)}")
    shared = {k: v for k, v in config.llm.model_dump().items() if k in COMMON}
    configs = {}
    for label in labels:
        chosen = LLMConfig.model_validate(
            shared | parse_contender(label).model_dump(exclude_unset=True)
        )
        llms.build_llm(chosen.name, **chosen.options)
        configs[label] = anchor_paths(config.model_copy(update={"llm": chosen}))
    return configs


def _one(
    label: str,
    config: RunConfig,
    world: World,
    items: Sequence[Item],
    folder: Path,
    on_answer: ComparisonProgress,
) -> Compared:
    cassette, stopped = CassetteFile(folder / f"{_slug(label)}.jsonl"), None
    answers: dict[Item, list[Dreamed | Misdreamed]] = {}
    before = len(_answered(cassette, config, items))

    def heard(event: Dreamed | Misdreamed) -> None:
        on_answer(label, event)
        item = event.recipe.item if isinstance(event, Dreamed) else event.item
        answers.setdefault(item, []).append(event)

    try:
        ask_all(config, world, cassette, items, heard)
    except LLMLimit as limit:
        stopped = str(limit)
    except LLMError as error:
        raise LLMError(f"{label}: {error}") from None
    finally:
        cassette.close()
    exchanges = _answered(cassette, config, items)
    new_answers = [exchange.answer for exchange in exchanges[before:] if exchange.answer]
    return Compared(
        label,
        asked=len(answers),
        fields=field_shares(world.about, answers),
        faults=count(answers.values()),
        usage=cassette_usage(map(_as_asked, exchanges), load_prices(config.llm.prices)),
        calls=sum(not answer.cached for answer in new_answers),
        stopped=stopped,
    )


def _slug(label: str) -> str:
    return re.sub(r"[^A-Za-z0-9.]+", "-", label).strip("-.") or "model"


def _answered(cassette: CassetteFile, config: RunConfig, items: Collection[Item]) -> list[Exchange]:
    """Return the exchanges on a cassette with this model, prompt and items."""
    llm = llms.build_llm(config.llm.name, **config.llm.options)
    about = llms.describe_llm(llm, config.llm.name, config.llm.options)
    prompt, wanted = load_prompt(find_resource("prompts", config.dream.prompt)), frozenset(items)
    system = digest(prompt.system)
    return [
        exchange
        for exchange in cassette.contents.exchanges
        if exchange.answer
        and exchange.about == about
        and exchange.question.is_by(prompt.digest, system)
        and exchange.question.item in wanted
    ]


def _as_asked(exchange: Exchange) -> Exchange:
    """Return an exchange with its answer marked as paid for, as it once was."""
    assert exchange.answer is not None
    answer = exchange.answer.model_copy(update={"cached": False})
    return exchange.model_copy(update={"answer": answer})
