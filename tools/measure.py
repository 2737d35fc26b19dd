"""Print how easy a checkout is to find one's way in: python tools/measure.py [FOLDER]."""

import ast
import sys
from collections import defaultdict
from collections.abc import Container, Iterator, Set
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple, TypeGuard

VAGUE = {"found", "said", "told", "known", "seen", "words"}
"""Names that tell how a value came, not what it is."""
API = (
    "deckard/__init__.py",
    "deckard/api/plots.py",
    "deckard/api/reading.py",
    "deckard/api/record.py",
    "deckard/api/run.py",
    "deckard/api/start.py",
    "deckard/runs/listing.py",
    "deckard/llms/__init__.py",
    "deckard/worlds/__init__.py",
    "deckard/policies/__init__.py",
    "deckard/explore/__init__.py",
    "deckard/verify/__init__.py",
    "deckard/wake/callbacks.py",
)
"""The public API and the seams: the modules of which every public docstring has Args."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Measure(NamedTuple):
    """One row of the table."""

    name: str
    value: float


class Checkout:
    """The package of a checkout, parsed."""

    def __init__(self, folder: Path) -> None:
        paths = sorted((folder / "deckard").rglob("*.py"))
        texts = [path.read_text(encoding="utf-8") for path in paths]
        self.paths = [path.relative_to(folder) for path in paths]
        self.lines = [len(text.splitlines()) for text in texts]
        self.trees = [ast.parse(text) for text in texts]

    def nodes(self) -> Iterator[ast.AST]:
        """Yield every node of every module."""
        for tree in self.trees:
            yield from ast.walk(tree)


def measure(folder: Path) -> list[Measure]:
    """Return every measure of a checkout, in the order of the table."""
    code = Checkout(folder)
    functions = sorted(_lines(node) for node in code.nodes() if isinstance(node, Function))
    return [
        Measure("modules at the top", _modules_at_top(code)),
        Measure("most files in one folder", _most_files(code)),
        Measure("% of public names in more than one module", _shared_names(code)),
        Measure("variables called " + ", ".join(sorted(VAGUE)), _vague_names(code)),
        Measure("Any per 1,000 lines", _anys(code)),
        Measure("probes of seams", len(list(_probes(code)))),
        Measure("% of API and seam docstrings with Args", _documented(code)),
        Measure("README lines", len((folder / "README.md").read_text().splitlines())),
        Measure(
            "function lines without docstring, 95th percentile",
            functions[int(0.95 * len(functions))],
        ),
        Measure("function lines without docstring, most", functions[-1]),
        Measure("module lines, most", max(code.lines)),
        Measure("import cycles", 1 if _cycle(code) else 0),
    ]


def _lines(function: Function) -> int:
    """Lines of a function; its docstring, which may tell every parameter, does not count."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is None or len(function.body) == 1:
        return lines
    return lines - ((first.end_lineno or first.lineno) - first.lineno + 1)


def _modules_at_top(code: Checkout) -> int:
    """Modules directly in the package, without `__init__`."""
    return sum(len(path.parts) == 2 and path.stem != "__init__" for path in code.paths)


def _most_files(code: Checkout) -> int:
    """Modules of the largest folder, without `__init__`."""
    folders = [path.parent for path in code.paths if path.stem != "__init__"]
    return max(folders.count(folder) for folder in set(folders))


def _shared_names(code: Checkout) -> float:
    """Percent of the public functions' and classes' names that several modules define."""
    modules: dict[str, set[Path]] = defaultdict(set)
    for path, tree in zip(code.paths, code.trees, strict=True):
        for node in tree.body:
            if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
                modules[node.name].add(path)
    shared = sum(len(paths) > 1 for paths in modules.values())
    return 100 * shared / len(modules)


def _vague_names(code: Checkout) -> int:
    """Assigned names, fields and parameters with a vague name."""
    names = [n.arg for n in code.nodes() if isinstance(n, ast.arg)]
    uses = [n for n in code.nodes() if isinstance(n, ast.Name)]
    names += [use.id for use in uses if isinstance(use.ctx, ast.Store)]
    return sum(name in VAGUE for name in names)


