"""The kinds of fault that servers of language models report, and how to tell them apart.

The wordings are those of the named servers, as their docs, sources or public threads have them.
"""

import re
from collections.abc import Collection, Set
from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """What is to blame for a refused request."""

    FILTERED = "filtered"
    """A filter refused the question, or its answer."""
    ANSWER = "answer"
    """The model's answer did not fit the wanted form."""
    BLOCKED = "blocked"
    """A firewall before the server refuses this machine."""
    VERIFICATION = "verification"
    """The organisation is not verified."""
    REGION = "region"
    """The server is not for this country."""
    CREDIT = "credit"
    """Quota or credit is used up: waiting does not help."""
    ANSWER_TOKENS = "answer_tokens"
    """The bound on the answer is higher than the model takes."""
    CONTEXT = "context"
    """The question does not fit into the model's context, or into a quota."""
    MEMORY = "memory"
    """The model does not fit into the server's memory."""
    RESPONSES = "responses"
    """The model has only the Responses API."""
    MODEL = "model"
    """The server does not have the model, or the model does not chat."""
    TLS = "tls"
    """http:// where https:// is wanted."""
    PATH = "path"
    """There is no chat endpoint at this path."""
    RIGHT = "right"
    """The key may not do this."""
    KEY = "key"
    """The key is missing or wrong."""
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
    codes: frozenset[str]
    """Words or numbers for the fault, in small letters."""
    pattern: re.Pattern[str]
    statuses: Collection[int]
    """Statuses to which the pattern is bound; empty for any."""

    def fits(self, status: int | None, text: str, codes: Set[str]) -> bool:
        """Whether a fault is of this kind."""
        if self.codes & codes:
            return True
        bound = status is not None and bool(self.statuses) and status not in self.statuses
        return not bound and self.pattern.search(text) is not None


def _rule(kind: FaultKind, codes: str = "", *patterns: str, at: Collection[int] = ()) -> KindRule:
    pattern = "|".join(patterns) or r"(?!)"  # which never matches
    return KindRule(kind, frozenset(codes.split()), re.compile(pattern, re.IGNORECASE), at)


