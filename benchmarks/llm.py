"""The wall time of concurrent questions to a slow server, as a multiple of the ideal.

    python benchmarks/llm.py --parallel 16 --seconds 0.1

The ideal is items / parallel * seconds. The server runs on loopback in a process of its own and
takes `--seconds` for each answer. All items are asked as `deckard llm record` does, cassette
included; the world and the imports are not timed. The first question is asked alone, to learn what
the server refuses; the ideal leaves this out.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SERVER = """
import json, sys
from deckard.dream.priors.recorded import Recorded
from tests.llms.server import Handler, Server, by_item, late
Handler.protocol_version = "HTTP/1.1"  # as real servers, which keep connections open
Handler.disable_nagle_algorithm = True
def as_schema(text):  # as a server writes that enforces the schema
    fields = json.loads(text)
    parts = fields["ingredients"].items()
    return json.dumps(fields | {"ingredients": [{"item": i, "quantity": n} for i, n in parts]})
answers = {item: as_schema(text) for item, text in Recorded().answers.items()}
server = Server(late(float(sys.argv[1]), by_item(answers)))
print(server.url, flush=True)
server.serve_forever(0.01)
"""


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--parallel", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=0.1)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    with serving(args.seconds) as url:
        figures = timed(url, args.parallel, args.seconds)
    print("  ".join(f"{name} {value}" for name, value in figures.items()))
    if args.json:
        args.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


@contextmanager
def serving(seconds: float) -> Iterator[str]:
    """Yield the address of a server that takes so long for an answer."""
    command = [sys.executable, "-c", SERVER, str(seconds)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.kill()


def timed(url: str, parallel: int, seconds: float) -> dict[str, float | int]:
    """Ask for everything once; return what it took."""
    import openai  # noqa: F401 (what takes long to import is not what is timed)

    import deckard.llms.http.openai  # noqa: F401 (nor are our own modules)
    import deckard.llms.http.wire.transport  # noqa: F401 (nor is the rest of the client library)
    from deckard import config, worlds
    from deckard.dream.priors.recorded import Recorded
    from deckard.dream.record import ask_all
    from deckard.llms.cassette import CassetteFile

    llm = {"name": "openai", "model": "tiny", "base_url": url, "parallel": parallel}
    conf = config.parse_config({"llm": llm}, "benchmark")
    items, world = sorted(Recorded().answers), conf.world.build("world", worlds.KNOWN)
    with tempfile.TemporaryDirectory() as folder:
        began, spent = time.monotonic(), time.process_time()
        cassette = CassetteFile(Path(folder) / "cassette.jsonl")
        ask_all(conf, world, cassette, items, lambda event: None)
        wall, cpu = time.monotonic() - began, time.process_time() - spent
    ideal = len(items) / parallel * seconds
    return {
        "calls": len(cassette.contents.exchanges),
        "wall_s": round(wall, 2),
        "ideal_s": round(ideal, 2),
        "ratio": round(wall / ideal, 2),
        "cpu_s": round(cpu, 2),
        "load": round(os.getloadavg()[0], 1),
    }


if __name__ == "__main__":
    main()
