"""Record a language model's answers on a cassette, without a run; or copy those of a run."""

import json
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from deckard import llms, worlds
from deckard.ahead import Ahead
from deckard.config import RunConfig, anchored
from deckard.dream import ask
from deckard.errors import ConfigError, RunDirError
from deckard.events import Event, State
from deckard.llms import LLM
from deckard.llms.cassette import kept
from deckard.llms.ledger import Usage, load_prices, usage
from deckard.llms.tape import HEAD, Tape, locate, read
from deckard.prompts import load_prompt
from deckard.recipes import Item
from deckard.registry import build
from deckard.share import find
from deckard.worlds import World


def record(
    config: RunConfig, path: Path, items: Sequence[Item], told: Callable[[Event], None]
) -> Usage:
    """Ask for items, all of the world if none is named, and keep the answers on a cassette.

    What is on it already is not asked for again. Returns what all that is on it took.
    """
    config = anchored(config)
    world: World = build("world", worlds.KNOWN, config.world.name, **config.world.options)
    if unknown := [item for item in items if item not in world.items]:
        raise ConfigError(f"not an item of this world: {', '.join(unknown)}")
    llm = llms.build(config.llm.name, **config.llm.options)
    prompt, state = load_prompt(find("prompts", config.dream.prompt)), State()
    tape = Tape(path)
    ahead = Ahead(kept(llm, config.llm, tape), config.llm.parallel)

    def asked(model: LLM, item: Item) -> tuple[Event, ...]:
        return ask(model, prompt, item, state, world, config.dream)

    left = deque(items or world.items)
    try:
        while left:
            for event in ahead.first(left, asked):
                told(event)
            left.popleft()
    finally:
        ahead.close()
    return usage(tape.on_it.takes, load_prices(config.llm.prices))


def export(run: Path, out: Path) -> int:
    """Copy the answers of a run to one file, without what concerns that run alone; how many."""
    contents = read(locate(run))
    lines: list[dict[str, Any]] = [dict(HEAD)]
    lines += [{"sha256": digest, "text": text} for digest, text in contents.texts.items()]
    distinct = {take.key: take for take in reversed(contents.takes) if take.answer}
    for take in reversed(distinct.values()):
        said = take.model_dump(mode="json", exclude={"at": True, "fault": True})
        lines.append(said | {"answer": said["answer"] | {"cached": False}})
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise RunDirError(f"cannot write {out}: {error.strerror}; name another file") from None
    return len(distinct)
