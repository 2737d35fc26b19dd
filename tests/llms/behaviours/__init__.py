"""How servers of language models behave, and what is right for each behaviour.

Each file `*.yaml` here is a list of behaviours, described by `Behaviour`. They are keyed by what
is right, as the protocols, the servers' documentation and public threads have it.
"""

import re
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import Field

from deckard.types import Frozen

FOLDER = Path(__file__).parent
FILES = tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))
THREAD = re.compile(r"[\w.-]+#\d+")
"""A public thread: repository#number."""
CURES = {
    "answer_tokens": r"answer_tokens",
    "api": r"api[=: ]+.?responses",
    "api_key_env": r"api_key_env",
    "base_url": r"base_url",
    "chat_api": r"api[=: ]+.?chat|base_url",
    "certificate": r"ssl_cert_file",
    "context": r"shorter|context|longer|answer_tokens|examples",
    "key": r"\bkey in \w+",
    "model": r"\bmodel\b.*\bmodel\b|correct model|use another model|another key or model",
    "option": r"\boption\b|extra_body|reasoning_effort",
    "patience": r"\bpatience\b",
    "proxy": r"\bproxy\b",
    "quota": r"quota|credit|balance",
    "region": r"region|country|countries",
    "server": r"server",
    "timeout": r"\btimeout\b",
    "verify": r"verif",
    "wait": r"\bwait\b|\blater\b|patience|retries|parallel",
}
"""What a message's cure must hold, by its keyword."""


class Reply(Frozen):
    """What a server sends, or does to the connection."""

    status: int = 200
    headers: dict[str, str] = {}
    body: Any = None
    """JSON where it is no text. `$answer` in it stands for a usable answer, `$bound` for the number
    of tokens that the request allows."""
    chat: dict[str, Any] | None = None
    """The body is a chat completion with this: `message`, and `choice` and `top` to lay over."""
    claude: dict[str, Any] | None = None
    """The body is a message in Anthropic's protocol with these fields."""
    response: dict[str, Any] | None = None
    """The body is a response of OpenAI's Responses API with these fields."""
    how: Literal[
        "whole",
        "half",
        "slow",
        "hang",
        "refused",
        "closed",
        "reset",
        "gzip",
        "chunked",
        "http10",
        "bom",
    ] = "whole"
    """How it is sent: `half` of it, `slow` in pieces, never, ..."""


class Behaviour(Frozen):
    """One behaviour of a server, and what is right."""

    id: str
    server: str
    """The server or provider that behaves like this."""
    source: str
    """A public thread, a page of documentation, or `protocol`."""
    reply: Reply = Reply()
    right: Literal["answer", "empty", "retried", "refused"]
    """What must become of the question.

    - answer: the usable answer in the reply is understood
    - empty: an answer without text, of a refusal, a filter or a cut; it is kept as the model's
    - retried: a temporary fault: it is asked again, and nothing of the fault is kept
    - refused: a lasting fault: an error at once, and nothing is kept as an answer
    """
    api: Literal["chat", "responses", "anthropic"] = "chat"
    llm: dict[str, Any] = {}
    """Options of the llm; `$port` and `$closed` stand for ports on the loopback interface."""
    env: dict[str, str] = {}
    """Variables of the environment; likewise. `$authority` is the file of that authority."""
    needs_tls: bool = False
    """Whether the server speaks TLS, with a certificate of an authority of its own."""
    while_sent: str | None = None
    """The server behaves like this while the request holds this option or keyword of a schema."""
    times: Annotated[int, Field(ge=1)] | None = None
    """Requests that meet it, where the answer comes after them; all if not given."""
    says: list[str] = []
    """Texts that the message of a fault must hold; `one|other` where either does."""
    never: list[str] = []
    """Texts that it must not hold, for they mislead."""
    cure: str | None = None
    """The keyword of the cure that it must name: one of `CURES`."""
    ended: str | None = None
    """Why an empty answer ended."""
    most_requests: Annotated[int, Field(ge=0)] | None = None
    """Requests that the question may take; 1 for a lasting fault if not given."""
    lacks: list[str] = []
    """What the last request must not hold any more."""
    holds: list[str] = []
    """What the last request must still hold."""

    @property
    def is_fault(self) -> bool:
        """Whether nothing of it may be kept as an answer."""
        return self.right in ("retried", "refused")

    @property
    def is_from_thread(self) -> bool:
        """Whether public threads tell of it."""
        return bool(THREAD.search(self.source))


def load_behaviours(*files: str) -> list[Behaviour]:
    """Return the behaviours of some files, or of all, in the order of the files."""
    texts = [(FOLDER / f"{file}.yaml").read_text(encoding="utf-8") for file in files or FILES]
    return [Behaviour.model_validate(one) for text in texts for one in yaml.safe_load(text)]
