"""The command that obtains an item in fresh worlds with what a run has learnt."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deckard.cli.options import Json, Run, print_json
from deckard.view import output

if TYPE_CHECKING:
    from deckard.runs.play import Episode

FRAMES = 300
"""Pictures of a film at most."""


def play(
    run_dir: Run,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="What to obtain.")],
    episodes: Annotated[int, typer.Option(min=1, help="Fresh worlds to play in.")] = 20,
    seed: Annotated[int, typer.Option(min=0, help="Chooses the worlds.")] = 0,
    gif: Annotated[Path | None, typer.Option(help="A file for a film of one episode.")] = None,
    as_json: Json = False,
) -> None:
    """Obtain an item in fresh worlds with what a run has learnt; nothing is recorded."""
    from deckard.runs.directory import load_state, read_run_config
    from deckard.runs.play import PolicyPlayer
    from deckard.view.run import play as view
    from deckard.view.run.watch import setting_up

    # Once all of that is imported, the state keeps what acting will ask of it.
    config, state = read_run_config(run_dir), load_state(run_dir)
    if gif is not None:
        output.check_writable(gif)
    player = PolicyPlayer(config, state, run_dir / "policies")
    player.recipe(item)
    if not as_json:
        typer.echo(f"  {setting_up(config)}", err=True)
    played = player.play(item, episodes, seed, _keep_quiet if as_json else _tell)
    if gif is not None:
        from deckard.view.run.film import film

        output.save(gif, film(player.frames(played.telling, FRAMES)))
    if as_json:
        print_json(view.play_json(played, seed))
    else:
        output.tell(*view.play_lines(played))


def _tell(episode: "Episode") -> None:
    how = "obtained" if episode.obtained else episode.why
    typer.echo(f"  {how}, {episode.steps:,} env steps", err=True)


def _keep_quiet(episode: "Episode") -> None:
    """Leave the terminal to the JSON document."""
