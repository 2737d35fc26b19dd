"""Prompts: Markdown files that say what a language model is asked about one item.

A prompt is a front matter (`name`, `version`, `answer`) between lines of `---`, a part headed
`# System` and a part headed `# User`. The system part is the same for every item. The user part
holds `$item` and may hold `$evidence` (refuted recipes of the item) and `$examples` (verified
recipes of other items). A paragraph whose placeholder is empty is left out. A part headed
`# Repair` may follow, with `$answer` and `$fault`: it is added to the user part when an answer
could not be read. Without it no question is repeated.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from string import Template

import yaml

from deckard.errors import ConfigError
from deckard.llms.records import digest
from deckard.types import JsonObject

KEYS = ("name", "version", "answer")
"""Keys of the front matter."""
ANSWERS = ("json", "json-stations", "text")
"""Forms of answer: `json`, which a server may enforce by a schema, `json-stations`, in which
`stations` lists all that must stand near, or `text`.

All are read by the same lenient parser."""
FORM = re.compile(
    r"---\n(?P<front>.*?)\n---\n\s*# System\n(?P<system>.*?)\n# User\n(?P<user>.*?)"
    r"(?:\n# Repair\n(?P<repair>.*))?",
    re.DOTALL,
)
"""The parts of a prompt file."""
MOST_QUOTED = 2000
"""Characters from the end of an answer that a repair question quotes; chosen."""


@dataclass(frozen=True)
class Prompt:
    """A prompt template, before the item and its evidence are filled in."""

    name: str
    version: int
    answer: str
    """The form of the answer: one of `ANSWERS`."""
    system: str
    user: str
    repair: str = ""

    def render(
        self, item: str, evidence: Sequence[str] = (), examples: Sequence[str] = ()
    ) -> tuple[str, str]:
        """Return the system and the user text for one item, with one line per piece of evidence."""
        values = {
            "item": item,
            "evidence": "\n".join(f"- {' '.join(line.split())}" for line in evidence),
            "examples": "\n".join(examples),
        }
        empty = {name for name, text in values.items() if not text}
        user = "\n\n".join(p for p in self.user.split("\n\n") if not empty & {*_names(p)})
        return self.system, Template(user).substitute(values).strip()

    def ask_again(self, user: str, answer: str, fault: str) -> str:
        """Return the user text that asks again after an answer that could not be read."""
        quoted = answer.strip()[-MOST_QUOTED:]
        return f"{user}\n\n{Template(self.repair).substitute(answer=quoted, fault=fault)}"

    @cached_property
    def digest(self) -> str:
        """Sha256 of the whole template, by which a recording recognises its prompt."""
        parts = [self.version, self.answer, self.system, self.user, self.repair]
        return digest(json.dumps(parts, ensure_ascii=False))


def load_prompt(path: Path) -> Prompt:
    """Read a prompt file.

    Args:
        path: A Markdown file in the form that this module describes.

    Returns:
        The prompt template.

    Raises:
        ConfigError: The file cannot be read, lacks a part, or has an unknown key or placeholder.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot read prompt {path}: {error}") from error
    parts = FORM.fullmatch(text)
    if parts is None:
        raise ConfigError(
            f"{path}: a prompt is a front matter between lines of `---`, then `# System`, then "
            "`# User`"
        )
    front = _front(path, parts["front"])
    system, user = parts["system"].strip(), parts["user"].strip()
    _check_placeholders(path, "system", system, allowed=())
    repair = (parts["repair"] or "").strip()
    _check_placeholders(path, "user", user, allowed=("item", "evidence", "examples"))
    _check_placeholders(path, "repair", repair, allowed=("answer", "fault"))
    if "item" not in _names(user):
        raise ConfigError(f"{path}: the user part does not say $item")
    return Prompt(system=Template(system).substitute(), user=user, repair=repair, **front)


def _front(path: Path, text: str) -> JsonObject:
    try:
        front = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: the front matter is not YAML: {error}") from error
    if not isinstance(front, dict):
        raise ConfigError(f"{path}: the front matter holds no `key: value` lines")
    if missing := [key for key in KEYS if key not in front]:
        raise ConfigError(f"{path}: the front matter lacks {', '.join(missing)}")
    if unknown := sorted(str(key) for key in front if key not in KEYS):
        keys = ", ".join(KEYS)
        raise ConfigError(f"{path}: unknown in the front matter: {', '.join(unknown)}; {keys} are")
    if front["answer"] not in ANSWERS:
        forms = ", ".join(ANSWERS)
        raise ConfigError(f"{path}: unknown form of answer {front['answer']!r}; known: {forms}")
    return front


@cache
def _names(text: str) -> list[str]:
    return Template(text).get_identifiers()


def _check_placeholders(path: Path, part: str, text: str, allowed: Sequence[str]) -> None:
    if not Template(text).is_valid():
        raise ConfigError(f"{path}: the {part} part has a lone $; write $$ for a dollar sign")
    if unknown := [f"${name}" for name in _names(text) if name not in allowed]:
        may = " and ".join(f"${name}" for name in allowed) or "none"
        raise ConfigError(
            f"{path}: unknown placeholders in the {part} part: {', '.join(unknown)}; "
            f"it may hold {may}"
        )
