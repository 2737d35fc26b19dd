"""DECKARD: dream a graph of subgoals with a language model, then correct it by acting.

The public API; everything is imported when it is first used, so that importing `deckard` is free.

| name | what it does |
|---|---|
| `deckard.run(config, out)` | runs an agent, or goes on with a run, and returns its `Run` |
| `deckard.load(path)` | opens a run directory or a graph file as a `Run` |
| `deckard.runs(folder)` | lists the runs below a folder |
| `deckard.plot(runs)` | draws how the graphs of several runs grew |
| `deckard.Run` | a run to look into: graph, events, score, plans, policies |
| `deckard.DeckardError` | the base of all errors that are raised on purpose |

After `import deckard`, `gymnasium.make("deckard/Craftworld-v0", item="log")` makes an environment.

`deckard.runs` is also the package of that name. The package can be called: that lists runs.
"""

from importlib import import_module

from deckard.environments import register_on_import

TYPE_CHECKING = False  # what type checkers take for true; importing `typing` would take 8 ms
if TYPE_CHECKING:
    from deckard.api.plots import plot as plot
    from deckard.api.reading import load as load
    from deckard.api.run import Run as Run
    from deckard.api.start import run as run
    from deckard.errors import DeckardError as DeckardError
    from deckard.runs.listing import list_runs as runs

register_on_import()
__version__ = "0.2.0"
__all__ = ["DeckardError", "Run", "__version__", "load", "plot", "run", "runs"]

_PLACES = {
    "DeckardError": "deckard.errors",
    "Run": "deckard.api.run",
    "load": "deckard.api.reading",
    "plot": "deckard.api.plots",
    "run": "deckard.api.start",
}
"""The module that defines each public name, imported when the name is first used."""

if not TYPE_CHECKING:  # a type checker would take every misspelt name for one of ours

    def __getattr__(name: str) -> object:
        """Import a public name when it is first used (PEP 562)."""
        if name == "runs":
            return import_module("deckard.runs")  # a package that can be called
        if name not in _PLACES:
            raise AttributeError(f"module 'deckard' has no attribute {name!r}")
        value = getattr(import_module(_PLACES[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """Return the public names and what is imported already."""
    return sorted({*globals(), *__all__})
