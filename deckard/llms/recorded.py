"""Answers given beforehand: no network, no key, the same answers every time.

A recording is a cassette (see tape) that is asked by prompt and item alone: what else a question
holds, such as evidence, changes nothing. A take whose system text is null answers to any prompt.
"""

import hashlib

from deckard.errors import LLMError
from deckard.llms import Completion, Request
from deckard.llms.tape import Answer, completion, read
from deckard.prompts import digest
from deckard.share import find


class Recorded:
    """Answers each item from a recording.

    An item has one answer however often it is asked, unless more attempts or samples are recorded.
    """

    def __init__(self, path: str = "recordings/claude-1.11.2.jsonl") -> None:
        """Read the recording at `path`: a file, or one under configs/."""
        self.path = find("configs", path)
        self.about = {"recording": hashlib.sha256(self.path.read_bytes()).hexdigest()}
        self.prompts, self._given = set[str | None](), dict[str, dict[tuple, Answer]]()
        for take in read(self.path).takes:
            if take.answer is None:
                continue
            asked = take.asked
            self.prompts.add(asked.system)
            nth = (asked.system, asked.attempt, asked.sample)
            self._given.setdefault(asked.item, {}).setdefault(nth, take.answer)

    @property
    def answers(self) -> dict[str, str]:
        """The first answer of every item."""
        return {item: next(iter(given.values())).text for item, given in self._given.items()}

    def complete(self, request: Request) -> Completion:
        """Return the recorded answer; LLMError when there is none, or not to this prompt."""
        asked = digest(request.system)
        if self.prompts and not self.prompts & {asked, None}:
            made = ", ".join(sorted(p[:12] for p in self.prompts if p))
            raise LLMError(
                f"{self.path} no longer matches: it was recorded with another prompt (digest "
                f"{made}, this one has {asked[:12]}); use the prompt it was made with, another llm,"
                " or record again"
            )
        of_item = self._given.get(request.item, {})
        given = {nth: answer for nth, answer in of_item.items() if nth[0] in (asked, None)}
        if not given:
            raise LLMError(
                f"{self.path} has no answer for {request.item!r}; add it or use another llm"
            )
        first = next(iter(given.values()))
        exact = given.get((asked, request.attempt, request.sample), first)
        return completion(exact)
