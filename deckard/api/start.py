"""Running an agent from Python."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from deckard.api.checks import check_callbacks
from deckard.api.reading import load
from deckard.api.run import Run
from deckard.api.settings import Config, chosen_config, split_objects
from deckard.config import RunConfig
from deckard.explore import ExplorerLike
from deckard.llms import LLM
from deckard.policies import Trainer
from deckard.runs.components import Objects
from deckard.verify import VerifierLike
from deckard.wake.callbacks import RunCallback
from deckard.worlds import World

Named = str | Mapping[str, Any] | None
"""A component by its name, or by its name and options; None for that of the config."""


def run(
    config: Config = None,
    out: str | Path | None = None,
    *,
    world: World | Named = None,
    llm: LLM | Named = None,
    trainer: Trainer | Named = None,
    explorer: ExplorerLike | Named = None,
    verifier: VerifierLike | Named = None,
    callbacks: Sequence[RunCallback | str | Mapping[str, Any]] = (),
    verbose: bool = False,
    **settings: Any,
) -> Run:
    """Run an agent until its target is verified, its budget spent, or nothing is left to try.

    A directory that holds a run already is gone on with, also after it was killed or interrupted.
    Nothing is printed unless `verbose` is set.

    Args:
        config: The name of a config that deckard ships, a file, a mapping with the same keys, or a
            `RunConfig`. None is the config of the run in `out`, or else "iron_pickaxe".
        out: The run directory. None is a folder in `runs/`, named after the target, the world, the
            settings and the seed.
        world: The environment to act in: a name, a mapping of `name` and options, or an object.
            This holds for the next four, too.
        llm: The language model, as in `llm=MyLLM()`. It is called from several threads at once,
            unless the config says `parallel: 1` of it.
        trainer: What learns policies.
        explorer: What decides what to do next; a function will do.
        verifier: What concludes from an outcome; a function will do.
        callbacks: What looks on while the run goes on, in this order: objects of classes derived
            from `deckard.wake.callbacks.RunCallback`. Those that are named, or mappings of a name
            and options, become part of the config and are called first.
        verbose: Whether to show the progress, as the command line does.
        **settings: Values laid over the config, by its other keys: `target="stick"`, `seed=3`,
            `max_steps=100_000`, `wake={"tries": 5}`.

    Returns:
        The run, as `deckard.load` opens it.

    Raises:
        ConfigError: A key, a value or a component of the config is wrong; nothing has started.
        RunDirError: The directory holds a run with another config, or cannot be written.

    Examples:
        >>> import deckard
        >>> run = deckard.run(world="symbolic", target="stone_pickaxe", out="runs/first")
        >>> run.status
        'target verified: stone_pickaxe'

        An explorer of one's own:

        >>> def first_of_the_frontier(state, goal, rng):
        ...     return next(iter(state.awm.frontier()), None)
        >>> run = deckard.run(world="symbolic", target="stick", explorer=first_of_the_frontier)
        >>> run.awm.is_verified("stick")
        True

        A callback of one's own:

        >>> from deckard.wake.callbacks import RunCallback
        >>> class Steps(RunCallback):
        ...     def on_entry(self, events, state):
        ...         if events[0].kind == "practised":
        ...             print(events[0].item, state.steps)
        >>> run = deckard.run(world="symbolic", target="log", callbacks=[Steps()])
        log 1100
    """
    check_callbacks(callbacks)
    components = {
        "world": world, "llm": llm, "trainer": trainer, "explorer": explorer, "verifier": verifier
    }  # fmt: skip
    objects, values = split_objects(components)
    named = [one for one in callbacks if isinstance(one, str | Mapping)]
    values |= {"callbacks": named} if named else {}
    chosen, folder = chosen_config(config, out, values | settings, objects)
    given = [one for one in callbacks if not isinstance(one, str | Mapping)]
    _work(chosen, folder, objects, given, verbose)
    return load(folder, world=objects.get("world"), trainer=objects.get("trainer"))


def _work(
    config: RunConfig,
    folder: Path,
    objects: Objects,
    callbacks: Sequence[RunCallback],
    verbose: bool,
) -> None:
    from deckard.runs.run import run as run_agent
    from deckard.view.run.watch import watching

    if not verbose:
        run_agent(config, folder, callbacks, objects)
        return
    with watching(config, folder, aside=False) as shown:
        run_agent(config, folder, [*shown, *callbacks], objects)
