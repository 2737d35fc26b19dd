import ast
import subprocess
import sys
from pathlib import Path

import pytest

import deckard

PACKAGE = Path(deckard.__file__).parent
ORDER = [
    "environments", "errors", "types", "seeding", "intervals", "files", "resources", "registry",
    "config", "graph", "journal", "llms", "worlds", "policies", "dream", "verify", "explore",
    "wake", "runs", "bench", "doctor", "view", "api", "cli", "__main__",
]  # fmt: skip
"""Each imports only what stands before it."""
HEAVY = ("torch", "numba", "openai", "anthropic", "stable_baselines3", "jax", "craftax")


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


def test_policies_alone_import_torch():
    using = {n for n, tree in MODULES.items() for i in imported(tree) if _root(i) == "torch"}
    assert {part(name) for name in using} == {"policies"}


def _root(name):
    return name.split(".")[0]


@pytest.mark.parametrize(
    "module",
    [
        "deckard",
        "deckard.cli.app",
        "deckard.journal.events",
        "deckard.view",
        "deckard.config",
        "deckard.api.run",
    ],
)
def test_importing_is_free_of_what_takes_long(module):
    code = f"import sys, {module}; print(*sorted(set(sys.modules) & set({HEAVY})))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent
    )
    assert done.stdout.split() == []
    assert done.stderr == ""
