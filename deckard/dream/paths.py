"""Absolute paths in the config of a run, so that the run goes on from any folder."""

from pathlib import Path
from typing import Any

from deckard.config import LLMConfig, RunConfig

PATHS = ("path", "prices", "cassette")
"""Keys of a language model, or of one inside another, whose values name files."""


def anchor_paths(conf: RunConfig) -> RunConfig:
    """Return the config with the user's own files by absolute paths: it holds from any folder."""
    llm = LLMConfig.model_validate(_anchored(conf.llm.model_dump()))
    prompt = _absolute(conf.dream.prompt)
    dream = conf.dream.model_copy(update={"prompt": prompt})
    given = _absolute(conf.given) if conf.given else None
    return conf.model_copy(update={"llm": llm, "dream": dream, "given": given})


def _anchored(options: dict[str, Any]) -> dict[str, Any]:
    anchored = {k: _anchored(v) if isinstance(v, dict) else v for k, v in options.items()}
    named = {k: v for k, v in anchored.items() if k in PATHS and isinstance(v, str)}
    return anchored | {k: _absolute(v) for k, v in named.items()}


def _absolute(name: str) -> str:
    return str(Path(name).resolve()) if Path(name).exists() else name
