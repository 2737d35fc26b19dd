"""The CPU time to read long answers of a language model, whatever they hold.

    python benchmarks/answers.py [--kilobytes 100] [--most 50]

Texts of one repeated shape, alone, before and behind a usable answer; and all answers of the
shipped recording as one list. It prints the slowest and exits with 1 when one takes longer than
`--most` milliseconds. Each is read twice, and the faster time counts.
"""

import argparse
import contextlib
import sys
import time
from collections.abc import Iterator

from deckard.dream.answers.parse import parse_recipe
from deckard.dream.priors.recorded import Recorded
from deckard.errors import BadCompletion

ANSWERS = Recorded().answers
ITEMS = sorted(ANSWERS)
TORCH = ANSWERS["torch"]
SHAPES = [
    "{", "[", "(", '"', "'", "\\", "|", ",", ":", ";", "=", "*", "`", "#", "-", "e", "9", "é",
    "合", "<", "</", "/*", "//", "<think>", "<think", "[THINK]", "<a>", "<item>", "</item>", "<a",
    '{"', "{'", "{#", "{//", "{{", "[a]", "{it}", '{"a":', '{"a":"', "{a:", "{a:'x", '{"a":[',
    '{"a":9', '{"a":1e', "[1,", '{"k":1}', '{"a":"{', "&quot;", '\\"', "\\n", '{"\\', "craft(",
    "craft(a=1)", "craft(a=1,", "dict(", '!craft("a",', "<parameter=item>", '<x_y="z"/>', "***",
    "```", "```json", '{"method":"craft"}', '{"method":"craft"', '{"ingredients":["',
    '[{"a":"{"},', '{"\\"a\\":',
]  # fmt: skip
LINES = [
    "\n", " ", "\t", ", ", ". ", "1 ", "or ", "| a | b |\n", "---|---\n", "key: value\n", "a = 1\n",
    "method: craft\n", "item: torch\nmethod: craft\n", "ingredients:\n  - a\n", "# a\n", "[a]\n",
    "ingredients:\n- item: coal\n  quantity: 1\n", "### ingredients\n", "item,method\n", "a,b\n",
    "item=a; method=craft; ", "method - ", "To craft a torch you need ", "1 coal and ",
    "craft torch from 1 coal ", "torch is made from ", '<x y="',
]  # fmt: skip


def main() -> None:
    """Read the texts and print the slowest."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kilobytes", type=int, default=100)
    parser.add_argument("--most", type=float, default=50, help="milliseconds")
    options = parser.parse_args()
    times = sorted(
        ((seconds(text), name) for name, text in texts(options.kilobytes * 1000)), reverse=True
    )
    for took, name in times[:10]:
        print(f"{took * 1000:6.1f} ms  {name}")
    print(f"{len(times)} texts, the slowest in {times[0][0] * 1000:.1f} ms of CPU")
    sys.exit(times[0][0] * 1000 > options.most)


def texts(length: int) -> Iterator[tuple[str, str]]:
    """Yield names and texts of a length."""
    for shape in [*SHAPES, *LINES]:
        many = shape * (length // len(shape))
        yield repr(shape), many
        yield f"{shape!r} before an answer", f"{many}\n{TORCH}"
        yield f"{shape!r} behind an answer", f"{TORCH}\n{many}"
    unknown = ", ".join(f'"thing {i}"' for i in range(length // 12))
    yield "unknown ingredients", f'{{"method": "craft", "ingredients": [{unknown}]}}'
    yield "one ingredient", f'{{"method": "craft", "ingredients": "a{" " * length}b"}}'
    yield "lists in lists", "[" * 900 + "1," * (length // 2) + "]" * 900
    yield "all answers", "[" + ",".join(ANSWERS.values()) + "]"


def seconds(text: str) -> float:
    """Return the CPU seconds to read a text, of two tries the fewer."""
    took = []
    for _ in range(2):
        begun = time.process_time()
        with contextlib.suppress(BadCompletion):
            parse_recipe("torch", text, ITEMS)
        took.append(time.process_time() - begun)
    return min(took)


if __name__ == "__main__":
    main()
