"""Whether a schema helps: found out by the first answers, and tried again later.

How it stays repeatable, whatever the order in which answers arrive:

- A trial decides how questions are asked. While it runs, they are asked one at a time.
- One answer in the form of the schema ends the trial: the schema is sent from then on. A later
  answer that does not fit it changes nothing.
- `FAILURES` answers that do not fit end it, too: the schema is off. After a number of answers,
  which doubles each time, the next trial begins; now one answer that does not fit ends it.
- All questions about one item are asked in the same form: only the first of them begins or ends
  a trial, and only when no other question is on its way.

An answer that did not end well, or a question without an answer, teaches nothing.
"""

from dataclasses import dataclass
from typing import Literal

from deckard.llms import Request
from deckard.types import JsonObject

FAILURES = 3
"""Whole answers that do not fit the schema before it is off; chosen: one or two may be chance."""
LONGEST = 5
"""Answers of one trial at most; chosen. After so many without a verdict the schema stays on."""
PAUSE = 100
"""Answers after which a schema that was off is tried again; doubled each time; chosen."""
State = Literal["trying", "on", "off"]
STATES: tuple[State, ...] = ("trying", "on", "off")


@dataclass
class SchemaTrial:
    """Counts answers, and says whether a schema is sent. It is not safe for threads."""

    state: State = "trying"
    answers: int = 0
    """Answers since the state is what it is."""
    failed: int = 0
    """Those of the trial that do not fit the schema."""
    pause: int = PAUSE
    """Answers without a schema before the next trial."""
    on_their_way: int = 0
    """Questions that have no answer yet."""

    def begin(self, request: Request) -> None:
        """Count a question, and let it begin or end a trial where it may."""
        is_first = not request.sample and not request.repair
        if is_first and not self.on_their_way:
            if self.state == "trying" and request.schema is None:
                self._become("on")
            elif self.state == "trying" and self.failed >= FAILURES:
                self._become("off")
            elif self.state == "trying" and self.answers >= LONGEST:
                self._become("on")
            elif self.state == "off" and self.answers >= self.pause:
                self.pause *= 2
                self._become("trying")
                self.failed = FAILURES - 1
        self.on_their_way += 1

    def end(self, is_answered: bool) -> None:
        """Count the end of a question."""
        self.on_their_way -= 1
        self.answers += is_answered

    def learn(self, is_fitting: bool) -> None:
        """Learn from a whole answer that ended well, and was asked for by the schema."""
        if self.state == "trying" and is_fitting:
            self._become("on")
            self.pause = PAUSE
        elif self.state == "trying":
            self.failed += 1

    def _become(self, state: State) -> None:
        self.state, self.answers, self.failed = state, 0, 0

    def questions_left(self) -> int | None:
        """Return how many more questions may be asked before one is asked alone; None: no bound."""
        if self.state == "off":
            return max(0, self.pause - self.answers - self.on_their_way)
        return 0 if self.state == "trying" else None

    def as_json(self) -> JsonObject:
        """Return what the trial came to so far."""
        counts = {"answers": self.answers, "failed": self.failed, "pause": self.pause}
        return {"state": self.state} | ({} if self.state == "on" else counts)

    def restore(self, saved: object) -> None:
        """Take in what `as_json` returned."""
        fields = saved if isinstance(saved, dict) else {}
        state = next((each for each in STATES if each == fields.get("state")), None)
        if state is None:
            return
        self._become(state)
        self.answers = _count(fields.get("answers"), 0)
        self.failed = _count(fields.get("failed"), 0)
        self.pause = _count(fields.get("pause"), PAUSE)


def _count(value: object, default: int) -> int:
    return value if isinstance(value, int) and value > 0 else default
