"""A bench of four cells that takes seconds, and finished cells written by hand."""

import yaml
from typer.testing import CliRunner

from deckard.bench.cell import FinishedCell
from deckard.bench.score.growth import Growth
from deckard.bench.spec import Cell
from deckard.cli.app import app
from deckard.config import parse_config
from deckard.intervals import Share

FEW = {"label": "few", "world": {"name": "symbolic", "seed": "$seed"}}
"""The symbolic world as an entry of a bench's `worlds`."""

SMALL = {
    "agents": ["directed", "thrifty"],
    "priors": ["recorded"],
    "worlds": [FEW],
    "seeds": 2,
    "max_steps": 30_000,
    "target": "wooden_pickaxe",
    "config": {"trainer": {"name": "naming", "budget": 1}},
}
"""Two agents, one prior, one world, two seeds."""


def written(folder, **other):
    """Write the small bench with other values for some keys; return the file."""
    path = folder / "small.yaml"
    path.write_text(yaml.safe_dump(SMALL | other), encoding="utf-8")
    return path


def deckard_bench(*arguments):
    """Run `deckard bench` with these arguments."""
    return CliRunner().invoke(app, ["bench", *map(str, arguments)])


def growth(*points, n=10, steps=1000, target=None):
    """A growth curve of (env steps, right items) out of `n` items."""
    shares = {"proven": Share(0, 0), "corrected": Share(0, 0)}
    curve = ((0, 0), *points)
    return Growth(n=n, points=curve, steps=steps, wrong=0, worst=0, target=target, **shares)


def done(agent, *points, prior="empty", seed=0, **more):
    """A finished cell with such a growth curve."""
    config = parse_config({"world": "symbolic", "dream": {"scope": "all"}}, "test")
    return FinishedCell(Cell(agent, prior, "w", seed, config), "over", growth(*points, **more))
