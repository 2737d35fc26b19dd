import ast
import subprocess
import sys
from pathlib import Path

import pytest

import deckard

PACKAGE = Path(deckard.__file__).parent
ORDER = [
    "errors", "recipes", "wilson", "names", "jsonish", "amounts", "forms", "awm", "events",
    "state", "journal", "skim", "graphs", "compare", "registry", "share", "places", "config",
    "manifest", "prompts", "answers", "llms", "episodes", "worlds", "malmo", "priors", "tally",
    "trail", "subgoal", "options", "fetch", "weights", "tensors", "ppo", "mineclip", "vpt",
    "naming", "cheapest", "plan", "examples", "dream", "ahead", "record", "probe", "faults",
    "suppose", "ranked", "verify", "cooccurrence", "explore", "hunches", "leads", "ledger",
    "stock", "thrifty", "xenon", "adam", "untaught", "insiders", "given", "rejudge", "living",
    "replay", "practise", "skills", "step", "act", "earned", "wake", "rundir", "source", "live",
    "tfevents", "board", "metrics", "aside", "run", "play", "score", "contest", "bench",
    "doctor", "view", "commands", "cli_llm", "cli_graph", "cli_replay", "cli_minedojo",
    "cli_report", "cli_watch", "cli_malmo", "cli_bench", "cli_setup", "cli", "__main__",
]  # fmt: skip
"""Each imports only what stands before it."""
HEAVY = ("torch", "numba", "openai", "anthropic", "stable_baselines3")


def modules():
    """Every module of the package as (dotted name, tree)."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        yield name, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree, at_import_only=False):
    """Dotted names that a module imports, but for those for type checkers alone."""
    queue = [tree]
    while queue:
        node = queue.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            assert not node.level, "imports name their module in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        if at_import_only and isinstance(node, ast.FunctionDef | ast.Lambda):
            continue
        queue += ast.iter_child_nodes(node)


def part(name):
    """The part of the package that a dotted name belongs to; "" for the package itself."""
    found = name.split(".")[1:2]
    return found[0] if found and found[0] in ORDER else ""


MODULES = dict(modules())


def test_the_order_names_every_part_of_the_package():
    parts = {name.split(".")[1] for name in MODULES if "." in name}
    assert parts == set(ORDER)
    assert len(ORDER) == len(set(ORDER))


@pytest.mark.parametrize("name", sorted(n for n in MODULES if "." in n))
def test_a_module_imports_only_what_stands_before_it(name):
    own = part(name)
    for target in imported(MODULES[name]):
        if target.split(".")[0] == "deckard" and part(target) not in ("", own):
            assert ORDER.index(part(target)) < ORDER.index(own), f"{name} imports {target}"


def test_what_learns_alone_imports_torch():
    using = {n for n, tree in MODULES.items() for i in imported(tree) if _root(i) == "torch"}
    learning = {
        "deckard.policies.mineclip",
        "deckard.policies.ppo",
        "deckard.policies.checkpoints",
        "deckard.policies.vpt",
    }
    assert {".".join(name.split(".")[:2]) for name in using} == learning


def _root(name):
    return name.split(".")[0]


@pytest.mark.parametrize(
    "module",
    ["deckard", "deckard.cli.app", "deckard.journal.events", "deckard.view", "deckard.config"],
)
def test_importing_is_free_of_what_takes_long(module):
    code = f"import sys, {module}; print(*sorted(set(sys.modules) & set({HEAVY})))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    assert done.stdout.split() == []
    assert done.stderr == ""
