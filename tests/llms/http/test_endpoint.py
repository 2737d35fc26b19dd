"""What a server says is told in one line, with the cure that fits, and heeded."""

import pytest

from deckard.errors import LLMError
from deckard.llms import Request
from deckard.llms.http import endpoint
from deckard.llms.http.openai import OpenAI
from tests.llms.server import chat, serving

KEY = "sk-very-secret-0123456789"
ASK = Request("log", "Be brief.", "USER log")
SOON = {"retry-after-ms": "1"}
BUSY = {"error": {"message": "busy"}}


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    monkeypatch.setattr(endpoint, "FIRST_PAUSE", 0.001)


def error_of(at, **options):
    with pytest.raises(LLMError) as caught:
        OpenAI("tiny", **{"base_url": at.url, "retries": 0} | options).complete(ASK)
    message = str(caught.value)
    assert "\n" not in message
    assert KEY not in message
    assert "see there" not in message
    return message.removeprefix(f"{at.url}: ")


def error_on(*script, **options):
    with serving(*script) as server:
        return error_of(server, **options)


@pytest.mark.parametrize("status", [200, 401, 500])
@pytest.mark.parametrize("before", [0, 85, 229, 235])
def test_no_part_of_the_key_is_told_where_a_text_is_cut(status, before):
    body = f"{'x' * before} {KEY} is wrong " + "and so on " * 90
    assert KEY[:8] not in error_on((status, body, {"content-type": "text/plain"}))


@pytest.mark.parametrize("mark", ["\x1b[31m", "\x07", "\x00", "\u202e", "\ud800", "\u2028"])
def test_what_a_terminal_would_obey_is_not_told(mark):
    line = error_on((400, {"error": {"message": f"No {mark} model"}}))
    assert line.isprintable()
    assert line.startswith("400 No ")


def test_a_message_without_end_is_a_line_that_can_be_read():
    assert len(error_on((429, {"error": {"message": "slow down " * 400}}, SOON))) < 400


SEED = {"loc": ["body", "seed"], "msg": "Extra inputs are not permitted"}
TOO_LARGE = (
    "'max_tokens' or 'max_completion_tokens' is too large: 1000. This model's maximum context "
    "length is 1024 tokens"
)


@pytest.mark.parametrize(
    ("status", "body", "line"),
    [
        (
            400,
            [
                {
                    "error": {
                        "code": 400,
                        "message": "API key not valid. Please pass a valid API key.",
                    }
                }
            ],
            "400 API key not valid. Please pass a valid API key: the key in OPENAI_API_KEY was "
            "refused: set it to a valid one",
        ),
        (
            400,
            {"error": "Model unloaded or not found: m. Please load a model first"},
            "400 Model unloaded or not found: m. Please load a model first: there is no chat model "
            "'tiny' there: correct llm.model, or load it",
        ),
        (
            400,
            {"error": "The number of tokens to keep is greater than the context length"},
            "400 The number of tokens to keep is greater than the context length: the question "
            "does not fit: give the model a larger context, lower llm.answer_tokens, or use "
            "another model",
        ),
        (
            422,
            {"detail": [SEED]},
            "422 seed: Extra inputs are not permitted: set llm.seed to null, which sends none",
        ),
        (
            400,
            "<html><head><title>400 The plain HTTP request was sent to HTTPS port</title></head>",
            "400 The plain HTTP request was sent to HTTPS port: correct llm.base_url: it begins "
            "with https:// there",
        ),
        (404, "404 page not found", "404 page not found: there is no chat endpoint there: "),
        (404, "", "404: there is no model 'tiny' or no chat endpoint there: correct llm.model or "),
        (402, "", "402: the account's quota or credit is used up, and waiting does not help"),
        (405, "", "405: there is no chat endpoint there: correct llm.base_url"),
        (409, "", "409: the server is at work on something else: try again later"),
        (425, "", "425: use another server"),
        (498, "", "498: use another server"),
        (500, "", "500: try again later or look at the server's log"),
        (503, "", "503: the server is busy: try later, raise llm.patience, or lower llm.parallel"),
    ],
)
def test_a_refusal_quotes_the_server_and_ends_in_the_cure_for_its_kind(status, body, line):
    assert error_on((status, body)).startswith(line)


