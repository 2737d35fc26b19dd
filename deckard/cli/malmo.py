"""The command that serves MineDojo in place of Minecraft, also as MineDojo's launcher."""

from pathlib import Path
from typing import Annotated

import typer


def malmo_serve(
    port: Annotated[
        int,
        typer.Option(
            "--port", "-port", min=0, max=65535, help="The port to listen on; 0 takes a free one."
        ),
    ] = 9000,
    world_seed: Annotated[
        int,
        typer.Option(
            min=0, help="Seed of the first mission that names none; each further one adds 1."
        ),
    ] = 0,
    size: Annotated[int, typer.Option(help="Side of a world in blocks: 16, 32, 64 or 128.")] = 64,
    faults: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A YAML list of faults to inject.")
    ] = None,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    env: Annotated[bool, typer.Option("-env", hidden=True)] = False,
    replaceable: Annotated[bool, typer.Option("-replaceable", hidden=True)] = False,
    run_dir: Annotated[str, typer.Option("-runDir", hidden=True)] = "",
    seed: Annotated[int, typer.Option("-seed", hidden=True)] = 0,
) -> None:
    """Serve MineDojo in Minecraft's place, without Java: its protocol, backed by craftworld.

    The arguments of MineDojo's launchClient.sh are accepted, but only -port has an effect.

    It ends with Ctrl-C, or when a client tells it to.
    """
    from deckard.worlds import malmo
    from deckard.worlds.malmo.faults import load_faults

    server = malmo.start(
        port, world_seed, size, () if faults is None else load_faults(faults), host
    )
    typer.echo(malmo.STARTED.format(server.port))
    typer.echo(malmo.READY)
    try:
        server.serve()
    finally:
        server.close()
