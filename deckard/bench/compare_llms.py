"""Compare language models: ask each the same questions, and count what is right and what is not."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from deckard import llms, worlds
from deckard.bench.score.recipes import field_shares
from deckard.config import COMMON, LLMConfig, RunConfig, anchored
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
"""Called with the model, by its label, and what an answer of it came to."""


@dataclass(frozen=True)
class Compared:
    """How one model answered."""

    label: str
    asked: int
    """Items of which there is an answer, usable or not."""
    fields: Mapping[str, Share]
    """What is right, of the items that the reference knows how to obtain (see `score.shares`)."""
    faults: AnswerQuality
    usage: Usage
    """What the answers took, whether they were asked for now or before."""
    calls: int
    """Questions that the model was asked now."""
    stopped: str | None = None
    """The limit at which it was asked no more."""


def contender(text: str) -> LLMConfig:
    """Return the model that a user means.

    `name` and `name:model`, where the name is that of a model or server that deckard knows; a
    cassette (a file, or a folder or run directory with one), which answers by prompt and item;
    `{name: ..., ...}`, as under `llm` in a config; or `package.module:Class`.
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
    known = ", ".join(sorted({*llms.KNOWN, *llms.SERVERS}))
    raise ConfigError(
        f"no model {text!r}: it is no cassette and no name; write name or name:model (names: "
        f"{known}), the path of a cassette, or {{name: ..., model: ..., ...}}"
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
    told: ComparisonProgress,
) -> list[Compared]:
    """Ask every model for the items, all of the world if none is named, and count.

    The world, the prompt and all that is common to language models are those of the config. Answers
    are kept in `folder`, a cassette a model, and none is asked for twice. Nothing is asked before
    every model is known to be one.
    """
    configs = _configs(config, labels)
    world: World = config.world.build("world", worlds.KNOWN)
    check_items(world, items)
    field_shares(world.about, {})  # a world without a reference is named before anything is asked
    asked = items or list(world.items)
    return [_one(label, c, world, asked, folder, told) for label, c in configs.items()]


def _configs(config: RunConfig, labels: Sequence[str]) -> dict[str, RunConfig]:
    """Return the config with each of the models in it, and what it says of all models."""
    if config.llm.options:
        lost = ", ".join(f"llm.{name}" for name in sorted(config.llm.options))
        raise ConfigError(
            f"{lost} would count for no model: give it with the model it is for, as "
            "{name: ..., option: ...}"
        )
    if twice := [label for label, n in Counter(labels).items() if n > 1]:
        raise ConfigError(f"named twice: {', '.join(twice)}")
    shared = {k: v for k, v in config.llm.model_dump().items() if k in COMMON}
    found = {}
    for label in labels:
        chosen = LLMConfig.model_validate(shared | contender(label).model_dump(exclude_unset=True))
        llms.build_llm(chosen.name, **chosen.options)
        found[label] = anchored(config.model_copy(update={"llm": chosen}))
    return found


def _one(
    label: str,
    config: RunConfig,
    world: World,
    items: Sequence[Item],
    folder: Path,
    told: ComparisonProgress,
) -> Compared:
    tape, stopped = CassetteFile(folder / f"{_slug(label)}.jsonl"), None
    answers: dict[Item, list[Dreamed | Misdreamed]] = {}
    before = len(_answered(tape, config, items))

    def heard(event: Dreamed | Misdreamed) -> None:
        told(label, event)
        item = event.recipe.item if isinstance(event, Dreamed) else event.item
        answers.setdefault(item, []).append(event)

    try:
        ask_all(config, world, tape, items, heard)
    except LLMLimit as limit:
        stopped = str(limit)
    except LLMError as error:
        raise LLMError(f"{label}: {error}") from None
    finally:
        tape.close()
    takes = _answered(tape, config, items)
    new = [take.answer for take in takes[before:] if take.answer]
    return Compared(
        label,
        asked=len(answers),
        fields=field_shares(world.about, answers),
        faults=count(answers.values()),
        usage=cassette_usage(map(_as_asked, takes), load_prices(config.llm.prices)),
        calls=sum(not answer.cached for answer in new),
        stopped=stopped,
    )


def _slug(label: str) -> str:
    return re.sub(r"[^A-Za-z0-9.]+", "-", label).strip("-.") or "model"


def _answered(tape: CassetteFile, config: RunConfig, items: Collection[Item]) -> list[Exchange]:
    """What is on a cassette of these very questions to this very model."""
    llm = llms.build_llm(config.llm.name, **config.llm.options)
    about = llms.about(llm, config.llm.name, config.llm.options)
    prompt, wanted = load_prompt(find_resource("prompts", config.dream.prompt)), frozenset(items)
    system = digest(prompt.system)
    return [
        take
        for take in tape.on_it.takes
        if take.answer
        and take.about == about
        and take.asked.is_by(prompt.digest, system)
        and take.asked.item in wanted
    ]


def _as_asked(take: Exchange) -> Exchange:
    """A take as if its answer had not been given before: that, too, once took what it tells."""
    assert take.answer is not None
    answer = take.answer.model_copy(update={"cached": False})
    return take.model_copy(update={"answer": answer})