@pytest.mark.parametrize("server", ["lmstudio", "ollama"])
@pytest.mark.parametrize("status", [401, 403])
def test_where_no_variable_of_a_key_is_preset_the_option_is_named(server, status):
    message = error_on((status, {"error": "An LM Studio API token is required"}), server=server)
    assert "set llm.api_key_env to the variable that holds it" in message


def test_a_variable_without_a_key_is_named(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY")
    message = error_on((401, {"detail": "Not authenticated"}))
    assert message.endswith("the server wants a key: set the environment variable OPENAI_API_KEY")


def test_a_longer_wait_than_patience_allows_is_told_and_not_begun():
    with serving((429, BUSY, {"retry-after": "3600"})) as server:
        message = error_of(server, retries=5)
        assert len(server.asked) == 1
    assert "429 busy: the server limits requests" in message
    assert message.endswith("(it asks to wait 3,600 s; llm.patience allows 300 s in all)")


def test_a_wait_beyond_all_measure_is_told_too():
    endless = {"retry-after": "9" * 400}
    assert "it asks to wait very long" in error_on((503, BUSY, endless), retries=5)


def test_geminis_wait_in_words_is_heeded():
    quota = [{"error": {"code": 429, "message": "Quota exceeded.\nPlease retry in 3600.5s."}}]
    message = error_on((429, quota), retries=5)
    assert "429 Quota exceeded. Please retry in 3600.5s: the server limits requests" in message
    assert "(it asks to wait 3,600 s; llm.patience allows 300 s in all)" in message


@pytest.mark.parametrize(
    ("status", "again", "times"),
    [(503, "false", 1), (429, "false", 1), (503, "maybe", 3), (418, "true", 3), (401, "true", 1)],
)
def test_a_server_says_whether_to_ask_again(status, again, times):
    with serving((status, BUSY, {**SOON, "x-should-retry": again})) as server:
        error_of(server, retries=2)
        assert len(server.asked) == times


@pytest.mark.parametrize(
    ("status", "body", "times"),
    [
        (503, {"error": {"message": "No available channel for model m"}}, 3),
        (500, {"error": {"message": "JSON schema conversion failed"}}, 1),
        (501, {"error": {"message": "not done"}}, 1),
        (429, {"error": {"message": "x", "code": "insufficient_quota"}}, 1),
        (429, {"error": {"message": "Request too large for m: tokens must be reduced"}}, 1),
        (500, {"error": {"message": "model requires more system memory"}}, 3),
    ],
)
def test_only_what_may_pass_is_asked_again(status, body, times):
    with serving((status, body, SOON)) as server:
        error_of(server, retries=2)
        assert len(server.asked) == times


@pytest.mark.parametrize("quote", ['"', "'"])
def test_the_quotes_of_dockers_env_file_are_no_part_of_a_key(monkeypatch, quote):
    monkeypatch.setenv("OPENAI_API_KEY", f"{quote}{KEY}{quote}")
    with serving((200, chat("x"))) as server:
        OpenAI("tiny", base_url=server.url).complete(ASK)
        assert server.asked[0][1]["Authorization"] == f"Bearer {KEY}"


def test_too_large_a_bound_on_answers_says_to_lower_it():
    refusal = OpenAI("tiny").endpoint.refusal(400, {}, {"error": {"message": TOO_LARGE}})
    assert refusal.message.endswith("is 1024 tokens: lower llm.answer_tokens")
    assert not refusal.temporary


def test_a_wait_that_an_error_at_status_200_asks_for_is_heeded():
    busy = {"error": {"code": 429, "message": "Slow down. Please try again in 1h."}}
    message = error_on((200, busy), retries=5)
    assert "Please try again in 1h: the server limits requests" in message
    assert "(it asks to wait 3,600 s; llm.patience allows 300 s in all)" in message
