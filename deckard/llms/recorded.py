"""Answers given beforehand: no network, no key, the same answers every time.

A recording is a file of JSON lines. The first is its head: `recording` (the version of the form,
1), `model`, `prompt` (the digest of the system text it was made with, or null when the answers go
with any prompt), `recorded` (the day), `about`. Every other line is `{"item": ..., "text": ...}`.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from deckard.errors import ConfigError, LLMError
from deckard.llms import Completion, Request
from deckard.prompts import digest
from deckard.share import find

FORM = 1
"""The version of the form of recordings."""


class Recorded:
    """Answers each item from a recording; an item has one answer however often it is asked."""

    def __init__(self, path: str = "recordings/claude-1.11.2.jsonl") -> None:
        """Read the recording at `path`: a file, or one under configs/."""
        self.path = find("configs", path)
        head, *answers = _read(self.path)
        if head.get("recording") != FORM or not {"model", "prompt"} <= head.keys():
            raise ConfigError(
                f"{self.path}:1: a recording starts with a head: "
                f'{{"recording": {FORM}, "model": ..., "prompt": ...}}'
            )
        self.model = str(head["model"])
        self.prompt: str | None = head["prompt"]
        self.answers = _by_item(self.path, answers)

    def complete(self, request: Request) -> Completion:
        """Return the recorded answer; LLMError when there is none, or not to this prompt."""
        asked = digest(request.system)
        if self.prompt is not None and asked != self.prompt:
            raise LLMError(
                f"{self.path} was recorded with another prompt (digest {self.prompt[:12]}, this one"
                f" has {asked[:12]}); use the prompt it was made with or another llm"
            )
        if request.item not in self.answers:
            raise LLMError(
                f"{self.path} has no answer for {request.item!r}; add it or use another llm"
            )
        return Completion(text=self.answers[request.item], model=self.model)


def _read(path: Path) -> list[Mapping[str, Any]]:
    """Return the JSON objects of a file, one a line."""
    try:
        lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read recording {path}: {error}") from error
    return [_object(f"{path}:{number}", line) for number, line in enumerate(lines, 1)]


def _object(where: str, line: str) -> Mapping[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise ConfigError(f"{where}: not JSON: {error}") from error
    if not isinstance(value, dict):
        raise ConfigError(f"{where}: not a JSON object")
    return value


def _by_item(path: Path, answers: list[Mapping[str, Any]]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for number, answer in enumerate(answers, 2):
        item, text = answer.get("item"), answer.get("text")
        if not isinstance(item, str) or not isinstance(text, str):
            raise ConfigError(f'{path}:{number}: an answer is {{"item": name, "text": answer}}')
        if item in texts:
            raise ConfigError(f"{path}:{number}: a second answer for {item!r}; keep one")
        texts[item] = text
    return texts
