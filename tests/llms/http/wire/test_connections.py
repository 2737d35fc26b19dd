"""What hinders a connection is named with its cure, and asked again only if it may pass."""

import datetime
import ssl
from contextlib import contextmanager, suppress

import pytest
import trustme

from deckard.errors import LLMError
from deckard.llms import Request
from deckard.llms.http import endpoint
from deckard.llms.http.openai import OpenAI
from tests.llms.http.wire.test_transport import REPLY, head
from tests.llms.server import chat, serving, speaking

ASK = Request("log", "Be brief.", "USER log")
FAR, FAR_PLAIN = "https://models.invalid/v1", "http://models.invalid/v1"
YESTERDAY = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
GOOD = head(200, f"Content-Length: {len(REPLY)}") + REPLY


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret-0123456789")
    monkeypatch.setattr(endpoint, "FIRST_PAUSE", 0.001)


def error_of(url, retries=2):
    with pytest.raises(LLMError) as caught:
        OpenAI("tiny", base_url=url, retries=retries, timeout=5).complete(ASK)
    message = str(caught.value)
    assert "\n" not in message
    assert "very-secret" not in message
    return message


@pytest.fixture(scope="module")
def authority():
    return trustme.CA()


@contextmanager
def secured(certificate):
    """Serve a good reply over TLS; yield the URL and the handshakes that were begun."""
    context, begun = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), []
    certificate.configure_cert(context)

    def say(connection):
        begun.append(1)
        with suppress(ssl.SSLError, OSError), context.wrap_socket(connection, True) as inner:
            inner.recv(1_000_000)
            inner.sendall(GOOD)

    with speaking(say, reads=False) as url:
        yield url.replace("http://127.0.0.1", "https://localhost"), begun


def test_a_certificate_that_is_not_trusted_is_refused_at_once_with_the_variable_that_helps(
    authority, monkeypatch, tmp_path
):
    with secured(authority.issue_cert("localhost")) as (url, begun):
        message = error_of(url)
        assert "its certificate is refused" in message
        assert "SSL_CERT_FILE" in message
        assert len(begun) == 1, "it was asked again"
        authority.cert_pem.write_to_path(tmp_path / "ca.pem")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        assert OpenAI("tiny", base_url=url).complete(ASK).text == "punch a tree"


@pytest.mark.parametrize(
    ("names", "options", "cure"),
    [
        (["localhost"], {"not_after": YESTERDAY}, "renew it, or set this machine's clock"),
        (["elsewhere.example"], {}, "it is for another host: correct llm.base_url"),
    ],
)
def test_a_certificate_that_is_over_or_of_another_host_says_so(
    authority, monkeypatch, tmp_path, names, options, cure
):
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with secured(authority.issue_cert(*names, **options)) as (url, begun):
        assert cure in error_of(url)
        assert len(begun) == 1


def test_https_for_a_server_without_tls_says_http():
    with serving((200, chat("x"))) as server:
        assert "llm.base_url begins with http:// there" in error_of(server.url.replace("p:", "ps:"))


@pytest.mark.parametrize(
    ("first", "cure"),
    [
        (b"\x15\x03\x03\x00\x02\x02\x46", "llm.base_url begins with https:// there"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "does not speak HTTP: correct llm.base_url"),
    ],
)
def test_what_does_not_speak_http_is_asked_once(first, cure):
    asked = []
    with speaking(lambda connection: (asked.append(1), connection.sendall(first))) as url:
        assert cure in error_of(url)
    assert len(asked) == 1


def test_a_connection_that_is_lost_is_asked_again_and_told():
    with speaking(lambda connection: None) as url:
        message = error_of(url)
    assert "the connection was lost" in message
    assert "(asked 3 times)" in message


def test_a_host_without_an_address_is_named():
    assert "there is no address of models.invalid" in error_of(FAR, retries=0)


def closed():
    with serving((200, chat("x"))) as server:
        return server.url.removesuffix("/v1")


def test_a_refused_connection_asks_for_server_and_address():
    assert "is the server running, and is llm.base_url right?" in error_of(f"{closed()}/v1")


@pytest.mark.parametrize(
    ("url", "variable"), [(FAR, "HTTPS_PROXY"), (FAR_PLAIN, "http_proxy"), (FAR, "ALL_PROXY")]
)
def test_a_proxy_that_is_not_there_is_named_with_its_variable(monkeypatch, url, variable):
    proxy = closed()
    monkeypatch.setenv(variable, proxy.replace("//", "//me:pass-word@"))
    message = error_of(url)
    assert f"cannot connect to the proxy {proxy} (of {variable})" in message
    assert f"unset {variable}, or add models.invalid to NO_PROXY" in message
    assert "pass-word" not in message


@pytest.mark.parametrize(
    ("answer", "words", "times"),
    [
        ((403, "Forbidden"), "does not connect to models.invalid (403", 1),
        ((407, "Proxy Authentication Required"), "wants a password (407", 1),
        ((502, "Bad Gateway"), "does not connect to models.invalid (502", 3),
    ],
)
def test_a_proxy_that_refuses_a_tunnel_is_named(monkeypatch, answer, words, times):
    asked = []
    reply = f"HTTP/1.1 {answer[0]} {answer[1]}\r\nContent-Length: 0\r\n\r\n".encode()
    with speaking(lambda connection: (asked.append(1), connection.sendall(reply))) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.removesuffix("/v1"))
        message = error_of(FAR)
    assert words in message
    assert "of HTTPS_PROXY" in message
    assert len(asked) == times


def test_a_proxy_that_wants_a_password_for_plain_http_is_named(monkeypatch):
    with serving((407, "<title>Proxy login</title>")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.removesuffix("/v1"))
        message = error_of(FAR_PLAIN)
        assert len(proxy.asked) == 1
    assert "wants a password (407)" in message
    assert "set user and password in HTTP_PROXY" in message


def test_an_error_by_way_of_a_proxy_names_the_proxy(monkeypatch):
    with serving((403, "<title>ERROR: not retrieved</title>")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.removesuffix("/v1"))
        message = error_of(FAR_PLAIN)
    assert "403 ERROR: not retrieved" in message
    assert "by way of the proxy http://127.0.0.1:" in message


PASSWORD = "pr0xy-w0rd"


@pytest.mark.parametrize("text", [PASSWORD, "pr0xy-w%30rd"])
def test_a_proxy_that_repeats_its_password_does_not_get_it_into_an_error(monkeypatch, text):
    with serving((403, f"no user joe with {PASSWORD} or {text}")) as proxy:
        at = proxy.url.removesuffix("/v1").replace("//", f"//joe:{text}@")
        monkeypatch.setenv("HTTP_PROXY", at)
        message = error_of(FAR_PLAIN)
    assert "no user joe with *** or ***" in message


@pytest.mark.parametrize("mark", ["/", "#", "?", "/@"])
def test_a_proxys_password_is_hidden_whatever_marks_make_it_no_address(monkeypatch, mark):
    monkeypatch.setenv("HTTP_PROXY", f"http://joe:{PASSWORD}{mark}x@127.0.0.1:9")
    message = error_of(FAR_PLAIN)
    assert PASSWORD not in message
    assert "the proxy http://127.0.0.1:9 (of HTTP_PROXY)" in message