def _anys(code: Checkout) -> float:
    """Uses of the name `Any` per 1,000 lines; imports of it do not count."""
    uses = sum(isinstance(n, ast.Name) and n.id == "Any" for n in code.nodes())
    return 1000 * uses / sum(code.lines)


def _probes(code: Checkout) -> Iterator[str]:
    """Yield where an object is asked for a member that it may not have.

    A probe is `hasattr`, or `getattr` with a default, of a constant name. Exceptions and imported
    modules do not count: they are no part of a seam. Nor do names like `__qualname__`.
    """
    for path, tree in zip(code.paths, code.trees, strict=True):
        others = {"error"} | set(_exceptions_and_modules(tree))
        for node in ast.walk(tree):
            if _is_probe(node) and ast.unparse(node.args[0]) not in others:
                yield f"{path}:{node.lineno}: {ast.unparse(node)}"


def _is_probe(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether a node is `hasattr(x, "name")` or `getattr(x, "name", default)`."""
    if not isinstance(node, ast.Call) or len(node.args) < 2:
        return False
    least = {"hasattr": 2, "getattr": 3}.get(ast.unparse(node.func), sys.maxsize)
    name = node.args[1]
    is_constant = isinstance(name, ast.Constant) and not str(name.value).startswith("__")
    return len(node.args) >= least and is_constant


def _exceptions_and_modules(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name
        if isinstance(node, ast.Import):
            yield from (alias.asname or alias.name for alias in node.names)


def _documented(code: Checkout) -> float:
    """Percent of the API's functions with parameters of which the docstring has Args."""
    trees = dict(zip(map(Path.as_posix, code.paths), code.trees, strict=True))
    complete = [_has_args(doc) for path in API if path in trees for doc in _docs(trees[path])]
    return 100 * sum(complete) / len(complete) if complete else 0


def _docs(tree: ast.Module | ast.ClassDef, inherited: Set[str] = frozenset()) -> Iterator[str]:
    """Yield the docstrings that must have Args.

    A class has those of `__init__`. What overrides a method of a class above it inherits them.
    """
    methods = dict[str, set[str]]()
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            bases = {name for base in node.bases for name in methods.get(ast.unparse(base), ())}
            methods[node.name] = bases | {n.name for n in node.body if isinstance(n, Function)}
            yield from _docs(node, bases - {"__init__"})
        if isinstance(node, Function) and _has_parameters(node) and node.name not in inherited:
            if node.name == "__init__":
                yield (ast.get_docstring(tree) or "") + (ast.get_docstring(node) or "")
            elif not node.name.startswith("_"):
                yield ast.get_docstring(node) or ""


def _has_parameters(function: Function) -> bool:
    arguments = function.args
    names = [a.arg for a in arguments.posonlyargs + arguments.args + arguments.kwonlyargs]
    names += [a.arg for a in (arguments.vararg, arguments.kwarg) if a]
    return any(name not in ("self", "cls") for name in names)


def _has_args(docstring: str) -> bool:
    return "Args:" in map(str.strip, docstring.splitlines())


def _cycle(code: Checkout) -> list[str]:
    """Return modules that import each other when they are imported, or nothing."""
    names = [".".join(p.with_suffix("").parts).removesuffix(".__init__") for p in code.paths]
    modules = dict(zip(names, code.trees, strict=True))
    arrows = {name: set(_imports(tree, modules)) - {name} for name, tree in modules.items()}
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _imports(node: ast.AST, modules: Container[str]) -> Iterator[str]:
    """Yield the modules that a module's own import needs: none of functions or type checkers."""
    if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
        return
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names if alias.name in modules)
    if isinstance(node, ast.ImportFrom) and node.module in modules:
        inner = (f"{node.module}.{alias.name}" for alias in node.names)
        yield from (name if name in modules else str(node.module) for name in inner)
    if not isinstance(node, Function | ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from _imports(child, modules)


def main() -> None:
    """Print the table for a folder, or for the present one."""
    for name, value in measure(Path(sys.argv[1] if len(sys.argv) > 1 else ".")):
        print(f"{value:8.4g}  {name}")


if __name__ == "__main__":
    main()
