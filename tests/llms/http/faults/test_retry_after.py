import time
from email.utils import formatdate

import pytest

from deckard.llms.http.faults.retry_after import wanted_wait

RETRY_INFO = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "37.5s"}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3"}, 3),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after-ms": "250", "retry-after": "3"}, 0.25),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "1.2.3"}, None),
        ({}, None),
    ],
)
def test_the_headers_say_how_long_to_wait(headers, seconds):
    assert wanted_wait(headers, None, "") == seconds


def test_a_date_is_waited_for():
    later = {"retry-after": formatdate(time.time() + 1000, usegmt=True)}
    assert wanted_wait(later, None, "") == pytest.approx(1000, abs=5)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Quota exceeded.\nPlease retry in 37.1s.", 37.1),
        ("Please try again in 7m12s. Visit the docs", 432),
        ("Please try again in 1h2m3s", 3723),
        ("Please try again in 438ms.", 0.438),
        ("Try again in 5 seconds. Passed model=m", 5),
        ("Please wait 12345 seconds before retrying.", 12345),
        ("try again in 2 minutes", 120),
        ("try again in 3 smiles", None),
        ("try again in 2 months", None),
        ("try again later", None),
        ("tokens per min: Limit 3", None),
    ],
)
def test_a_message_says_how_long_to_wait_where_the_headers_do_not(text, seconds):
    assert wanted_wait({}, text, text) == (None if seconds is None else pytest.approx(seconds))
    assert wanted_wait({"retry-after": "9"}, text, text) == 9


@pytest.mark.parametrize("is_list", [True, False])
def test_googles_retry_info_says_how_long_to_wait(is_list):
    body = {"error": {"code": 429, "message": "Quota", "details": [{"x": 1}, RETRY_INFO]}}
    assert wanted_wait({}, [body] if is_list else body, "Quota") == 37.5
