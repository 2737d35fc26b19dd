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


def model_checks(chosen: "LLMConfig") -> list[Check]:
    """Checks of a language model, its key and its server."""
    if chosen.cassette is not None:
        return [Check("language model", lambda: cassette(str(chosen.cassette)))]
    try:
        model = _asked(chosen)
    except (DeckardError, ImportError) as error:
        found = Diagnosis(False, str(error), "correct llm in the config")
        return [Check("language model", lambda: found)]
    if (endpoint := getattr(model, "endpoint", None)) is None:
        said = f"{chosen.name}: asks no server and needs no key"
        return [Check("language model", lambda: Diagnosis(True, said))]
    return [
        Check("language model", lambda: server(endpoint)),
        Check("key", lambda: check_key(endpoint)),
    ]


def _asked(chosen: "LLMConfig") -> Any:
    """The model itself, below what wraps it."""
    from deckard import llms

    model: Any = llms.build_llm(chosen.name, **chosen.options)
    while hasattr(model, "inner"):
        model = model.inner
    return model


def cassette(name: str) -> Diagnosis:
    """Whether the cassette that gives all answers is there."""
    there = Path(name).exists()
    cure = "" if there else "name another with llm.cassette"
    return Diagnosis(there, f"answers come from {name}" if there else f"there is no {name}", cure)


def server(endpoint: Any) -> Diagnosis:
    """Whether a server answers HTTP at the address; without a key it may well refuse."""
    why = _silence(f"{endpoint.base_url.rstrip('/')}/models")
    if why is not None:
        cure = "is the server running, is base_url right, is there a network? deckard llm probe"
        return Diagnosis(False, f"{endpoint.base_url} does not answer: {why}", cure)
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
