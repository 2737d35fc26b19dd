import json

import pytest

from deckard.errors import LLMError
from deckard.llms import Request
from deckard.llms.http.capabilities import fits
from deckard.llms.http.openai import OpenAI
from tests.llms.server import chat, refusing, serving

SCHEMA = {
    "type": "object",
    "required": ["item"],
    "properties": {"item": {"type": "string"}, "tool": {"type": "string"}},
}
FIT = (200, chat('{"item": "log"}'))
PROSE = (200, chat("You punch a tree."))


def ask(at, times=1, **options):
    llm = OpenAI("tiny", base_url=at.url, **{"retries": 0} | options)
    for k in range(times):
        llm.complete(Request("log", "S", f"U{k}", schema=SCHEMA))
    return [body.get("response_format", {}).get("type") for _, _, body in at.asked]


def test_a_schema_is_sent_and_held_to():
    with serving(FIT) as server:
        assert ask(server, 3) == ["json_schema"] * 3
        sent = server.asked[0][2]["response_format"]["json_schema"]
    assert sent == {"name": "answer", "strict": True, "schema": SCHEMA}


def test_a_form_that_is_refused_is_dropped_once_with_one_line(caplog):
    with serving(refusing("json_schema", FIT, "{} is not supported")) as server:
        assert ask(server, 3) == ["json_schema", *["json_object"] * 3]
    assert len(caplog.messages) == 1
    assert caplog.messages[0].endswith("refuses json_schema: answers are asked for as json_object")


def test_without_any_form_the_words_of_the_prompt_are_left(caplog):
    with serving(refusing("response_format", FIT, "unknown field {}")) as server:
        assert ask(server, 3) == ["json_schema", "json_object", None, None, None]
    assert len(caplog.messages) == 2


def test_a_schema_that_three_answers_ignore_is_sent_no_more(caplog):
    with serving(PROSE) as server:
        assert ask(server, 5) == [*["json_schema"] * 3, None, None]
    assert len(caplog.messages) == 1
    assert "ignores json_schema" in caplog.messages[0]


def test_one_answer_in_prose_among_many_changes_nothing():
    with serving(FIT, PROSE, PROSE, PROSE, PROSE, FIT) as server:
        assert ask(server, 7) == ["json_schema"] * 7


def test_an_answer_that_was_cut_off_ignores_nothing():
    with serving((200, chat('{"item": "lo', finish="length"))) as server:
        assert ask(server, 2) == ["json_schema"] * 2


def test_a_form_that_the_config_fixes_is_kept_whatever_comes():
    with serving(PROSE) as server:
        assert ask(server, 2, structured="json_schema") == ["json_schema"] * 2
    with serving(FIT) as server:
        assert ask(server, 2, structured="prompt") == [None, None]
    with serving(FIT) as server:
        assert ask(server, 1, structured="json_object") == ["json_object"]
    with serving(refusing("json_schema", FIT)) as server, pytest.raises(LLMError, match="400"):
        ask(server, 1, structured="json_schema")


def test_a_server_known_to_ignore_schemas_is_not_sent_any():
    with serving(FIT) as server:
        assert ask(server, 1, server="deepseek", api_key_env="NONE") == [None]


def test_newer_models_get_the_bound_under_its_newer_name():
    words = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."
    with serving(refusing('"max_tokens"', FIT, words)) as server:
        ask(server, 2)
        assert [body.get("max_completion_tokens") for _, _, body in server.asked] == [
            None,
            1000,
            1000,
        ]


def test_several_refusals_are_met_one_after_the_other():
    chain = refusing("temperature", refusing('"max_tokens"', refusing("json_schema", FIT)))
    with serving(chain) as server:
        assert ask(server, 2)[-2:] == ["json_object"] * 2
        assert len(server.asked) == 5


def test_a_refusal_of_anything_else_is_an_error():
    with serving((400, {"error": {"message": "the model is asleep"}})) as server:
        with pytest.raises(LLMError, match="the model is asleep"):
            ask(server)
        assert len(server.asked) == 1


def test_what_was_learnt_is_set_again_for_the_same_server_only():
    with serving(refusing("temperature", FIT)) as server:
        first = OpenAI("tiny", base_url=server.url)
        first.complete(Request("log", "S", "U", schema=SCHEMA))
        second, other = OpenAI("tiny", base_url=server.url), OpenAI("big", base_url=server.url)
        second.restore_capabilities(first.capabilities())
        other.restore_capabilities(json.loads(json.dumps(first.capabilities())))
    assert second.server.sampling == {"max_tokens": 1000}
    for odd in (
        {"refused": 5},
        {"refused": [["x"]]},
        {"dropped": "pattern"},
        {"form": ["a"]},
        {"form": None},
        {"form": "json_schema", "trial": 3},
    ):
        other.restore_capabilities({"of": other.server.who} | odd)
    assert other.server.sampling == {"temperature": 0.0, "max_tokens": 1000}


def test_a_refusal_that_dropping_does_not_cure_teaches_nothing():
    stubborn = (400, {"error": {"message": "this schema and temperature: no, for whatever reason"}})
    with serving(stubborn) as server:
        llm = OpenAI("tiny", base_url=server.url, retries=0)
        before = llm.capabilities()
        with pytest.raises(LLMError, match="for whatever reason"):
            llm.complete(Request("log", "S", "U", schema=SCHEMA))
    assert len(server.asked) > 1
    assert llm.capabilities() == before


def test_words_that_hold_the_name_of_an_option_refuse_nothing():
    verify = "Your organization must be verified to use this model. For more information see docs."
    with serving((400, {"error": {"message": verify}})) as server:
        with pytest.raises(LLMError, match="must be verified"):
            ask(server)
        assert len(server.asked) == 1


def test_a_body_that_repeats_the_request_costs_no_option_but_the_named_one():
    def picky(body):
        if "temperature" not in body:
            return FIT
        detail = {"loc": ["body", "temperature"], "msg": "Extra inputs are not permitted"}
        return 422, {"detail": [detail | {"input": body}]}

    with serving(picky) as server:
        assert ask(server) == ["json_schema"] * 2
        assert server.asked[-1][2]["max_tokens"] == 1000


def test_what_an_earlier_version_learnt_is_still_read():
    with serving(FIT) as server:
        llm = OpenAI("tiny", base_url=server.url)
        llm.restore_capabilities({"of": llm.server.who, "form": "prompt", "refused": []})
        llm.complete(Request("log", "S", "U", schema=SCHEMA))
        assert "response_format" not in server.asked[0][2]
        assert llm.capabilities()["trial"]["state"] == "off"


@pytest.mark.parametrize(
    ("text", "fitting"),
    [
        ('{"item": "log"}', True),
        ('{"item": "log", "tool": "axe"}', True),
        ('{"tool": "axe"}', False),
        ('{"item": "log", "colour": 1}', False),
        ('{"item": 5}', False),
        ('{"item": "log", "tool": null}', False),
        ('["item"]', False),
        ('Sure: {"item": "log"}', False),
        ("[" * 100_000, False),
    ],
)
def test_what_fits_a_schema(text, fitting):
    assert fits(SCHEMA, text) is fitting
