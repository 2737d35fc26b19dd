"""Makes text safe to show: item names and answers may hold control sequences."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text

PICTURES = 0x2400
"""The code point from which Unicode has pictures of the control characters 0 to 31."""
DELETE = 0x7F
"""The control character that is not among these."""
PLAIN = {
    "✓": "+", "✗": "x", "·": ".", "…": "...", "“": '"', "”": '"', "→": "->", "�": "?",
    "├": "|", "└": "`", "│": "|", "─": "-", "▁": "_", "▂": "_", "▃": ".", "▄": "-", "▅": "-",
    "▆": "=", "▇": "=", "█": "#", "␡": "^?",
}  # fmt: skip
"""ASCII replacements of our own marks, for terminals that show nothing else."""


def visible_text(text: str) -> str:
    """Return the text on one line, with every unprintable character replaced by a visible one."""
    return text if text.isprintable() else "".join(map(_seen, text))


def _seen(character: str) -> str:
    if character.isprintable():
        return character
    if ord(character) < ord(" "):
        return chr(PICTURES + ord(character))
    return "␡" if ord(character) == DELETE else "\N{REPLACEMENT CHARACTER}"


def row(*parts: "str | tuple[str, str] | Text") -> "Text":
    """Return one line of texts, each plain or with a style, made visible (see `visible_text`)."""
    from rich.text import Text  # which commands that print no colours do without

    return Text.assemble(*(_part(part) for part in parts))


def _part(part: "str | tuple[str, str] | Text") -> "str | tuple[str, str] | Text":
    if isinstance(part, tuple):
        text, style = part
        return visible_text(text), style
    return visible_text(part) if isinstance(part, str) else part


def plain_replacement(error: UnicodeError) -> tuple[str, int]:
    """Replace characters that an encoding lacks: a handler for `codecs.register_error`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    characters = error.object[error.start : error.end]
    return "".join(map(_plain, characters)), error.end


def _plain(character: str) -> str:
    if 0 <= (code := ord(character) - PICTURES) < ord(" "):
        return f"^{chr(ord('@') + code)}"
    return PLAIN.get(character, "?")
