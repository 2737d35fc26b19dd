"""The accuracy (EGA) of the ports of other agents, beside what was published.

    python benchmarks/peers.py --fresh [--seeds 5] [--agents deckard,adam,xenon] [--llm 7b-like]
    python benchmarks/peers.py --agents xenon --llm peers:Ignorant

Each agent runs in the symbolic world, Minecraft 1.16, without noise, after the 67 goals by which
XENON measures (arXiv 2505.24157), with 22 recipes given (`configs/given/goals67.yaml`). The figure
is XENON's: goals whose requirements are verified and right, of 67, at shares of the env steps that
a run may take. The published agents begin every episode with nothing, and so does `--fresh`; in a
life that lasts, what is left over makes wrong guesses succeed. A seed is that of the run and of its
language model's mistakes.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from deckard.bench.priors import SmallLike
from deckard.bench.score.graph import assess, reference_for
from deckard.config import RunConfig, parse_config
from deckard.journal.fold import apply
from deckard.journal.journal import read_journal
from deckard.journal.state import State
from deckard.llms import Completion, LLMWrapper, Request
from deckard.runs import manifest
from deckard.runs.run import run
from deckard.worlds.tables.reference import Reference

AGENTS = {
    "deckard": ("frontier", "cooccurrence"),
    "adam": ("adam", "adam"),
    "xenon": ("xenon", "xenon"),
    "no-llm": ("no-llm", "cooccurrence"),
    "random": ("random", "revising"),
    "oracle": ("oracle", "revising"),
    "ours": ("thrifty", "revising"),
}
PUBLISHED = {"deckard": "16 to 32", "adam": "43 (39 to 47)", "xenon": "57 to 63"}
SHARES = (0.1, 0.25, 0.5, 1.0)


class Ignorant(LLMWrapper):
    """A small model that has never heard of one material: asked for what it takes, it has no idea.

    XENON's own prior had none of the recipes with redstone right, and what no dream and no craft
    names its revisions never find.
    """

    def __init__(self, version: str, seed: int = 0, of: str = "redstone") -> None:
        inner = SmallLike(version, seed)
        super().__init__(inner)
        self.of, self.about = of, {**inner.about, "name": "ignorant", "of": of}

    def complete(self, request: Request) -> Completion:
        """Return the small model's answer, unless that names the material."""
        answer = self.inner.complete(request)
        return Completion("I do not know.", "ignorant") if self.of in answer.text else answer


def config(agent: str, llm: str, seed: int, most: int, given: bool, fresh: bool) -> RunConfig:
    """The config of a run."""
    explorer, verifier = AGENTS[agent]
    model = {"name": llm} | ({} if llm == "empty" else {"version": "1.16", "seed": seed})
    tree = {
        "world": {"name": "symbolic", "version": "1.16", "items": "goals67"},
        "explorer": explorer,
        "verifier": verifier,
        "trainer": {"name": "naming", "budget": 1},
        "llm": {"name": "empty"} if agent in ("no-llm", "random", "oracle") else model,
        "dream": {"scope": "all", "again": 3 if agent == "ours" else 0},
        "given": "given/goals67.yaml" if given else None,
        "seed": seed,
        "wake": {"lasting": not fresh},
        "max_steps": most,
    }
    return parse_config(tree, "benchmark")


def course(folder: Path, most: int) -> Iterator[int]:
    """Goals that are right at each share of the steps; the run itself when it was over."""
    world = manifest.world(folder)
    reference = reference_for(world, None, items="goals67")
    state, limits = State(), [share * most for share in SHARES]
    for number, events in enumerate(read_journal(folder / "journal.jsonl"), 1):
        before = state.steps
        spent = before + sum(e.outcome.steps for e in events if hasattr(e, "outcome"))
        while limits and spent > limits[0]:
            yield right(state, reference)
            limits.pop(0)
        for event in events:
            apply(state, event, number)
    yield from [right(state, reference)] * len(limits)


def right(state: State, reference: Reference) -> int:
    """Goals whose verified requirements are those of a true way."""
    return assess(state.awm, reference).accuracy(verified=True).right


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--agents", default="deckard,adam,xenon")
    parser.add_argument("--llm", default="7b-like")
    parser.add_argument("--steps", type=int, default=5_000_000, help="Env steps of a run.")
    parser.add_argument("--nothing-given", action="store_true")
    parser.add_argument("--fresh", action="store_true", help="Every pursuit begins with nothing.")
    args = parser.parse_args()
    heads = [f"{share:.0%}" for share in SHARES]
    print(f"goals of 67 at shares of {args.steps:,} env steps, {args.llm}")
    print("agent    seed " + " ".join(f"{h:>5}" for h in heads) + "  env steps  CPU s  published")
    for agent in args.agents.split(","):
        for seed in range(args.seeds):
            with tempfile.TemporaryDirectory() as name:
                folder, began = Path(name) / "run", time.process_time()
                conf = config(agent, args.llm, seed, args.steps, not args.nothing_given, args.fresh)
                ended = run(conf, folder)
                spent = time.process_time() - began
                accuracies = " ".join(f"{n:5}" for n in course(folder, args.steps))
            published = PUBLISHED.get(agent, "")
            print(
                f"{agent:8} {seed:4} {accuracies} {ended.state.steps:10,} {spent:6.1f}  {published}"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
