"""What each provider refuses of a schema, in its words: that alone is left out."""

import json

import pytest

from deckard.dream.answers.schema import SCHEMA
from deckard.llms import Request
from deckard.llms.http.asking.refusals import refused_option
from deckard.llms.http.asking.schema_keywords import BOUNDS, keywords_in, without_keywords
from deckard.llms.http.faults.server_messages import read_server_message
from deckard.llms.http.openai import OpenAI
from tests.llms.server import chat, message, serving

WHOLE = {
    "item": "log", "method": "collect", "ingredients": [], "station": None, "tool": None,
    "yield": 1, "source": "log",
}  # fmt: skip
FIT = (200, chat(json.dumps(WHOLE)))
BOUNDED = {"pattern", "minimum", "maximum", "maxItems"}
"""The bounds of the schema of an answer."""


def schema_of(body):
    shape = body.get("response_format") or body.get("output_config", {}).get("format") or {}
    return shape.get("json_schema", shape).get("schema")


def used(body):
    shape = body.get("response_format") or body.get("output_config")
    return set(keywords_in(shape))


def refusing_keywords(refused, reply):
    """Refuse keywords as long as any of them is sent; `reply` makes the reply of those sent."""

    def answer(body):
        sent = [keyword for keyword in refused if keyword in used(body)]
        return reply(sent) if sent else FIT

    return answer


def one(form, status=400, param=None):
    """Refuse the first of the keywords."""

    def reply(sent):
        error = {"message": form.format(sent[0]), "type": "invalid_request_error", "param": param}
        return status, {"error": error}

    return reply


def openai_strict(sent):
    where = "('properties', 'tool', 'anyOf', '0')"
    text = f"Invalid schema for response_format 'answer': In context={where}, '{sent[0]}' is not "
    return 400, {"error": {"message": f"{text}permitted.", "param": "response_format"}}


def gemini(sent):
    where = "generation_config.response_schema.properties[2].value.items"
    texts = [f"Unknown name \"{name}\" at '{where}': Cannot find field." for name in sent]
    text = "\n".join(f"Invalid JSON payload received. {text}" for text in texts)
    return 400, [{"error": {"code": 400, "message": text, "status": "INVALID_ARGUMENT"}}]


def vertex(sent):
    text = f"response schemas specified unsupported field {sent[0]}. Learn more: https://x"
    error = {"code": 501, "message": f"Unable to submit request because one or more {text}"}
    return 501, {"error": error}


def cerebras(sent):
    fields = "{" + ", ".join(f"'{name}'" for name in (*sent, "items")) + "}"
    text = f"Unsupported JSON schema fields: {fields}"
    return 400, {"message": text, "param": "response_format", "code": "wrong_api_format"}


def openrouter(sent):
    _, inner = cerebras(sent)
    metadata = {"raw": json.dumps(inner), "provider_name": "Cerebras"}
    return 400, {"error": {"message": "Provider returned error", "code": 400, "metadata": metadata}}


def mistral(sent):
    path = ["body", "response_format", "json_schema", sent[0]]
    error = {"type": "extra_forbidden", "loc": path, "msg": "Extra inputs are not permitted"}
    return 422, {"object": "error", "message": {"detail": [error]}, "type": "invalid_request_error"}


