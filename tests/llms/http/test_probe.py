"""What a server can do, found out over real HTTP."""

import json

import pytest

from deckard.llms.http.probing import questions
from deckard.llms.http.probing.questions import MOST
from tests.cli.test_app import deckard, fails_in_one_line
from tests.llms.server import chat, message, refusing, response, serving

KEY = "sk-very-secret-0123456789"
WHOLE = {
    "item": "log", "method": "collect", "ingredients": [], "station": None, "tool": None,
    "yield": 1, "source": "log",
}  # fmt: skip
YES = (200, chat("yes"))
REFUSED_EFFORT = (
    False,
    "low is refused: it will not be sent; llm.reasoning_effort=null spares the try",
)
ERROR = {"error": {"message": "no"}}


@pytest.fixture(autouse=True)
def key(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)


def probed(server, *settings, name="openai"):
    """Return what a probe prints, in JSON, and its exit code; the key is in neither stream."""
    given = [f"llm.name={name}", "llm.model=tiny-1", f"llm.base_url={server.url}", *settings]
    words = [word for setting in given for word in ("-s", setting)]
    shown, done = deckard("llm", "probe", *words), deckard("llm", "probe", *words, "--json")
    assert shown.exit_code == done.exit_code
    assert KEY not in shown.output + done.output
    document = json.loads(done.stdout)
    assert document["calls"] <= MOST
    for finding in document["findings"]:
        assert finding["what"] == "seconds" or finding["message"] in shown.stdout
    return document, done.exit_code


def said(document):
    return {f["what"]: (f["good"], f["message"]) for f in document["findings"]}


def holding(body):
    """Answer by the schema, if one is sent."""
    return 200, chat(json.dumps(WHOLE) if "response_format" in body else "yes")


def test_a_server_that_can_do_everything_can_be_used():
    with serving(holding) as server:
        document, code = probed(server)
        assert len(server.asked) == 2 * document["calls"] == 4
    found = said(document)
    assert (code, document["usable"]) == (0, True)
    assert found["JSON schema"] == (True, "enforced")
    assert found["temperature"] == (True, "0 is accepted")
    assert found["tokens"] == (True, "told: 11 in, 7 out")
    assert found["key"] == (True, "that in OPENAI_API_KEY is accepted, or not looked at")
    assert found["model"] == (True, "tiny-1")
    assert found["USD"][1].startswith("unknown")


def test_a_schema_that_is_ignored_is_told_from_one_that_is_refused():
    with serving(YES) as server:
        found = said(probed(server)[0])
    assert found["JSON schema"][1].startswith("accepted and ignored")
    with serving(refusing("json_schema", YES)) as server:
        found = said(probed(server)[0])
    assert found["JSON schema"] == (False, "refused (400)")
    assert found["JSON object"][1].startswith("accepted and ignored")
    obeying = refusing("json_schema", lambda body: (200, chat('{"answer": "yes"}')))
    with serving(obeying) as server:
        assert said(probed(server)[0])["JSON object"] == (True, "accepted")
    with serving(refusing("response_format", YES)) as server:
        found = said(probed(server)[0])
    assert found["JSON object"] == (False, "refused: answers are asked for by words")


def test_parameters_that_are_refused_are_told():
    with serving(refusing('"temperature"', YES, "Unsupported: temperature")) as server:
        document, code = probed(server)
    assert code == 0
    assert said(document)["temperature"][1].startswith("0 is refused")
    with serving(refusing('"max_tokens"', holding, "Unsupported: max_tokens")) as server:
        document, code = probed(server)
    assert code == 0
    assert said(document)["max_tokens"][1].startswith("refused: max_completion_tokens is sent")
    assert said(document)["JSON schema"] == (True, "enforced")


def test_a_server_that_tells_no_tokens_or_has_another_model_is_noticed():
    reply = chat("yes", model="other")
    del reply["usage"]
    with serving((200, reply)) as server:
        found = said(probed(server, "llm.temperature=null")[0])
    assert found["tokens"][1].startswith("not told")
    assert found["model"] == (True, "answers, and calls itself other")
    assert found["temperature"] == (True, "none is sent")


@pytest.mark.parametrize(
    ("reply", "what", "words"),
    [
        ((401, ERROR), "key", "OPENAI_API_KEY was refused"),
        ((403, ERROR), "key", "may not do this"),
        ((404, ERROR), "model", "correct llm.model or llm.base_url"),
        ((400, {"error": {"message": "The model does not exist"}}), "model", "400"),
        ((429, ERROR, {"retry-after": "60"}), "answer", "limits requests"),
        ((500, KEY), "answer", "server's log"),
        ((200, "<html>Welcome</html>"), "answer", "is base_url right?"),
        ((None, ""), "reachable", "no answer within 0.4 s"),
    ],
)
def test_a_server_that_cannot_be_used_is_asked_once_and_the_cause_and_cure_told(reply, what, words):
    with serving(reply) as server:
        document, code = probed(server, "llm.timeout=0.4")
        assert len(server.asked) == 2 * document["calls"] == 2
    assert (code, document["usable"]) == (1, False)
    good, cause = said(document)[what]
    assert not good
    assert words in cause
    assert what == "reachable" or said(document)["reachable"][0]


def cut(body):
    """Answer by the schema, as far as the bound on the answer lets it."""
    if "response_format" in body:
        return 200, chat(json.dumps(WHOLE)[:20], finish="length")
    return 200, chat("yes")