REFUSED = (200, 400, 403, 404, 410, 422, 424, 451, 501, 503)
"""Statuses of a request that is refused for what it holds; 200 where the body has an error."""
BUSY = (200, 408, 409, 429, *range(500, 600))
"""Statuses of a server that may answer later."""
NAME = r"['\"`]?[\w./:@+-]{0,80}['\"`]?"
"""The name of a model, also none."""
QUOTED = r"['\"`][^'\"`]{1,80}['\"`]"
GONE = (
    r"(not found|does not exist|doesn't exist|not exist|unloaded|not loaded|not available"
    r"|unavailable|decommissioned|deprecated|retired|removed)"
)
"""What servers say of a model that they do not have."""
BOUND = r"max_?(completion_|output_|new_)?tokens\b"
"""The bound on an answer, by its names at different servers."""
RULES = (
    _rule(FaultKind.ANSWER, "json_validate_failed tool_use_failed"),  # Groq's docs, Errors
    _rule(
        FaultKind.RIGHT,
        "",
        r"\b(account|organi[sz]ation|project|access|key)\b.{0,40}\b(suspended|terminated|banned)",
        at=(400, 401, 403),
    ),
    _rule(  # a firewall's words (hermes-agent#6923; CloudFront's page), not a filter's
        FaultKind.BLOCKED,
        "",
        r"request (was |has been )?blocked(?!.{0,40}(content|safety|polic|filter|moderat))",
        r"request could not be satisfied",
        at=(403,),
    ),
    _rule(
        FaultKind.FILTERED,
        "content_filter content_policy_violation moderation_blocked responsibleaipolicyviolation "
        "data_inspection_failed datainspectionfailed prohibited_content content_filter_error",
    ),
    _rule(
        FaultKind.FILTERED,
        "",
        r"content management policy|content[ _-]?filter(ing|ed)?|content[ _-]?policy",
        r"requires moderation|(prompt|input|content|request|message)s? (was|were|been|is) flagged",
        r"(input|prompt|content|output|response|request)s? (was |were |has been )?blocked",
        r"usage (policy|policies|guidelines)|content exists risk|inappropriate content",
        r"considered high risk|safety (reasons|system|filter|guidelines|policy|policies)",
        r"prohibited[_ ]content|safety_check|new_sensitive|敏感内容|不安全",
        r"unsafe or sensitive content",
        at=(200, 400, 403, 422, 451),
    ),
    _rule(
        FaultKind.BLOCKED,
        "",
        r"just a moment|attention required|you have been blocked|cloudflare|captcha",
        r"virtual network|firewall|private endpoint",
        at=(403, 429),
    ),
    _rule(
        FaultKind.VERIFICATION,
        "",
        r"must be verified|verif(y|ied) (your |the )?(organi[sz]ation|identity|account)",
    ),
    _rule(
        FaultKind.REGION,
        "unsupported_country_region_territory",
        r"location is not supported|(not|isn't|un)[ -]?(available|supported|offered) in your",
        r"country, region,? or territory|(country|region) (is )?not supported",
    ),
    _rule(
        FaultKind.CREDIT,
        "insufficient_quota billing_hard_limit_reached billing_not_active insufficient_credits "
        "insufficient_user_quota arrearage insufficient_balance exceeded_current_quota_error "
        "budget_exceeded",
        r"insufficient[ _](account |user )?(balance|credit|fund|quota)|billing[_ ]hard[_ ]limit",
        r"credit balance|(out of|no|not enough|more|any) credits|spend(ing)? (limit|cap)",
        r"exceeded your current quota(?!.*retry in)|account is not active|\blimit: 0\b",
        r"in good standing|余额不足|欠费|overdue|balance is (insufficient|too low)",
        r"(over|exceeded|crossed) budget|budget has been exceeded",  # litellm#14144
    ),
    _rule(
        FaultKind.ANSWER_TOKENS,
        "",
        BOUND + r".{0,60}(too (large|high|big)|exceed|at most|less than|maximum|<=)",
        BOUND + r".{0,60}(valid range|should be \[|larger than|(?<!must be )greater than)",
        BOUND + r": \d+ > \d+|supports at most \d+ (completion|output) tokens",
    ),
    _rule(
        FaultKind.CONTEXT,
        "context_length_exceeded exceed_context_size_error string_above_max_length "
        "context_window_exceeded token_limit_exceeded string_too_long tokens_limit_reached "
        "request_too_large",
        r"context[ _](length|window|size|limit)|maximum number of tokens|tokens must be reduced",
        r"(prompt|input|request|request body|message|question)s? (is |are |was )?too (long|large)",
        r"reduce (the length|your (message|prompt))|input token count",
        r"maximum (input|prompt) length|model token limit",
        r"exceeds? the (maximum|available|model'?s?) (context|number of tokens|token|input|prompt)",
        BOUND + r" must be at least 1, got -|must have less than \d+ tokens",  # vllm#4667
    ),
    _rule(
        FaultKind.MEMORY,
        "",
        r"more (system )?memory|out of memory|insufficient (system )?memory",
        at=(200, 400, 424, *range(500, 600)),
    ),
    _rule(
        FaultKind.RESPONSES,
        "",
        r"only (supported|available) (in|with|via|through) (the )?(/?v1/)?responses",  # puter#2110
        r"not a chat model and thus not supported",  # goose#2564
    ),
    _rule(
        FaultKind.MODEL,
        "model_not_found model_not_supported deploymentnotfound model_decommissioned "
        "unknown_model model_not_available invalid_model",
        r"\b(models?|deployments?)\b[ :=/]{0,3}" + NAME + r",? (is |was |has )?(been )?" + GONE,
        r"\bmodels?[ :=/]{0,3}(" + QUOTED + r"|\S{0,40}[\d/.:-]\S{0,40}) is not supported",
        r"\b(deployment|model)\b.{0,60}does not exist|no models? (is )?loaded",
        r"load(ing)? (a |the )?model|model has crashed|inference profile",
        r"choose (a )?different model",
        r"(no such|unknown|invalid) (model|deployment)|not a valid model|no model named",
        r"no endpoints found for|no available channel|无可用渠道|模型不存在",
        r"does not support (chat|generate)|not (a|an) (chat|generative) model",
        r"unable to access (non-serverless )?model",
        at=tuple(status for status in REFUSED if status != 503),
    ),
    _rule(FaultKind.MODEL, "", r"no available channel|无可用渠道", at=(503,)),  # new-api#6310
    _rule(
        FaultKind.TLS,
        "",
        r"plain http request|http request to an https server|plain http to an ssl",
    ),
    _rule(
        FaultKind.PATH,
        "",
        r"page not found|unexpected endpoint|invalid url|cannot post /|method not allowed|no route",
        r"unknown (request )?(url|endpoint|route|path)|unsupported method|endpoint not found",
        r"^(404 )?((the )?(resource|file) )?not found\.?$",
        r"requested (url|resource) .{0,80}not found",
        at=(200, 400, 404, 405, 501),
    ),
    # What AWS' gateway says of a path that it does not know (its docs, Gateway responses).
    _rule(FaultKind.PATH, "", r"^missing authentication token$", at=(403,)),
    _rule(
        FaultKind.RIGHT,
        "permission_error permission_denied insufficient_permissions",
        r"permission|missing scopes|not (allowed|authorized|entitled) to|gated|accept the terms",
        r"has been (disabled|suspended)|data policy|guardrail restrictions",
        at=(400, 401, 403, 404),
    ),
    _rule(
        FaultKind.KEY,
        "invalid_api_key api_key_invalid invalidapikey authentication_error unauthenticated "
        "invalid_authentication account_deactivated",
        r"\bapi[ _-]?keys?\b|authenticat|credentials|unregistered callers|subscription key",
        r"\b(token|key)\b.{0,30}(invalid|expired|malformed|missing|required)",
        at=(200, 400, 401, 403, 498),
    ),
    _rule(
        FaultKind.OVERLOADED,
        "overloaded_error engine_overloaded_error engine_overloaded server_overloaded unavailable",
        r"overloaded|(at|over|no) capacity|capacity (temporarily )?exceeded|loading|too busy",
        r"is busy|temporarily unavailable",
        at=BUSY,
    ),
    _rule(
        FaultKind.RATE,
        "rate_limit_exceeded rate_limit_error resource_exhausted",
        r"(rate|request|qps)s?[ _-]?limit|too many requests",
        at=BUSY,
    ),
    _rule(  # llama.cpp refuses some schemas with status 500
        FaultKind.OPTION,
        "",
        r"schema conversion failed|failed to parse grammar|(invalid|unsupported) (json )?schema",
    ),
    _rule(
        FaultKind.OPTION,
        "unsupported_parameter unsupported_value unknown_parameter invalid_parameter_value "
        "extra_forbidden invalid_json_schema",
        r"unsupported|not support|unrecogni[sz]ed|unexpected|additional properties|deprecated",
        r"unknown (name|field|parameter|argument|key|property)|not (permitted|allowed)",
        r"invalid (schema|parameter|value|json payload|argument|type)|cannot be (set|used)",
        r"only .{0,80} (is|are) supported|must be|is unavailable|no endpoints found that",
        at=(200, 400, 404, 422, 501),
    ),
)
"""Rules in the order in which they are tried."""
OF_QUESTION = {
    FaultKind.FILTERED: (None, 200, 400, 403, 422, 451),
    FaultKind.ANSWER: (None, 200, 400, 422),
}
"""Statuses of faults that are the fate of one question alone, and so data: a server that is busy or
fails says so by its status, whatever else it says."""
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
SAFETY = re.compile(r"safety|usage polic|flagged|limited access|violat", re.IGNORECASE)
"""What OpenAI says in `invalid_prompt` where a filter refuses; else its form is wrong
(PyRIT#1463)."""


def fault_kind(status: int | None, text: str, codes: Set[str]) -> FaultKind:
    """Return the kind of a fault.

    Args:
        status: The HTTP status; None where there is none.
        text: The server's message.
        codes: Its words and numbers for the fault, in small letters.
    """
    if "invalid_prompt" in codes and SAFETY.search(text):
        return FaultKind.FILTERED
    for rule in RULES:
        if status in OF_QUESTION.get(rule.kind, (status,)) and rule.fits(status, text, codes):
            return rule.kind
    return BY_STATUS.get(status, FaultKind.OTHER) if status else FaultKind.OTHER
