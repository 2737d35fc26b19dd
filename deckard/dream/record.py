"""Record a language model's answers on a cassette, without a run; or copy those of a run."""

import json
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from deckard import llms, worlds
from deckard.config import RunConfig
from deckard.dream.ask import ask, most_questions, warn_of_equal_samples
from deckard.dream.paths import anchor_paths
from deckard.dream.prompt import load_prompt
from deckard.errors import ConfigError, RunDirError
from deckard.journal.events import Dreamed, Misdreamed
from deckard.journal.state import State
from deckard.llms import LLM
from deckard.llms.cached import wrap_llm
from deckard.llms.cassette import CassetteFile, locate
from deckard.llms.contents import HEADER, read_cassette
from deckard.llms.prefetch import PrefetchingLLM
from deckard.llms.records import exchange_line
from deckard.llms.usage import Usage, cassette_usage, load_prices
from deckard.resources import find_resource
from deckard.types import Item, JsonObject
from deckard.worlds import World

OnAnswer = Callable[[Dreamed | Misdreamed], None]
"""Called with the event that an answer became."""


def record_answers(
    config: RunConfig, path: Path, items: Sequence[Item], on_answer: OnAnswer
) -> Usage:
    """Ask for items, all of the world if none is named, and keep the answers on a cassette.

    Questions that the cassette already answers are not asked again.

    Args:
        config: The config of a run: its language model, prompt and world.
        path: The cassette, created when it is missing.
        items: Items of the world; empty means all of them.
        on_answer: Called with the event that each answer became.

    Returns:
        The usage of all answers on the cassette.

    Raises:
        ConfigError: An item is not one of the world, or the config is wrong.
        LLMError: The model gave no answer.
    """
    config = anchor_paths(config)
    world = worlds.build_world(config.world)
    check_items(world, items)
    cassette = CassetteFile(path)
    try:
        ask_all(config, world, cassette, items or world.subgoals, on_answer)
    finally:
        cassette.close()
    return cassette_usage(cassette.contents.exchanges, load_prices(config.llm.prices))


def check_items(world: World, items: Sequence[Item]) -> None:
    """Raise a ConfigError unless the world has all these items."""
    if unknown := [item for item in items if item not in world.subgoals]:
        raise ConfigError(f"not an item of this world: {', '.join(unknown)}")


def ask_all(
    config: RunConfig,
    world: World,
    cassette: CassetteFile,
    items: Sequence[Item],
    on_answer: OnAnswer,
) -> None:
    """Ask the language model of a config for items, without any evidence or examples.

    Answers are kept on the cassette; questions that it answers are not asked again.
    """
    llm = llms.build_llm(config.llm.name, **config.llm.options)
    warn_of_equal_samples(config.dream, llms.describe_llm(llm, config.llm.name, config.llm.options))
    prompt, state = load_prompt(find_resource("prompts", config.dream.prompt)), State()
    ahead = PrefetchingLLM(
        wrap_llm(llm, config.llm, cassette), config.llm.parallel, most_questions(config.dream)
    )

    def asked(model: LLM, item: Item) -> tuple[Dreamed | Misdreamed, ...]:
        return ask(model, prompt, item, state, world, config.dream)

    remaining = deque(dict.fromkeys(items))
    try:
        while remaining:
            for event in ahead.first(remaining, asked):
                on_answer(event)
            remaining.popleft()
    finally:
        ahead.close()


def copy_answers(run: Path, out: Path) -> int:
    """Copy the answers of a run to a cassette without its faults and times.

    Returns:
        The number of answers that were copied.
    """
    contents = read_cassette(locate(run))
    lines: list[JsonObject] = [dict(HEADER)]
    lines += [{"sha256": digest, "text": text} for digest, text in contents.texts.items()]
    distinct = {each.key: each for each in reversed(contents.exchanges) if each.valid_answer}
    for exchange in reversed(distinct.values()):
        record = {k: v for k, v in exchange_line(exchange).items() if k not in ("at", "fault")}
        model = llms.without_path(record["answer"]["model"])
        lines.append(record | {"answer": record["answer"] | {"cached": False, "model": model}})
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RunDirError(f"cannot write {out}: {error.strerror}; name another file") from None
    return len(distinct)