GROQ = "invalid schema for response format: response_format/json_schema/answer: {} is not supported"
LLAMACPP = "JSON schema conversion failed:\nPattern must start with '^' and end with '$'"
NAMED = {
    "openai, liam-hq/liam#1162": (["minimum", "maximum"], openai_strict),
    "openai, fine-tuned: its guide, Structured outputs": ([*BOUNDED], openai_strict),
    "groq, i-am-bee/beeai-framework#1215": (["maxItems"], one(GROQ)),
    "gemini, openswarm-ai/openswarm#24": (["additionalProperties"], gemini),
    "gemini, vercel/ai#2762": (["maxItems", "pattern"], gemini),
    "vertex, googleapis/python-aiplatform#4510": (["pattern"], vertex),
    "cerebras, musistudio/claude-code-router#708": (["maxItems", "pattern"], cerebras),
    "openrouter, musistudio/claude-code-router#338": (["maxItems"], openrouter),
    "mistral and others on FastAPI": (["strict"], mistral),
    "unknown field": (["strict"], one("Unknown field: {}")),
    "keyword": (["minimum"], one("keyword '{}' is not permitted")),
    "llama.cpp, openclaw/openclaw#113562": (["pattern"], one(LLAMACPP)),
    "llama.cpp 500": (["pattern"], one(LLAMACPP, 500)),
    "llguidance, noonghunna/club-3090#45": (
        ["anyOf"],
        one('Grammar error: Unimplemented keys: ["{}"]', 500),
    ),
}
"""Keywords that a server refuses by name, and its reply."""
UNNAMED = {
    "vllm, vllm-project/vllm#16880": (
        "The provided JSON schema contains features not supported by xgrammar."
    ),
    "ollama, ollama/ollama#8185": "invalid JSON schema in format",
    "llama.cpp, ggml-org/llama.cpp#27580": (
        "Failed to initialize samplers: failed to parse grammar"
    ),
    "fireworks, earendil-works/pi#5352": (
        "JSON Schema not supported: could not understand the instance `{{}}`."
    ),
}
FORMS = {
    "deepseek, UKGovernmentBEIS/inspect_ai#4916": "This response_format type is unavailable now",
    "deepseek, browser-use/browser-use#215": (
        "Failed to deserialize the JSON body into the target type: response_format: "
        "response_format.type `json_schema` is unavailable now at line 1 column 12440"
    ),
    "xai, BerriAI/litellm#6610": (
        "The response_format parameter is unsupported at the moment. Leave it unset."
    ),
}


def asked(server, times=2, **options):
    llm = OpenAI("tiny", base_url=server.url, **{"retries": 0} | options)
    for number in range(times):
        llm.complete(Request("log", "S", f"U{number}", schema=SCHEMA))
    return llm


@pytest.mark.parametrize("case", NAMED)
def test_a_keyword_that_is_refused_by_name_is_left_out_alone(case):
    refused, reply = NAMED[case]
    with serving(refusing_keywords(refused, reply)) as server:
        llm = asked(server)
        first, last = server.asked[0][2], server.asked[-1][2]
    assert used(last) == used(first) - set(refused)
    assert len(server.asked) <= 2 + len(refused)
    assert set(llm.capabilities()["dropped"]) == set(refused)
    assert "temperature" in last
    assert "max_tokens" in last


@pytest.mark.parametrize("case", UNNAMED)
def test_a_schema_that_is_refused_without_a_name_is_sent_without_bounds(case):
    reply = one(UNNAMED[case])
    with serving(refusing_keywords(["maxItems"], reply)) as server:
        asked(server)
        assert used(server.asked[-1][2]) == used(server.asked[0][2]) - BOUNDED
        assert len(server.asked) == 3


@pytest.mark.parametrize("case", FORMS)
def test_a_form_that_is_refused_is_lowered_though_keywords_stay(case):
    def reply(body):
        is_schema = body.get("response_format", {}).get("type") == "json_schema"
        return (400, {"error": FORMS[case]}) if is_schema else FIT

    with serving(reply) as server:
        llm = asked(server)
        assert [body["response_format"]["type"] for _, _, body in server.asked] == [
            "json_schema",
            "json_object",
            "json_object",
        ]
    assert "dropped" not in llm.capabilities()


def test_lm_studio_refuses_any_json_and_keeps_the_schema():
    words = "'response_format.type' must be 'json_schema' or 'text'"  # lmstudio-bug-tracker#189

    def reply(body):
        form = body.get("response_format", {}).get("type")
        return (400, {"error": words}) if form == "json_object" else FIT

    with serving(reply) as server:
        asked(server)
        assert {body["response_format"]["type"] for _, _, body in server.asked} == {"json_schema"}


