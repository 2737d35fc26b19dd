import pytest

from deckard.llms.http.wire.addresses import is_host_of, redirect_message, without_secrets

BASE = "http://models.example/api/v1"
ASKED = f"{BASE}/chat/completions"


@pytest.mark.parametrize(
    ("location", "message"),
    [
        (
            "https://models.example/api/v1/chat/completions",
            "redirects to https://models.example/api/v1/chat/completions: set llm.base_url to "
            "https://models.example/api/v1",
        ),
        (
            "/v2/chat/completions?key=sk-1#x",
            "redirects to http://models.example/v2/chat/completions: set llm.base_url to "
            "http://models.example/v2",
        ),
        (
            "https://me:pass@login.example/?next=sk-1",
            "redirects to https://login.example/: correct llm.base_url",
        ),
        (
            "completions/",
            "redirects to http://models.example/api/v1/chat/completions/: correct llm.base_url",
        ),
        (ASKED, f"redirects to {ASKED}, which is itself: correct llm.base_url"),
        (None, "redirects, but does not say where to: correct llm.base_url"),
        ("", "redirects, but does not say where to: correct llm.base_url"),
        ("http://[::1", "redirects to what is no address: correct llm.base_url"),
    ],
)
def test_a_redirect_names_its_target_without_secrets_and_the_right_address(location, message):
    assert redirect_message(BASE, ASKED, location) == message


def test_a_slash_at_the_end_of_the_address_makes_no_difference():
    target = "https://models.example/api/v1/chat/completions"
    assert "to https://models.example/api/v1" in redirect_message(f"{BASE}/", ASKED, target)


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://api.openai.com/v1", True),
        ("https://openai.com", True),
        ("https://eu.api.openai.com/v1", True),
        ("https://notopenai.com/v1", False),
        ("https://openai.com.evil.example/v1", False),
        ("https://evil.example/openai.com", False),
        ("https://me.openai.azure.com/openai/v1", False),
        ("http://api.openai.com/v1", False),
        ("http://127.0.0.1:1/v1", False),
    ],
)
def test_a_server_is_its_makers_only_by_the_end_of_its_host_and_over_tls(url, own):
    assert is_host_of(url, "openai.com") is own


def test_an_address_is_shown_without_user_password_and_query():
    assert without_secrets("https://me:pass@host:1/v1?key=a#b") == "https://host:1/v1"
