"""Takes: a question to a language model with its answer, as they are kept and found again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field

from deckard.llms import Completion, Request, legible
from deckard.types import Frozen

Count = Annotated[int, Field(ge=0)]


class Question(Frozen):
    """A question; the prompt, the system text and the schema by their sha256.

    A recording whose `system` is None answers to any prompt; one whose `prompt` is None, to any
    with that system text.
    """

    item: str
    system: str | None
    user: str = ""
    attempt: int = 0
    sample: int = 0
    schema_sha256: str | None = None
    prompt: str | None = None
    """Of all that the prompt says; the texts that were made by it decide which question it is."""
    repair: bool = False
    """Whether it asked once more for an answer that could not be used."""

    @classmethod
    def of(cls, request: Request) -> "Question":
        """Return what stands for a request."""
        schema = None if request.schema is None else digest(canonical(request.schema))
        return cls(
            item=request.item,
            system=digest(request.system),
            user=request.user,
            attempt=request.attempt,
            sample=request.sample,
            schema_sha256=schema,
            prompt=request.prompt,
            repair=request.repair,
        )

    def is_by(self, prompt: str | None, system: str | None) -> bool:
        """Whether it was asked by a prompt, as far as both tell."""
        same = prompt is None or self.prompt is None or prompt == self.prompt
        return same and self.system == system


class Answer(Frozen):
    """What a model said, and what it took."""

    text: str
    model: str
    tokens_in: Count = 0
    tokens_out: Count = 0
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    cached: bool = False
    """Whether it came from another cassette or a recording: no model was asked."""
    ended: str | None = None
    """Why the model said no more, unless it was done."""

    @classmethod
    def of(cls, said: Completion) -> "Answer":
        """Return what is kept of an answer."""
        return cls(**{name: value for name, value in vars(said).items() if name != "requests"})


class Exchange(Frozen):
    """A question with its answer or its fault."""

    asked: Question
    answer: Answer | None = None
    fault: str | None = None
    requests: Count = 1
    """Requests that were sent for it."""
    about: dict[str, Any] = {}
    key: str = ""
    at: str = ""


def canonical(value: Mapping[str, Any]) -> str:
    """Return the one way in which a map is written to be hashed."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def request_key(about: Mapping[str, Any], asked: Question) -> str:
    """Return the address of a question: the sha256 of all that decides its answer."""
    said = canonical({"about": about, "asked": asked.model_dump(exclude={"prompt", "repair"})})
    return hashlib.sha256(said.encode()).hexdigest()


def written(take: Exchange) -> dict[str, Any]:
    """Return a take as its line holds it: without what there is none of."""
    said = take.model_dump(mode="json")
    asked = {k: v for k, v in said["asked"].items() if v not in (None, "") and v is not False}
    said["asked"] = asked | {"system": take.asked.system}
    return {name: value for name, value in said.items() if value is not None}


def completion(answer: Answer) -> Completion:
    """Return an answer from a cassette."""
    return cleaned(Completion(**answer.model_dump() | {"cached": True, "requests": 0}))


def cleaned(said: Completion) -> Completion:
    """Return an answer that can be written wherever it is said."""
    return replace(said, text=legible(said.text), model=legible(said.model))


def digest(text: str) -> str:
    """Return the sha256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