def test_a_keyword_that_is_missing_is_not_left_out():
    for words in (
        "'additionalProperties' is required to be supplied and set to false.",  # agno-agi/agno#6013
        "additionalProperties:false must be set on every object",  # Meridiona/meridian#811
    ):
        wanting = refusing_keywords(["pattern"], one(words, param="response_format"))
        with serving(wanting) as server:
            llm = asked(server, 1)
        assert "additionalProperties" not in llm.capabilities().get("dropped", ())


def test_anthropic_refuses_what_its_own_protocol_has_no_word_for(monkeypatch):
    anthropic = pytest.importorskip("deckard.llms.http.anthropic")
    pytest.importorskip("anthropic", reason="needs the extra: pip install 'deckard-awm[anthropic]'")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "k" * 20)

    def reply(body):
        sent = used(body)
        text = ""
        if sent & {"minimum", "maximum"}:  # earendil-works/pi#9953
            text = "For 'integer' type, properties maximum, minimum are not supported"
        elif "maxItems" in sent:
            text = "For 'array' type, property 'maxItems' is not supported"
        error = {"type": "invalid_request_error", "message": f"output_config.format.schema: {text}"}
        if text:
            return 400, {"type": "error", "error": error}
        return 200, message(json.dumps(WHOLE))

    with serving(reply) as server:
        url = server.url.removesuffix("/v1")
        llm = anthropic.Anthropic("tiny", base_url=url, retries=0)
        llm.complete(Request("log", "S", "U", schema=SCHEMA))
    assert llm.capabilities()["dropped"] == ["minimum", "maximum", "maxItems"]
    assert used(server.asked[-1][2]) == {"pattern", "additionalProperties", "enum", "anyOf"}


def test_what_was_dropped_is_set_again_from_a_cassette():
    with serving(refusing_keywords(["minimum", "pattern"], openai_strict)) as server:
        learnt = json.loads(json.dumps(asked(server, 1).capabilities()))
        before = len(server.asked)
        llm = OpenAI("tiny", base_url=server.url)
        llm.restore_capabilities(learnt)
        llm.complete(Request("log", "S", "U", schema=SCHEMA))
        assert len(server.asked) == before + 1
    assert llm.capabilities() == learnt


def test_an_item_of_the_name_of_a_keyword_stays_and_any_of_leaves_its_first():
    schema = {
        "properties": {"pattern": {"anyOf": [{"type": "string", "pattern": "^a$"}, {}]}},
        "enum": ["pattern"],
    }
    shape = {"response_format": {"schema": schema}}
    assert set(keywords_in(shape)) == {"pattern", "anyOf", "enum"}
    without = without_keywords(shape, ["pattern", "anyOf"])["response_format"]["schema"]
    assert without == {"properties": {"pattern": {"type": "string"}}, "enum": ["pattern"]}
    assert without_keywords(shape, BOUNDS) != shape
    assert keywords_in({"properties": {"pattern": {}}}) == ()


@pytest.mark.parametrize(
    ("words", "param", "refused"),
    [
        ("Unsupported parameter: 'max_tokens' is not supported.", "max_tokens", "max_tokens"),
        ("Unrecognized request argument supplied: max_tokens", None, "max_tokens"),
        ("Invalid 'max_tokens': integer below minimum value. Expected >= 16.", "max_tokens", None),
        ("temperature must be at most 1", None, "temperature"),
        ("Only the default (1) value of 'temperature' is supported.", "temperature", "temperature"),
        ("the temperature of the messages is wrong", "messages", None),
        ("something else: temperature", "validation_error", "temperature"),
        ("max_tokens_per_day and temperatures are private", None, None),
    ],
)
def test_the_option_that_is_refused(words, param, refused):
    said = read_server_message(400, {"error": {"message": words, "param": param}})
    assert refused_option(said, ["temperature", "max_tokens"]) == refused
