"""Whether the language model of a config could be asked; it is not."""

import http.client
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deckard.doctor.check import ANSWER, Check, Diagnosis
from deckard.errors import DeckardError

if TYPE_CHECKING:
    from deckard.config import LLMConfig

GATEWAY = (502, 503, 504)
"""What a proxy answers for a server that is not there, and a server that is not ready."""


def model_checks(config: "LLMConfig") -> list[Check]:
    """Checks of a language model, its key and its server."""
    if config.cassette is not None:
        return [Check("language model", lambda: cassette(str(config.cassette)))]
    try:
        model = _asked(config)
    except (DeckardError, ImportError) as error:
        diagnosis = Diagnosis(False, str(error), "correct llm in the config")
        return [Check("language model", lambda: diagnosis)]
    if (endpoint := getattr(model, "endpoint", None)) is None:
        message = f"{config.name}: asks no server and needs no key"
        return [Check("language model", lambda: Diagnosis(True, message))]
    return [
        Check("language model", lambda: server(endpoint)),
        Check("key", lambda: check_key(endpoint)),
    ]


def _asked(config: "LLMConfig") -> Any:
    """The model itself, below what wraps it."""
    from deckard import llms

    model: Any = llms.build_llm(config.name, **config.options)
    while hasattr(model, "inner"):
        model = model.inner
    return model


def cassette(name: str) -> Diagnosis:
    """Whether the cassette that gives all answers is there."""
    exists = Path(name).exists()
    cure = "" if exists else "name another with llm.cassette"
    return Diagnosis(exists, f"answers come from {name}" if exists else f"there is no {name}", cure)


def server(endpoint: Any) -> Diagnosis:
    """Whether a server answers HTTP at the address; without a key it may well refuse."""
    silence = _silence(f"{endpoint.base_url.rstrip('/')}/models")
    if silence is not None:
        cure = "is the server running, is base_url right, is there a network? deckard llm probe"
        return Diagnosis(False, f"{endpoint.base_url} does not answer: {silence}", cure)
    return Diagnosis(True, f"{endpoint.base_url} answers; model {endpoint.model} was not asked")


def _silence(url: str) -> str | None:
    """Why there is no answer, or None."""
    try:
        urllib.request.urlopen(url, timeout=ANSWER).close()
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.reason}" if error.code in GATEWAY else None
    except (OSError, ValueError, http.client.HTTPException) as error:
        return str(getattr(error, "reason", error))
    return None


def check_key(endpoint: Any) -> Diagnosis:
    """Whether a key is set where one is wanted; it is neither shown nor tried."""
    try:
        endpoint.key()
    except DeckardError as error:
        cure = f"export {endpoint.key_in}=..." if endpoint.key_in else "see api_key_env"
        return Diagnosis(False, str(error).removeprefix(f"{endpoint.base_url}: "), cure)
    if not endpoint.needs_key:
        return Diagnosis(True, "none is wanted")
    return Diagnosis(True, f"set in {endpoint.key_in}" if endpoint.key_in else "none is wanted")
