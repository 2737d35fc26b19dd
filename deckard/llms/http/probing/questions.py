"""The questions of a probe: counted, bounded, and adapted to what the server refuses."""

import time
from dataclasses import dataclass, replace

from deckard.llms import Completion, Request
from deckard.llms.http.asking.adapting import FORMS, Asking
from deckard.llms.http.asking.refusals import is_refusal
from deckard.llms.http.asking.schema_keywords import without_keywords
from deckard.llms.http.chat import Chat
from deckard.llms.http.endpoint import NotChat, RequestFault
from deckard.llms.http.probing.result import ProbeResult
from deckard.llms.http.replies import ReplyParts
from deckard.types import JsonObject

MOST = 10
"""Questions that a probe asks at most; only one that came too soon is asked again."""
SHORTEST_PAUSE = 1.0
"""Seconds before a question that came too soon is asked again, at least; chosen."""
LONGEST_PAUSE = 20.0
"""Seconds; where a server wants a longer pause, the question is not asked again; chosen."""


@dataclass(frozen=True)
class ProbeReply:
    """An answer, and the parts of the reply that it stood in."""

    answer: Completion
    parts: ReplyParts


class ProbeQuestions:
    """Asks a model: at `first` with all options, then as `asking` tells."""

    def __init__(self, llm: Chat, result: ProbeResult) -> None:
        self.llm, self.result = llm, result
        options = llm.options_for(seed=1) | llm.bound | llm.server.sampling
        self.first = self.asking = Asking(options, FORMS[0])
        self.seconds, self.was_early = 0.0, False

    @property
    def is_spent(self) -> bool:
        """Whether no more questions may be asked."""
        return self.result.calls >= MOST

    def ask(
        self, request: Request, changes: JsonObject | None = None
    ) -> ProbeReply | RequestFault | None:
        """Ask, and ask again without an option or keyword that the server refuses.

        Args:
            request: The question; with a schema, the answer is asked for in the form of `asking`.
            changes: Options in place of those of `asking`.

        Returns:
            The reply, or the fault of the last try; also where only the next form is left to try.
            None where no more questions may be asked.
        """
        while not self.is_spent:
            asking, schema = self.asking, request.schema
            shape = self.llm.shape(asking.form, schema) if schema is not None else {}
            shape = without_keywords(shape, asking.dropped)
            reply = self._ask_in_time(request, asking.sampling | (changes or {}) | shape)
            if isinstance(reply, ProbeReply) or not _is_refusal(reply):
                return reply
            adapted = asking.adapted(shape, reply.server_message)
            if adapted is None:
                return reply
            self.asking = adapted
            if adapted.form != asking.form:
                return reply
        return None

    def _ask_in_time(self, request: Request, options: JsonObject) -> ProbeReply | RequestFault:
        """Return a reply or the fault; one question of all may be asked again, on 429."""
        reply = self._ask_once(request, options)
        if isinstance(reply, ProbeReply) or self.was_early:
            return reply
        wanted = 0.0 if reply.after is None else reply.after
        pause = max(SHORTEST_PAUSE, wanted)
        if reply.status != 429 or not reply.temporary or pause > LONGEST_PAUSE:
            return reply
        self.was_early = True
        time.sleep(pause)
        return self._ask_once(request, options)

    def _ask_once(self, request: Request, options: JsonObject) -> ProbeReply | RequestFault:
        self.result.calls += 1
        began, endpoint = time.monotonic(), self.llm.endpoint
        try:
            with self.llm.wire.within(endpoint.timeout):
                return ProbeReply(*self.llm.answer_and_parts(request, options))
        except Exception as error:
            fault = endpoint.explain(error, self.llm.sdk)
            if fault is None:
                raise
            # A server that answers is reached, even if its reply is wrong.
            return (
                replace(fault, status=error.status or 200) if isinstance(error, NotChat) else fault
            )
        finally:
            self.seconds += time.monotonic() - began


def _is_refusal(fault: RequestFault) -> bool:
    return fault.status is not None and is_refusal(fault.status, fault.server_message)
