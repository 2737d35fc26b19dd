import json

import pytest

from deckard.llms.http.faults.body_texts import LONGEST_TEXT
from deckard.llms.http.faults.fault_kinds import FaultKind
from deckard.llms.http.faults.server_messages import is_filtered, read_server_message

KEY = "API key not valid. Please pass a valid API key."
BODIES = [
    ({"error": {"message": KEY}}, KEY),
    ({"error": KEY}, KEY),
    ({"message": KEY}, KEY),
    ([{"error": {"code": 400, "message": KEY}}], KEY),
    ({"detail": KEY}, KEY),
    ({"detail": [{"loc": ["body", "seed"], "msg": "Extra inputs"}]}, "seed: Extra inputs"),
    ({"errors": [{"code": 1, "message": "a"}, {"code": 2, "message": "b"}]}, "a; b"),
    ({"errors": {"seed": ["is unknown"]}}, "seed: is unknown"),
    ("plain\n text", "plain text"),
    (b"plain bytes", "plain bytes"),
    ("<html><head><title>\n502 Bad Gateway</title></head>...", "502 Bad Gateway"),
    ("<h1>Not &amp; Found</h1><script>x = 1</script>", "Not & Found"),
    (json.dumps({"error": {"message": KEY}}), KEY),
    ({"error": {"message": json.dumps({"error": {"message": KEY}})}}, KEY),
    (
        {"error": {"message": "Provider failed", "metadata": {"raw": '{"error": "upstream"}'}}},
        "Provider failed; upstream",
    ),
    ("", ""),
    (None, ""),
    ({}, ""),
    ([], ""),
    (7, ""),
]


@pytest.mark.parametrize(("body", "text"), BODIES)
def test_the_servers_words_are_taken_out_of_any_form_of_body(body, text):
    assert read_server_message(400, body).text == text


def test_an_option_is_named_as_a_word_and_never_as_a_part_of_one():
    message = read_server_message(
        400, {"error": {"message": "For more information see max_tokens"}}
    )
    assert [message.names(word) for word in ("format", "tokens", "max_tokens")] == [
        False,
        False,
        True,
    ]


def test_what_a_server_echoes_of_the_request_is_not_what_it_names():
    detail = {"loc": ["body", "seed"], "msg": "Extra inputs", "input": {"temperature": 0}}
    message = read_server_message(422, {"detail": [detail]})
    assert message.param == "seed"
    assert [message.refuses(option) for option in ("temperature", "seed")] == [False, True]


def test_a_filters_refusal_is_told_by_its_code():
    filtered = {"error": {"code": "content_filter", "message": "The response was filtered"}}
    assert is_filtered(read_server_message(400, filtered))
    assert not is_filtered(read_server_message(400, {"error": {"message": "no temperature"}}))
    assert read_server_message(400, [{"error": {"message": KEY}}]).kind is FaultKind.KEY


@pytest.mark.parametrize(
    "body",
    ["<script" * 9000, "[{'" + "[" * 60_000, '{"error":' * 9000, "model/" * 11_000, "[" * 60_000],
)
def test_a_body_that_is_made_to_hurt_is_a_short_message(body):
    assert len(read_server_message(400, body).text) <= LONGEST_TEXT


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_busy_server_gives_no_answer_of_the_model(status):
    error = {"code": "json_validate_failed", "message": "Try later.", "failed_generation": "log {"}
    message = read_server_message(status, {"error": error})
    assert message.answer is None
    assert message.kind is not FaultKind.ANSWER
    assert read_server_message(400, {"error": error}).answer == "log {"


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_filter_that_fails_refuses_no_question(status):
    error = {"code": "content_filter_error", "message": "The content filter is not available."}
    assert not is_filtered(read_server_message(status, {"error": error}))


def test_a_text_that_failed_counts_only_where_the_server_says_so():
    error = {"code": "rate_limit_exceeded", "message": "Slow down.", "failed_generation": "log"}
    assert read_server_message(400, {"error": error}).answer is None
