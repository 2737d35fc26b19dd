"""The command that replays a run: what the agent did, or what another verifier makes of it."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deckard.cli.options import Json, Run, print_json
from deckard.errors import ConfigError, RunDirError
from deckard.view import output

if TYPE_CHECKING:
    from deckard.config import RunConfig
    from deckard.journal.events import Event
    from deckard.runs.replay import Frame
    from deckard.verify import VerifierLike
    from deckard.worlds import World

Entries = list[tuple["Event", ...]]


def replay(
    run_dir: Run,
    subgoal: Annotated[
        str | None, typer.Option(metavar="ITEM", help="Only the pursuits of this item.")
    ] = None,
    entry: Annotated[int | None, typer.Option(min=1, help="Only this entry.")] = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="A film: a .gif or .mp4 (else a list).")
    ] = None,
    frames: Annotated[int, typer.Option(min=2, help="Pictures of the film at most.")] = 300,
    verifier: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Derive the graph anew with this one; -o is its JSON."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Film what the agent did in a run, or list it; or conclude anew from what it saw.

    Nothing is learnt or recorded, and with --verifier nothing is done in the world.
    """
    from deckard.journal.journal import read_journal
    from deckard.runs.directory import read_run_config

    config, entries = read_run_config(run_dir), list(read_journal(run_dir / "journal.jsonl"))
    if verifier is not None:
        if subgoal or entry:
            raise ConfigError("--verifier judges the whole run: leave --subgoal and --entry out")
        _rejudge(run_dir, config, entries, verifier, out, as_json)
        return
    from deckard.runs.replay import list_pursuits, relived, select_pursuits
    from deckard.view.run.replay import replay_json, replay_lines

    pursuits = list_pursuits(entries)
    selected = select_pursuits(pursuits, subgoal, entry)
    if out is not None:
        _film(run_dir, config, out, lambda world: relived(world, pursuits, selected, frames))
    if as_json:
        print_json(replay_json(selected))
    elif out is None:
        output.tell(*replay_lines(selected))


def _film(
    run_dir: Path,
    config: "RunConfig",
    out: Path,
    relived: "Callable[[World], Iterable[Frame]]",
) -> None:
    """Write what is relived as a film."""
    from deckard.view.run.film import check_film, film

    check_film(out)
    output.check_writable(out)
    output.save(out, film(relived(_world(run_dir, config)), out.suffix))


def _world(run_dir: Path, config: "RunConfig") -> "World":
    """Build the world of a run; RunDirError when it is not the one that the run began in."""
    from deckard import worlds
    from deckard.runs import manifest

    world = worlds.build_world(config.world)
    if differing := manifest.differing_keys(manifest.world(run_dir), world.about):
        raise RunDirError(
            f"{run_dir} holds a run in another world ({', '.join(differing)} differ), in which its "
            "acts would come to something else; replay it with the deckard that made it"
        )
    return world


def _rejudge(
    run_dir: Path,
    config: "RunConfig",
    entries: Entries,
    name: str,
    out: Path | None,
    as_json: bool,
) -> None:
    """Tell in what another verifier's graph differs from the run's, and write it."""
    from deckard.graph.diff import diff_graphs
    from deckard.journal.fold import fold
    from deckard.runs import manifest
    from deckard.verify.rejudge import rejudge
    from deckard.view.graph.diff import diff_json, diff_text
    from deckard.view.graph.document import graph_json

    derived = rejudge(entries, _verifier(config, name))
    if out is not None:
        document = graph_json(derived, config.target, manifest.world(run_dir))
        output.save(out, (json.dumps(document, indent=2) + "\n").encode())
    differences = diff_graphs(fold(entries).awm, derived.awm)
    one, other = f"{run_dir} ({config.verifier.name})", name
    if as_json:
        print_json(diff_json(differences, one, other, False))
    else:
        from rich.console import Console

        Console().print(diff_text(differences, one, other, False), soft_wrap=True)


def _verifier(config: "RunConfig", name: str) -> "VerifierLike":
    """Build a verifier: the run's own with its options, another with its defaults."""
    from inspect import signature

    from deckard import registry, verify, worlds
    from deckard.config import ComponentConfig

    own = config.verifier
    component = own if name == own.name else ComponentConfig(name=name)
    lent: dict[str, object] = {"patience": config.wake.patience}
    if "world" in signature(registry.lookup("verifier", verify.KNOWN, component.name)).parameters:
        lent["world"] = worlds.build_world(config.world)
    verifier: VerifierLike = component.build("verifier", verify.KNOWN, lent)
    return verifier
