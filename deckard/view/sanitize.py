"""Words of strangers, fit to be shown: item names and answers may hold what steers a terminal."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.text import Text

PICTURES, DELETE = 0x2400, 0x7F
"""Where Unicode has a picture for each control character; the one that is not at the beginning."""
PLAIN = {
    "✓": "+", "✗": "x", "·": ".", "…": "...", "“": '"', "”": '"', "→": "->", "�": "?",
    "├": "|", "└": "`", "│": "|", "─": "-", "▁": "_", "▂": "_", "▃": ".", "▄": "-", "▅": "-",
    "▆": "=", "▇": "=", "█": "#", "␡": "^?",
}  # fmt: skip
"""What stands for our own marks where the terminal has ASCII alone."""


def visible_text(text: str) -> str:
    """Return a text of the same length on one line, in which every character can be seen."""
    return text if text.isprintable() else "".join(map(_seen, text))


def _seen(character: str) -> str:
    if character.isprintable():
        return character
    if ord(character) < ord(" "):
        return chr(PICTURES + ord(character))
    return "␡" if ord(character) == DELETE else "\N{REPLACEMENT CHARACTER}"


def row(*parts: "str | tuple[str, str] | Text") -> "Text":
    """Return one line of words, each with its style if it has one; all of it can be seen."""
    from rich.text import Text  # which commands that print no colours do without

    return Text.assemble(*(_part(part) for part in parts))


def _part(part: "str | tuple[str, str] | Text") -> "str | tuple[str, str] | Text":
    if isinstance(part, tuple):
        text, style = part
        return visible_text(text), style
    return visible_text(part) if isinstance(part, str) else part


def plain_replacement(error: UnicodeError) -> tuple[str, int]:
    """Stand in for what an encoding lacks: an error handler for `codecs.register_error`."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    characters = error.object[error.start : error.end]
    return "".join(map(_plain, characters)), error.end


def _plain(character: str) -> str:
    if 0 <= (code := ord(character) - PICTURES) < ord(" "):
        return f"^{chr(ord('@') + code)}"
    return PLAIN.get(character, "?")
