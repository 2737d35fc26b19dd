"""The fenced blocks of a page, and what the comment above each says of running it.

A comment that a reader does not see stands on the line above a block:

    <!-- not run: needs Docker -->     it is only parsed
    <!-- run: slow -->                 it is run by `pytest -m slow`
    <!-- run: exit 3 -->               it ends with this exit code (`exit 0 or 1`: one of them)
    <!-- run: in clone -->             it is run in a clone of the repository
    <!-- terminal -->                  each of its lines goes on in a terminal of its own
    <!-- file: NAME -->                the reader saves it under this name
    <!-- needs: MODULE -->             it is left out where the module is not installed
    <!-- output -->                    what the block before it prints; `...` stands for anything
    <!-- output: shortened -->         the same with lines left out, and parts of lines

A page that begins where another ends says so once: `<!-- after: README.md -->`.
"""

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = (
    "README.md",
    "CONTRIBUTING.md",
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").rglob("*.md")),
)
MARKS = ("not run", "run", "terminal", "file", "needs", "output")
LANGUAGES = ("bash", "python", "yaml", "text", "mermaid")
FENCE = re.compile(
    r"^(?:<!-- (?P<mark>[^\n]*?) -->\n)?```(?P<language>\w*)\n(?P<text>.*?)^```$", re.S | re.M
)
AFTER = re.compile(r"^<!-- after: (\S+) -->$", re.M)


@dataclass(frozen=True)
class Block:
    """One fenced block."""

    page: str
    line: int
    language: str
    text: str
    mark: str = ""
    """What the comment is of, one of MARKS, or nothing."""
    said: str = ""
    """What stands behind the colon of the comment."""

    @property
    def is_command(self) -> bool:
        """Whether it is of lines for a shell."""
        return self.language == "bash"

    @property
    def is_slow(self) -> bool:
        """Whether it takes longer than a change should wait for."""
        return (self.mark, self.said) == ("run", "slow")

    @property
    def exit_codes(self) -> tuple[int, ...]:
        """The codes with which it may end."""
        if self.mark == "run" and self.said.startswith("exit "):
            return tuple(map(int, re.findall(r"\d+", self.said)))
        return (0,)

    @property
    def lines(self) -> list[str]:
        """Its commands, without the comments behind them."""
        lines = (line.partition("  #")[0].strip() for line in self.text.splitlines())
        return [line for line in lines if line and not line.startswith("#")]


def blocks(page: str) -> list[Block]:
    """Return the blocks of a page, in their order."""
    return blocks_in((ROOT / page).read_text(encoding="utf-8"), page)


def blocks_in(text: str, page: str) -> list[Block]:
    """Return the blocks of a text."""
    return [_block(text, page, match) for match in FENCE.finditer(text)]


def _block(text: str, page: str, match: re.Match) -> Block:
    mark, _, said = (match["mark"] or "").partition(":")
    line = text.count("\n", 0, match.start()) + 1
    return Block(page, line, match["language"], match["text"], mark, said.strip())


def before(page: str) -> str | None:
    """Return the page in whose folder a page begins, if it says so."""
    named = AFTER.search((ROOT / page).read_text(encoding="utf-8"))
    return None if named is None else named[1]
