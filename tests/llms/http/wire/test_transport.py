"""What comes over the wire: never for longer, nor more of it, than was bargained for."""

import gzip
import itertools
import json
import socket
import threading
import time

import pytest

from deckard.errors import LLMError
from deckard.llms import Request
from deckard.llms.http.openai import OpenAI
from tests.llms.server import chat, message, serving, speaking

ASK = Request("log", "Be brief.", "USER log")
REPLY = json.dumps(chat("punch a tree")).encode()
FAR = "https://models.invalid/v1"


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret-0123456789")


def error_of(url, **options):
    with pytest.raises(LLMError) as caught:
        OpenAI(**{"model": "tiny", "base_url": url, "retries": 0} | options).complete(ASK)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def head(status, *lines):
    return "\r\n".join([f"HTTP/1.1 {status} X", *lines, "", ""]).encode()


def dripping(before, drop, pause=0.05):
    """Send something, and then a little now and then, for long."""

    def say(connection):
        connection.sendall(before)
        for _ in range(200):
            connection.sendall(drop)
            time.sleep(pause)

    return say


def pouring(before, much):
    """Send something, and then a lot, some 60 MB."""

    def say(connection):
        connection.sendall(before)
        for _ in range(60):
            connection.sendall(much)

    return say


SLOW = {
    "headers": (dripping(b"HTTP/1.1 200 X\r\nX: ", b"a"), "no answer within 0.3 s"),
    "body": (dripping(head(200, "Content-Length: 5000"), b" "), "no answer within 0.3 s"),
    "body of an error": (dripping(head(500, "Content-Length: 5000"), b"x"), "500"),
    "body of a refusal": (dripping(head(401, "Content-Length: 5000"), b"x"), "was refused"),
}


@pytest.mark.parametrize("what", SLOW)
def test_a_byte_now_and_then_does_not_put_off_the_end(what):
    say, words = SLOW[what]
    OpenAI("tiny", base_url="http://127.0.0.1:1/v1").prepare()  # imports take their time
    began = time.monotonic()
    with speaking(say) as url:
        assert words in error_of(url, timeout=0.3)
    assert time.monotonic() - began < 3


BOMB = gzip.compress(bytes(50_000_000))
ZIPPED = f"Content-Length: {len(BOMB)}", "Content-Encoding: gzip"
LARGE = {
    "endless": (pouring(head(200), b" " * 1_000_000), "more than 8,000,000 bytes"),
    "endless error": (pouring(head(401), b"x" * 1_000_000), "was refused"),
    "bomb": (pouring(head(200, *ZIPPED) + BOMB, b""), "more than 8,000,000 bytes"),
    "error as a bomb": (pouring(head(403, *ZIPPED) + BOMB, b""), "may not do this"),
}


@pytest.mark.parametrize("what", LARGE)
def test_a_reply_without_an_end_is_not_read_to_its_end(what):
    say, words = LARGE[what]
    with speaking(say) as url:
        assert words in error_of(url)


@pytest.mark.parametrize(("status", "words"), [(200, "decompressed"), (401, "was refused")])
def test_a_body_that_cannot_be_decompressed_is_one_line(status, words):
    broken = (status, "\x1f\x8bgarbage", {"content-encoding": "gzip"})
    with serving(broken) as server:
        assert words in error_of(server.url)


def test_a_compressed_reply_is_read():
    zipped = gzip.compress(REPLY)
    lines = f"Content-Length: {len(zipped)}", "Content-Encoding: gzip"
    with speaking(lambda connection: connection.sendall(head(200, *lines) + zipped)) as url:
        assert OpenAI("tiny", base_url=url).complete(ASK).text == "punch a tree"


def test_a_server_on_this_machine_is_not_asked_for_by_way_of_a_proxy(monkeypatch):
    for name, kind in itertools.product(("HTTP_PROXY", "ALL_PROXY"), ("http", "socks5", "ftp")):
        monkeypatch.setenv(name, f"{kind}://127.0.0.1:1")
    with serving((200, chat("x"))) as server:
        assert OpenAI("tiny", base_url=server.url).complete(ASK).text == "x"


