"""Recorded answers: no network, no key, the same answers every time.

A recording is a cassette (see `deckard.llms.cassette`) that is looked up by prompt and item alone;
evidence in a question changes nothing. An exchange whose system text is null answers to any prompt.
One without a prompt digest answers to any prompt with its system text.
"""

import hashlib
from typing import Literal

from deckard.errors import LLMError
from deckard.llms import LLM, Completion, Request
from deckard.llms.contents import read_cassette
from deckard.llms.records import Answer, Question, cached_completion
from deckard.resources import find_resource

UNKNOWN = Completion("I do not know.", "recorded")
"""The answer to what was not recorded."""


class Recorded(LLM):
    """Answers each item from a recording.

    An item has one answer however often it is asked, unless more attempts or samples are recorded.
    """

    def __init__(
        self,
        path: str = "recordings/claude-1.11.2.jsonl",
        missing: Literal["stop", "unknown"] = "stop",
    ) -> None:
        """Read a recording.

        Args:
            path: A file, or one under configs/.
            missing: What an item without an answer does: stop the run, or count as one that the
                model does not know. An answer to another prompt always stops it.
        """
        self.path, self.missing = find_resource("configs", path), missing
        self.about = {"recording": hashlib.sha256(self.path.read_bytes()).hexdigest()}
        self._recorded = dict[str, dict[Question, Answer]]()
        for exchange in read_cassette(self.path).exchanges:
            if (answer := exchange.valid_answer) is not None:
                lookup = {"user": "", "schema_sha256": None}
                question = exchange.question.model_copy(update=lookup)
                self._recorded.setdefault(question.item, {}).setdefault(question, answer)
        recorded = self._recorded.values()
        self.prompts = {(q.prompt, q.system) for answers in recorded for q in answers}

    @property
    def answers(self) -> dict[str, str]:
        """The first answer of every item."""
        recorded = self._recorded.items()
        return {item: next(iter(answers.values())).text for item, answers in recorded}

    def complete(self, request: Request) -> Completion:
        """Return the recorded answer; LLMError when there is none, or not to this prompt."""
        question = Question.of(request)
        if self.prompts and not any(_fits(*recorded, question) for recorded in self.prompts):
            raise _missing(self._other_prompt(question))
        answers = {
            (recorded.attempt, recorded.sample, recorded.repair): answer
            for recorded, answer in reversed(self._recorded.get(request.item, {}).items())
            if _fits(recorded.prompt, recorded.system, question)
        }
        if not answers and self.missing == "unknown":
            return UNKNOWN
        if not answers:
            raise _missing(
                f"{self.path} has no answer for {request.item!r}; add it or use another llm"
            )
        first = next(reversed(answers.values()))
        plain = answers.get((request.attempt, request.sample, False), first)
        key = (request.attempt, request.sample, request.repair)
        return cached_completion(answers.get(key, plain))

    def _other_prompt(self, question: Question) -> str:
        """Say that the recording was made with other prompts."""
        digests = {prompt or system or "" for prompt, system in self.prompts}
        recorded = ", ".join(sorted(digest[:12] for digest in digests))
        now = (question.prompt or question.system or "")[:12]
        return (
            f"{self.path} no longer matches: it was recorded with another prompt (digest "
            f"{recorded}, this one has {now}); use the prompt it was made with, another llm,"
            " or record again"
        )


def _fits(prompt: str | None, system: str | None, question: Question) -> bool:
    """Whether an answer that was recorded with a prompt answers a question."""
    return system is None or Question(item="", system=system, prompt=prompt).is_by(
        question.prompt, question.system
    )


def _missing(message: str) -> LLMError:
    error = LLMError(message)
    error.requests = 0
    return error
