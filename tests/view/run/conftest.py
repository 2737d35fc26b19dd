"""A clock that the tests of what a running agent shows set by hand."""

import pytest


class Clock:
    """Seconds since the start, set by hand."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()
