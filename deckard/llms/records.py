"""Questions to a language model and its answers, as cassettes keep them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from pydantic import ConfigDict, Field

from deckard.llms import AnswerPlace, Completion, Request, legible
from deckard.types import Frozen, JsonObject

ADDED = ("reasoning_tokens", "answer_in")
"""Fields of an answer that older cassettes lack; left out where they say nothing."""
Count = Annotated[int, Field(ge=0)]


class Question(Frozen):
    """What identifies a question; the prompt, the system text and the schema are sha256 digests.

    In a recording, a `system` of None matches any prompt, and a `prompt` of None matches every
    prompt with that system text.
    """

    item: str
    system: str | None
    user: str = ""
    attempt: int = 0
    sample: int = 0
    schema_sha256: str | None = None
    prompt: str | None = None
    """Digest of the whole prompt file; it is no part of the key, for the texts made by it are."""
    repair: bool = False
    """Whether it asked once more because the first answer could not be read."""

    @classmethod
    def of(cls, request: Request) -> "Question":
        """Return what identifies a request."""
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
        """Whether a prompt made the question, as far as both digests are given."""
        same = prompt is None or self.prompt is None or prompt == self.prompt
        return same and self.system == system


class Answer(Frozen):
    """What a model wrote, and what it took; the fields are those of `Completion`."""

    text: str
    model: str
    tokens_in: Count = 0
    tokens_out: Count = 0
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    cached: bool = False
    """Whether another cassette or a recording gave it, and no model was asked."""
    ended: str | None = None
    """Why the model stopped early; None when it was done."""
    reasoning_tokens: Count = 0
    answer_in: AnswerPlace | None = None
    """Where the server put the text; None on cassettes from before that was kept."""

    @classmethod
    def of(cls, completion: Completion) -> "Answer":
        """Return what is kept of an answer."""
        fields = vars(completion).items()
        return cls(**{name: value for name, value in fields if name != "requests"})


class Exchange(Frozen):
    """A question with its answer, or with the fault for which there is none.

    On disk the question stands under `asked`.
    """

    model_config = ConfigDict(populate_by_name=True)

    question: Question = Field(validation_alias="asked", serialization_alias="asked")
    answer: Answer | None = None
    fault: str | None = None
    """The error message, where there is no answer."""
    requests: Count = 1
    """Requests that were sent for the question."""
    about: JsonObject = {}
    """What decides the answer besides the question (see `LLM.about`)."""
    key: str = ""
    """The sha256 of `about` and the question."""
    at: str = ""
    """When the answer came, in ISO format."""
    void: str | None = None
    """Why the answer is not used, though it was paid for."""

    @property
    def valid_answer(self) -> Answer | None:
        """The answer, unless it is void."""
        return self.answer if self.void is None else None


def canonical(value: Mapping[str, object]) -> str:
    """Return the text of a JSON object that is hashed: the same for equal objects."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def request_key(about: Mapping[str, object], question: Question) -> str:
    """Return the sha256 of all that decides the answer to a question."""
    fields = question.model_dump(exclude={"prompt", "repair"})
    return hashlib.sha256(canonical({"about": about, "asked": fields}).encode()).hexdigest()


def exchange_line(exchange: Exchange) -> JsonObject:
    """Return the line of an exchange in a cassette, without fields that are empty."""
    line = exchange.model_dump(mode="json", by_alias=True)
    question = {k: v for k, v in line["asked"].items() if v not in (None, "") and v is not False}
    line["asked"] = question | {"system": exchange.question.system}
    if line["answer"]:
        line["answer"] = {k: v for k, v in line["answer"].items() if v or k not in ADDED}
    return {name: value for name, value in line.items() if value is not None}


def cached_completion(answer: Answer) -> Completion:
    """Return an answer from a cassette or recording."""
    fields = {k: v for k, v in answer.model_dump().items() if v is not None}
    return legible_completion(Completion(**fields | {"cached": True, "requests": 0}))


def legible_completion(completion: Completion) -> Completion:
    """Return an answer of which text and model can be encoded."""
    text, model = legible(completion.text), legible(completion.model)
    if text == completion.text and model == completion.model:
        return completion
    return replace(completion, text=text, model=model)


def digest(text: str) -> str:
    """Return the sha256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
