"""Recorded answers: no network, no key, the same answers every time.

A recording is a cassette (see `llms/cassette`) that is looked up by prompt and item alone. Other
parts of a question, such as evidence, are ignored. An exchange whose system text is null answers
any prompt; one without a prompt digest answers any prompt with its system text.
"""

import hashlib

from deckard.errors import LLMError
from deckard.llms import Completion, Request
from deckard.llms.cassette import read_cassette
from deckard.llms.records import Answer, Question, completion
from deckard.resources import find_resource


class Recorded:
    """Answers each item from a recording.

    An item has one answer however often it is asked, unless more attempts or samples are recorded.
    """

    def __init__(self, path: str = "recordings/claude-1.11.2.jsonl") -> None:
        """Read the recording at `path`: a file, or one under configs/."""
        self.path = find_resource("configs", path)
        self.about = {"recording": hashlib.sha256(self.path.read_bytes()).hexdigest()}
        self._given = dict[str, dict[Question, Answer]]()
        for exchange in read_cassette(self.path).takes:
            if exchange.answer is not None:
                asked = exchange.asked.model_copy(update={"user": "", "schema_sha256": None})
                self._given.setdefault(asked.item, {}).setdefault(asked, exchange.answer)
        self.prompts = {(a.prompt, a.system) for given in self._given.values() for a in given}

    @property
    def answers(self) -> dict[str, str]:
        """The first answer of every item."""
        return {item: next(iter(given.values())).text for item, given in self._given.items()}

    def complete(self, request: Request) -> Completion:
        """Return the recorded answer; LLMError when there is none, or not to this prompt."""
        asked = Question.of(request)
        if self.prompts and not any(self._fits(*made, asked) for made in self.prompts):
            digests = {prompt or system or "" for prompt, system in self.prompts}
            made = ", ".join(sorted(digest[:12] for digest in digests))
            now = (asked.prompt or asked.system or "")[:12]
            raise _missing(
                f"{self.path} no longer matches: it was recorded with another prompt (digest "
                f"{made}, this one has {now}); use the prompt it was made with, another llm,"
                " or record again"
            )
        given = {
            (of.attempt, of.sample, of.repair): answer
            for of, answer in reversed(self._given.get(request.item, {}).items())
            if self._fits(of.prompt, of.system, asked)
        }
        if not given:
            raise _missing(
                f"{self.path} has no answer for {request.item!r}; add it or use another llm"
            )
        first = next(reversed(given.values()))
        plain = given.get((request.attempt, request.sample, False), first)
        return completion(given.get((request.attempt, request.sample, request.repair), plain))

    @staticmethod
    def _fits(prompt: str | None, system: str | None, asked: Question) -> bool:
        """Whether an answer that was recorded with a prompt answers a question."""
        return system is None or Question(item="", system=system, prompt=prompt).is_by(
            asked.prompt, asked.system
        )


def _missing(message: str) -> LLMError:
    error = LLMError(message)
    error.requests = 0
    return error
