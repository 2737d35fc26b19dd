"""Prompts: Markdown files that say what a language model is asked about one item.

A prompt is a front matter (`name`, `version`, `answer`) between lines of `---`, a part headed
`# System` and a part headed `# User`. The system part is the same for every item. The user part
holds `$item` and may hold `$evidence`; a paragraph that speaks of `$evidence` is left out when
there is none.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

import yaml

from deckard.errors import ConfigError

KEYS = ("name", "version", "answer")
ANSWERS = ("json",)
"""Forms of answer that `deckard.answers` can read."""
FORM = re.compile(
    r"---\n(?P<front>.*?)\n---\n\s*# System\n(?P<system>.*?)\n# User\n(?P<user>.*)", re.DOTALL
)


@dataclass(frozen=True)
class Prompt:
    """What is asked, apart from the item and the evidence."""

    name: str
    version: int
    answer: str
    """The form of the answer: `json`."""
    system: str
    user: str

    def render(self, item: str, evidence: Sequence[str] = ()) -> tuple[str, str]:
        """Return the system and the user text for one item; each piece of evidence is a line."""
        listed = "\n".join(f"- {' '.join(line.split())}" for line in evidence)
        paragraphs = [p for p in self.user.split("\n\n") if listed or "evidence" not in _names(p)]
        user = "\n\n".join(paragraphs)
        return self.system, Template(user).substitute(item=item, evidence=listed).strip()

    @property
    def digest(self) -> str:
        """Sha256 of the system text, by which a recording knows the prompt it was made with."""
        return digest(self.system)


def digest(system: str) -> str:
    """Return the sha256 of a system text, in hexadecimal."""
    return hashlib.sha256(system.encode("utf-8")).hexdigest()


def load_prompt(path: Path) -> Prompt:
    """Read a prompt; ConfigError says what is missing or not known."""
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
    _check_placeholders(path, "user", user, allowed=("item", "evidence"))
    if "item" not in _names(user):
        raise ConfigError(f"{path}: the user part does not say $item")
    return Prompt(system=Template(system).substitute(), user=user, **front)


def _front(path: Path, text: str) -> dict[str, Any]:
    try:
        front = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: the front matter is not YAML: {error}") from error
    if not isinstance(front, dict):
        raise ConfigError(f"{path}: the front matter holds no `key: value` lines")
    if missing := [key for key in KEYS if key not in front]:
        raise ConfigError(f"{path}: the front matter lacks {', '.join(missing)}")
    if unknown := sorted(str(key) for key in front if key not in KEYS):
        known = ", ".join(KEYS)
        raise ConfigError(f"{path}: unknown in the front matter: {', '.join(unknown)}; {known} are")
    if front["answer"] not in ANSWERS:
        forms = ", ".join(ANSWERS)
        raise ConfigError(f"{path}: unknown form of answer {front['answer']!r}; known: {forms}")
    return front


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
