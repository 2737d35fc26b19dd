"""Growth curves of several runs."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from deckard.api.checks import as_path
from deckard.api.reading import load
from deckard.api.run import Run
from deckard.bench.score.growth_curve import growth_curve, truth_of
from deckard.errors import ConfigError, RunDirError
from deckard.runs.directory import holds_run
from deckard.runs.listing import RunSummary, list_runs
from deckard.view.output import save
from deckard.view.run.growth_plot import GrowthCurve, growth_figure

RunLike = Run | RunSummary | str | Path
"""A run, or where one is: its directory, or a folder below which all runs are meant."""
FORMS = ("svg", "png")


@dataclass(frozen=True)
class GrowthFigure:
    """Growth curves of several runs; a notebook shows them.

    Attributes:
        curves: The runs and their points.
        hypotheses: Whether items count of which the best recipe is a hypothesis.
        remarks: What was left out, and why.
    """

    curves: tuple[GrowthCurve, ...]
    hypotheses: bool = False
    remarks: tuple[str, ...] = ()

    @property
    def svg(self) -> str:
        """The figure as an SVG document."""
        return growth_figure(self.curves, self.hypotheses, "svg").decode()

    def save(self, path: str | Path) -> Path:
        """Write the figure to a file.

        Args:
            path: A file whose name ends with `.svg` or `.png`.

        Returns:
            The path.

        Raises:
            ConfigError: The name ends otherwise.
            RunDirError: The file cannot be written.
        """
        place = as_path(path, "an .svg or .png file")
        form = place.suffix.lower().removeprefix(".")
        if form not in FORMS:
            raise ConfigError(f"{place} is no .svg or .png file: name a file that ends so")
        save(place, growth_figure(self.curves, self.hypotheses, form))
        return place

    def __repr__(self) -> str:
        """Return one line: which runs are drawn."""
        return f"<GrowthFigure of {', '.join(curve.name for curve in self.curves)}>"

    def _repr_svg_(self) -> str:
        """Return the figure, for notebooks."""
        return self.svg


def plot(
    runs: RunLike | Iterable[RunLike],
    out: str | Path | None = None,
    hypotheses: bool = False,
) -> GrowthFigure:
    """Draw how the graphs of runs grew: items known, right and wrong against env steps.

    An item is known when a recipe of it is verified. It is right when its best recipe needs the
    same items as a true recipe of its world, quantities apart (EGA). Otherwise it is wrong. A run
    without a known truth is drawn in the panel of known items only.

    Args:
        runs: Runs, their directories, or folders below which all runs are drawn; one or several.
        out: A file to write the figure to, whose name ends with `.svg` or `.png`.
        hypotheses: Whether items count as well of which the best recipe is a hypothesis.

    Returns:
        The figure, which a notebook shows and `save` writes. Its `remarks` say which broken
        directories were left out.

    Raises:
        RunDirError: There is no run in what is named.
        GraphError: A graph from a file is among the runs: it has no journal.
        ConfigError: `out` is no SVG or PNG file, or what is to be drawn is no run and no path.

    Examples:
        >>> import deckard
        >>> deckard.plot(["runs/first"], out="growth.svg")
        <GrowthFigure of first>
    """
    several = list(runs) if isinstance(runs, Iterable) and not isinstance(runs, str) else [runs]
    opened, remarks = list[Run](), list[str]()
    for one in several:
        for run in _runs(one):
            if isinstance(run, Run):
                opened.append(run)
            else:
                remarks.append(f"{run.path} is left out: {run.error}")
    if not opened:
        broken = f" that is sound ({'; '.join(remarks)})" if remarks else ""
        raise RunDirError(f"there is no run to draw{broken}: name run directories")
    names = _names([run.path for run in opened])
    curves = tuple(
        GrowthCurve(name, tuple(growth_curve(run.entries, truth_of(run.world))))
        for name, run in zip(names, opened, strict=True)
    )
    figure = GrowthFigure(curves, hypotheses, tuple(remarks))
    if out is not None:
        figure.save(out)
    return figure


def _runs(one: RunLike) -> Iterator[Run | RunSummary]:
    """Yield the runs that are meant; of those that are broken the summary."""
    if isinstance(one, Run):
        yield one
    elif isinstance(one, RunSummary):
        yield one if one.error else load(one.path)
    elif (place := as_path(one, "a run, or give a Run")).is_dir() and not holds_run(place):
        for summary in list_runs(place):
            yield from _runs(summary)
    else:
        yield load(place)


def _names(paths: list[Path]) -> list[str]:
    """Paths below the folder that they have in common."""
    absolute = [path.resolve() for path in paths]
    common = Path(os.path.commonpath([path.parent for path in absolute]))
    return [path.relative_to(common).as_posix() for path in absolute]
