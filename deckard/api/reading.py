"""Opening what was saved: a run directory, or a graph in a file."""

from pathlib import Path

from deckard.api.checks import as_path
from deckard.api.run import Run
from deckard.policies import Trainer
from deckard.runs.directory import read_run_config
from deckard.runs.snapshot import open_source
from deckard.worlds import World


def load(path: str | Path, *, world: World | None = None, trainer: Trainer | None = None) -> Run:
    """Open a run directory, also while its run goes on, or a file with a graph in it.

    Args:
        path: A run directory; or a file with a graph: deckard's JSON, GraphML, GEXF, or the
            nested JSON of the 2023 release.
        world: The world to plan and act in; None for that of the config. A run that was made with
            an object may need it.
        trainer: What reads the policies; the same holds for it.

    Returns:
        The run as it is now. What a run that goes on records later is not in it: load it again.

    Raises:
        ConfigError: `path` is no path.
        NoRun: The folder holds no run.
        RunDirError: The config or the journal of the run is damaged.
        GraphError: There is no such path, or the file holds no graph.

    Examples:
        >>> import deckard
        >>> run = deckard.load("runs/first")
        >>> run
        <Run runs/first: stone_pickaxe in symbolic, seed 0, 7 of 7 items verified, 3,857 env steps>
        >>> run.graph.nodes["stick"]["status"]
        'verified'
    """
    place = as_path(path, "a run directory, or of a file with a graph")
    source = open_source(place)
    if not place.is_file():
        read_run_config(place)  # so that a folder which is no run is named at once
    return Run(source, world, trainer)
