"""Tell what a language model thought aloud from what it answered."""

import re
from typing import NamedTuple

THOUGHTS = re.compile(
    r"<(?P<tag>think(?:ing)?|thought|reasoning|analysis|scratchpad)\b[^<>]{0,200}>"
    r".*?(?:</(?P=tag)>|\Z)"
    r"|<\|channel\|>analysis.*?(?:<\|end\|>|<\|channel\|>final|\Z)"
    r"|◁think▷.*?(?:◁/think▷|\Z)"
    r"|\[THINK\].*?(?:\[/THINK\]|\Z)"
    r"|```(?:think(?:ing)?|thoughts?|reasoning)\b.*?(?:```|\Z)",
    re.DOTALL | re.IGNORECASE,
)
"""Thoughts with their tags; those that never end run to the end of the text."""
UNOPENED = re.compile(
    r"\A.*(?:</(?:think(?:ing)?|thought|reasoning)>|◁/think▷|\[/THINK\])", re.DOTALL | re.IGNORECASE
)
"""Thoughts whose opening tag the server left out."""


class Parts(NamedTuple):
    """A text in two parts."""

    spoken: str
    """The text without the thoughts."""
    thoughts: str
    """The thoughts, with their tags."""


def part_thoughts(text: str) -> Parts:
    """Part a text from the model's thoughts in it."""
    thoughts: list[str] = []

    def keep(thought: re.Match[str]) -> str:
        thoughts.append(thought[0])
        return ""

    spoken = UNOPENED.sub(keep, THOUGHTS.sub(keep, text))
    return Parts(spoken, "\n".join(thoughts))
