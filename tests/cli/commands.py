"""Commands run in the process of a test."""

import socket

from typer.testing import CliRunner

from deckard.cli.app import app

GONE = ["llm.name=openai", "llm.model=m", "llm.retries=0"]
"""Settings of a language model whose server does not answer."""


def deckard(*words):
    return CliRunner().invoke(app, [str(word) for word in words])


def fails_in_one_line(result, *fragments):
    """Whether a command failed as deckard errors do."""
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    *progress, error = result.stderr.splitlines()
    assert error.startswith("deckard: ")
    assert all(line.startswith("  ") for line in progress)
    assert "Traceback" not in result.output
    for fragment in fragments:
        assert fragment in error


def closed_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
