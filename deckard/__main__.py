"""Where the command begins, as `deckard` and as `python -m deckard`.

A command that looks at a graph is to answer at once, so nothing of the others is imported for it.
"""

import atexit
import gc
import os
import signal
import sys

from deckard import __version__
from deckard.view import output

TERMINATED = 143
"""The exit code that shells give for SIGTERM."""


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # Unwinding lets the live screen give the terminal back.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    # stable-baselines3 imports gym where MineDojo has brought it, which then prints four lines.
    sys.modules.setdefault("gym_notices", None)  # type: ignore[arg-type]
    with output.guarded():
        match sys.argv[1:]:
            case ["--version"]:
                print(f"deckard {__version__}")
            case ["graph", *_]:
                run_graph_command()
            case _:
                from deckard.cli.app import app

                app()


def run_graph_command() -> None:
    """Run one of the commands that look at a graph."""
    # Collecting garbage does not serve what takes half a second, nor does it once more at the end.
    gc.disable()
    atexit.register(gc.freeze)
    from deckard.cli.graph import graph_app
    from deckard.cli.group import command_group

    app = command_group()
    app.add_typer(graph_app, name="graph")
    app.callback()(lambda: None)  # so that `graph` stays a word of its command
    app()


if __name__ == "__main__":
    main()
