"""What is said of a model that is served on this machine."""

import shlex
from collections.abc import Iterator

from deckard.llms.local.server import LocalServer


def serve_lines(server: LocalServer, parallel: int) -> Iterator[str]:
    """Say what is served, and how to use it.

    Args:
        server: The server.
        parallel: Questions that it answers at once.
    """
    model = server.model
    size = f"{model.size / 1e9:.1f} GB" if model.size >= 1e8 else f"{model.size / 1e6:.1f} MB"
    yield f"{model.name} ({size}, context {server.context:,}) at {server.url}; Ctrl-C ends it"
    options = f"llm.name=llamacpp -s {shlex.quote('llm.model=' + model.name)}"
    options += f" -s llm.base_url={server.url}"
    yield f"  deckard run -s {options} -s llm.parallel={parallel} -s llm.timeout=600"