def odd(body):
    """Answer in fields of the right names, with anything in them."""
    return 200, chat(json.dumps({name: [] for name in WHOLE}))


def test_an_answer_that_was_cut_off_says_nothing_of_the_schema():
    with serving(cut) as server:
        assert "raise llm.answer_tokens" in said(probed(server)[0])["JSON schema"][1]


def test_names_alone_do_not_make_an_answer_fit():
    with serving(odd) as server:
        assert said(probed(server)[0])["JSON schema"][1].startswith("accepted and ignored")


def test_who_asked_too_soon_asks_once_more(monkeypatch):
    monkeypatch.setattr(questions, "SHORTEST_PAUSE", 0.01)
    early = (429, ERROR)
    with serving(early, holding) as server:
        document, code = probed(server)
        assert len(server.asked) == 1 + 2 * document["calls"]
    assert (code, document["usable"]) == (0, True)


def test_a_server_that_is_not_there_is_asked_for():
    with serving(YES) as server:
        pass
    document, code = probed(server)
    assert code == 1
    assert "is the server running" in said(document)["reachable"][1]


def test_without_a_key_nothing_is_asked(monkeypatch):
    monkeypatch.delenv("GROQ_API_KEY", raising=False)
    done = deckard("llm", "probe", "-s", "llm.name=groq", "-s", "llm.model=m")
    assert done.exit_code == 1
    assert "set the environment variable GROQ_API_KEY" in done.stdout
    assert "0 questions asked" in done.stdout


def test_a_server_on_this_machine_wants_no_key():
    with serving(YES) as server:
        assert said(probed(server, name="ollama")[0])["key"] == (True, "none is wanted")


def test_anthropics_own_protocol_is_probed(monkeypatch):
    pytest.importorskip("anthropic", reason="needs the extra: pip install 'deckard-awm[anthropic]'")
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    with serving((200, message("yes"))) as server:
        url = f"llm.base_url={server.url.removesuffix('/v1')}"
        document, code = probed(server, url, name="anthropic")
    assert code == 0
    assert said(document)["JSON schema"][1].startswith("accepted and ignored")


def test_an_effort_that_claude_refuses_is_named_as_the_config_names_it(monkeypatch):
    pytest.importorskip("anthropic", reason="needs the extra: pip install 'deckard-awm[anthropic]'")
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    with serving(refusing("effort", (200, message("yes")))) as server:
        url = f"llm.base_url={server.url.removesuffix('/v1')}"
        document, code = probed(server, url, "llm.reasoning_effort=low", name="anthropic")
    assert (code, said(document)["reasoning_effort"]) == (0, REFUSED_EFFORT)


def test_an_effort_that_the_responses_api_refuses_is_named_so_too():
    with serving(refusing("reasoning", (200, response("yes")))) as server:
        document, code = probed(server, "llm.api=responses", "llm.reasoning_effort=low")
    assert (code, said(document)["reasoning_effort"]) == (0, REFUSED_EFFORT)


def test_what_asks_no_server_cannot_be_probed():
    fails_in_one_line(deckard("llm", "probe"), "asks no server")


def test_the_model_that_noise_is_laid_over_is_probed():
    with serving(holding) as server:
        inner = f"llm.inner={{name: ollama, model: tiny-1, base_url: '{server.url}'}}"
        done = deckard("llm", "probe", "-s", "llm.name=noisy", "-s", inner)
    assert done.exit_code == 0, done.output
    assert "tiny-1 can be used" in done.stdout


def test_keywords_of_the_schema_that_are_refused_are_told_and_the_rest_is_enforced():
    words = "In context=('properties', 'yield'), '{}' is not permitted."
    with serving(refusing("minimum", refusing("maxItems", holding, words), words)) as server:
        found = said(probed(server)[0])
    assert found["schema keywords"] == (False, "refused, and left out: minimum, maxItems")
    assert found["JSON schema"] == (True, "enforced")


def test_a_server_without_a_seed_is_told_from_one_that_takes_it():
    with serving(holding) as server:
        assert said(probed(server)[0])["seed"] == (True, "accepted, or not looked at")
    with serving(refusing('"seed"', holding, "Unsupported: seed")) as server:
        document, code = probed(server)
    assert code == 0
    assert said(document)["seed"] == (False, "1 is refused: it will not be sent")


def test_a_schema_that_is_refused_without_a_word_is_no_reason_to_give_up():
    def silent(body):
        form = body.get("response_format", {}).get("type")
        return (400, "") if form == "json_schema" else (200, chat('{"answer": "yes"}'))

    with serving(silent) as server:
        found = said(probed(server)[0])
    assert found["JSON schema"] == (False, "refused (400)")
    assert found["JSON object"] == (True, "accepted")


def test_a_probe_ends_whatever_the_server_refuses():
    keywords = ("pattern", "minimum", "maximum", "maxItems", "anyOf", "enum", "strict", "temp")
    chain = refusing("json_schema", YES)
    for keyword in (*keywords, "max_tokens", "seed", "temperature"):
        chain = refusing(f'"{keyword}"', chain, f"Unknown field: {keyword}, {{}}")
    with serving(chain) as server:
        document, _ = probed(server)
    assert document["calls"] == MOST
    assert said(document)["JSON schema"][1].startswith(f"not found out: {MOST} questions")