def test_a_server_elsewhere_is_asked_for_by_way_of_the_proxy(monkeypatch):
    with serving((200, chat("x"))) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.removesuffix("/v1"))
        llm = OpenAI("tiny", base_url="http://models.invalid/v1")
        assert llm.complete(ASK).text == "x"
        assert proxy.asked[0][0] == "http://models.invalid/v1/chat/completions"
        monkeypatch.setenv("NO_PROXY", "models.invalid")
        error_of("http://models.invalid/v1")
        assert len(proxy.asked) == 1


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        (
            "ALL_PROXY",
            "socks5://me:sk-pass@127.0.0.1:1",
            "socks5://127.0.0.1:1 (of ALL_PROXY) needs one more",
        ),
        ("HTTPS_PROXY", "ftp://127.0.0.1:1", "correct or unset HTTPS_PROXY"),
        ("SSL_CERT_FILE", "/nonexistent/ca.pem", "correct or unset SSL_CERT_FILE"),
    ],
)
def test_a_wrong_environment_is_named_in_one_line(monkeypatch, name, value, words):
    monkeypatch.setenv(name, value)
    message = error_of(FAR)
    assert words in message
    assert "sk-pass" not in message


ENVIRONMENT = {
    "OPENAI_ORG_ID": "org-mine",
    "OPENAI_PROJECT_ID": "proj-mine",
    "OPENAI_ADMIN_KEY": "sk-admin-mine",
    "OPENAI_WEBHOOK_SECRET": "whsec-mine",
    "OPENAI_BASE_URL": "http://127.0.0.1:9/mine",
    "OPENAI_CUSTOM_HEADERS": "X-Secret: mine\nAuthorization: Bearer mine\nUser-Agent: mine",
    "ANTHROPIC_AUTH_TOKEN": "token-mine",
    "ANTHROPIC_BASE_URL": "http://127.0.0.1:9/mine",
    "ANTHROPIC_CUSTOM_HEADERS": "X-Secret: mine\nAuthorization: Bearer mine\nX-Api-Key: mine",
    "ANTHROPIC_WEBHOOK_SIGNING_KEY": "whsec-mine",
    "ANTHROPIC_PROFILE": "mine",
}


@pytest.fixture
def environment_of_others(monkeypatch):
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("environment_of_others")
def test_what_the_environment_sets_for_openais_servers_goes_to_no_other():
    with serving((200, chat("x"))) as server:
        OpenAI("tiny", base_url=server.url).complete(ASK)
        path, headers, body = server.asked[0]
    assert "mine" not in f"{path} {headers} {body}"
    assert headers["Authorization"] == "Bearer sk-very-secret-0123456789"


@pytest.mark.usefixtures("environment_of_others")
def test_what_the_environment_sets_for_anthropics_servers_goes_to_no_other(monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-very-secret-0123456789")
    anthropic = pytest.importorskip("deckard.llms.http.anthropic")
    pytest.importorskip("anthropic")
    with serving((200, message("x"))) as server:
        anthropic.Anthropic("tiny", base_url=server.url.removesuffix("/v1")).complete(ASK)
        path, headers, body = server.asked[0]
    assert "mine" not in f"{path} {headers} {body}"
    assert headers["Authorization"] == "Bearer sk-very-secret-0123456789"


@pytest.mark.usefixtures("environment_of_others")
def test_openais_own_servers_get_what_the_environment_sets_for_them():
    llm = OpenAI("tiny", base_url="https://eu.api.openai.com/v1")
    llm.prepare()
    headers = llm._headers
    assert headers["X-Secret"] == "mine"
    assert headers["OpenAI-Organization"] == "org-mine"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed_and_its_target_is_told(status):
    with serving((200, chat("x"))) as elsewhere:
        target = f"{elsewhere.url}/chat/completions?key=sk-1"
        with serving((status, "", {"location": target})) as server:
            error = error_of(server.url, retries=3)
            assert len(server.asked) == 1
        assert elsewhere.asked == []
    assert error == (
        f"{server.url}: redirects to {elsewhere.url}/chat/completions: set llm.base_url to "
        f"{elsewhere.url}"
    )


def test_a_request_leaves_in_one_piece():
    pieces = []

    def answer(listening):
        connection, _ = listening.accept()
        with connection:
            pieces.append(connection.recv(1_000_000))
            connection.sendall(head(200, f"content-length: {len(REPLY)}") + REPLY)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=answer, args=(listening,))
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        assert OpenAI(model="tiny", base_url=url).complete(ASK).text == "punch a tree"
        thread.join()
    assert pieces[0].startswith(b"POST /v1/chat/completions")
    assert b"USER log" in pieces[0]
