"""Check that the language model of a config could be asked, without asking it."""

import http.client
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from deckard.doctor.check import ANSWER, Check, Diagnosis
from deckard.errors import DeckardError

if TYPE_CHECKING:
    from deckard.config import LLMConfig
    from deckard.llms.http.endpoint import Endpoint

GATEWAY = (502, 503, 504)
"""HTTP statuses of a proxy whose server is not there, and of a server that is not ready."""


def model_checks(chosen: "LLMConfig") -> list[Check]:
    """Return the checks of a language model, its key and its server."""
    from deckard.llms import build_llm, unwrapped
    from deckard.llms.http.chat import Chat

    if chosen.cassette is not None:
        return [Check("language model", lambda: check_cassette(str(chosen.cassette)))]
    try:
        model = unwrapped(build_llm(chosen.name, **chosen.options))
    except (DeckardError, ImportError) as error:
        diagnosis = Diagnosis(False, str(error), "correct llm in the config")
        return [Check("language model", lambda: diagnosis)]
    if not isinstance(model, Chat):
        needless = Diagnosis(True, f"{chosen.name}: asks no server and needs no key")
        return [Check("language model", lambda: needless)]
    return [
        Check("language model", lambda: check_server(model.endpoint)),
        Check("key", lambda: check_key(model.endpoint)),
    ]


def check_cassette(name: str) -> Diagnosis:
    """Check that the cassette that gives all answers is there."""
    there = Path(name).exists()
    cure = "" if there else "name another with llm.cassette"
    return Diagnosis(there, f"answers come from {name}" if there else f"there is no {name}", cure)


def check_server(endpoint: "Endpoint") -> Diagnosis:
    """Check that a server answers HTTP at the address; without a key it may refuse."""
    why = _silence(f"{endpoint.base_url.rstrip('/')}/models")
    if why is not None:
        cure = "is the server running, is base_url right, is there a network? deckard llm probe"
        return Diagnosis(False, f"{endpoint.base_url} does not answer: {why}", cure)
    return Diagnosis(True, f"{endpoint.base_url} answers; model {endpoint.model} was not asked")


def _silence(url: str) -> str | None:
    """Return why there is no answer; None where there is one."""
    try:
        urllib.request.urlopen(url, timeout=ANSWER).close()
    except urllib.error.HTTPError as error:
        return f"{error.code} {error.reason}" if error.code in GATEWAY else None
    except (OSError, ValueError, http.client.HTTPException) as error:
        return str(getattr(error, "reason", error))
    return None


def check_key(endpoint: "Endpoint") -> Diagnosis:
    """Check that a key is set where the server wants one; it is neither shown nor tried."""
    try:
        endpoint.key()
    except DeckardError as error:
        cure = f"export {endpoint.key_in}=..." if endpoint.key_in else "see api_key_env"
        return Diagnosis(False, str(error).removeprefix(f"{endpoint.base_url}: "), cure)
    if not endpoint.needs_key:
        return Diagnosis(True, "none is wanted")
    return Diagnosis(True, f"set in {endpoint.key_in}" if endpoint.key_in else "none is wanted")
