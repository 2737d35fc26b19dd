"""The kinds of fault that servers of language models report, and how to tell them apart.

The wordings are those of the named servers, as their docs, sources or public threads have them.
"""

import re
from collections.abc import Set
from dataclasses import dataclass, field
from enum import StrEnum


class FaultKind(StrEnum):
    """What is to blame for a refused request."""

    FILTERED = "filtered"
    """A filter refused the question, or its answer."""
    ANSWER = "answer"
    """The model's answer did not fit the wanted form."""
    VERIFICATION = "verification"
    """The organisation is not verified."""
    REGION = "region"
    """The server is not for this country."""
    CREDIT = "credit"
    """Quota or credit is used up: waiting does not help."""
    ANSWER_TOKENS = "answer_tokens"
    """The bound on the answer is higher than the model's own."""
    CONTEXT = "context"
    """The question does not fit into the model's context, or into a quota."""
    RESPONSES = "responses"
    """The model has only the Responses API."""
    MODEL = "model"
    """The server does not have the model, or the model does not chat."""
    TLS = "tls"
    """http:// where https:// is wanted, or the other way round."""
    PATH = "path"
    """There is no chat endpoint at this path."""
    KEY = "key"
    """The key is missing or wrong."""
    RIGHT = "right"
    """The key may not do this."""
    OVERLOADED = "overloaded"
    """The server is busy, or loads the model."""
    RATE = "rate"
    """Too many requests in too short a time."""
    OPTION = "option"
    """An option of the request is refused."""
    OTHER = "other"
    """Anything else."""


@dataclass(frozen=True)
class KindRule:
    """Tells one kind of fault by a server's codes or by its text."""

    kind: FaultKind
    codes: frozenset[str] = frozenset()
    pattern: re.Pattern[str] | None = None
    statuses: frozenset[int] = field(default_factory=frozenset)
    """Statuses to which the rule is bound; empty for any."""

    def fits(self, status: int | None, text: str, codes: Set[str]) -> bool:
        """Whether a fault is of this kind."""
        if self.statuses and status not in self.statuses:
            return False
        return bool(self.codes & codes or (self.pattern and self.pattern.search(text)))


def _rule(kind: FaultKind, codes: str, pattern: str, *statuses: int) -> KindRule:
    compiled = re.compile(pattern, re.IGNORECASE | re.VERBOSE) if pattern else None
    return KindRule(kind, frozenset(codes.split()), compiled, frozenset(statuses))


RULES = (
    _rule(FaultKind.ANSWER, "json_validate_failed tool_use_failed", ""),
    _rule(
        FaultKind.FILTERED,
        "content_filter content_policy_violation moderation_blocked responsibleaipolicyviolation",
        r"requires\ moderation",
    ),
    _rule(FaultKind.VERIFICATION, "", r"organization\ must\ be\ verified"),
    _rule(
        FaultKind.REGION, "unsupported_country_region_territory", r"location\ is\ not\ supported"
    ),
    _rule(FaultKind.CREDIT, "insufficient_quota billing_hard_limit", ""),
    _rule(FaultKind.ANSWER_TOKENS, "", r"max_(completion_)?tokens\S*\ is\ too\ large"),
    _rule(
        FaultKind.CONTEXT, "context_length_exceeded exceed_context_size_error", r"context\ length"
    ),
    _rule(FaultKind.MODEL, "model_not_found", r"model\ unloaded\ or\ not\ found"),
    _rule(FaultKind.TLS, "", r"plain\ http\ request"),
    _rule(FaultKind.KEY, "invalid_api_key", r"api\ key\ not\ valid"),
)
"""Rules in the order in which they are tried."""
BY_STATUS = {
    401: FaultKind.KEY,
    402: FaultKind.CREDIT,
    403: FaultKind.RIGHT,
    404: FaultKind.MODEL,
    405: FaultKind.PATH,
    413: FaultKind.CONTEXT,
    429: FaultKind.RATE,
    503: FaultKind.OVERLOADED,
    529: FaultKind.OVERLOADED,
}
"""The kind of a fault of which the message tells none."""


def fault_kind(status: int | None, text: str, codes: Set[str]) -> FaultKind:
    """Return the kind of a fault.

    Args:
        status: The HTTP status; None where there is none.
        text: The server's message.
        codes: Its words and numbers for the fault, in small letters.
    """
    for rule in RULES:
        if rule.fits(status, text, codes):
            return rule.kind
    return BY_STATUS.get(status, FaultKind.OTHER) if status else FaultKind.OTHER
