"""A run, from a config to its end."""

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from deckard.config import RunConfig
from deckard.dream.ask import most_questions, warn_of_equal_samples
from deckard.dream.paths import anchor_paths
from deckard.errors import ConfigError
from deckard.journal.journal import Journal
from deckard.llms.cached import wrap_llm
from deckard.llms.cassette import NAME as CASSETTE
from deckard.llms.cassette import CassetteFile
from deckard.llms.prefetch import PrefetchingLLM
from deckard.runs.components import NO_OBJECTS, Objects, RunComponents
from deckard.runs.directory import open_run
from deckard.runs.log.run_logger import RunLogger
from deckard.runs.log.writers import board, check_board
from deckard.runs.orchestrator import Orchestrator
from deckard.runs.result import RunResult
from deckard.wake.callbacks import CallbackList, RunCallback
from deckard.wake.progress import RunProgress


def run(
    config: RunConfig,
    folder: Path,
    callbacks: Sequence[RunCallback] = (),
    components: Objects = NO_OBJECTS,
) -> RunResult:
    """Start a run, or go on with the one in `folder`, until there is a reason to stop.

    Args:
        config: All that decides the run.
        folder: The run directory.
        callbacks: They look on, in this order, after those that the config names.
        components: Objects to be used in place of the components that the config names, by key:
            `{"llm": MyLLM(), "explorer": MyExplorer()}`. The manifest keeps their classes and what
            they say of themselves (`about`): the run goes on only with objects of the same.

    Raises:
        DeckardError: Something is wrong with the config, a component or the folder, and nothing was
            written; or the language model or the world failed, and the run can be started again.
    """
    config = anchor_paths(config)
    check_board(config.board)
    _check_callbacks(callbacks)
    parts = RunComponents.of(config, components)
    parts.world.ready()
    warn_of_equal_samples(parts.config.dream, parts.provenance.llm)
    with ExitStack() as stack:
        stack.callback(parts.world.close)
        cassette = CassetteFile(folder / "llm" / CASSETTE)
        llm = _llm(parts, cassette)  # names a mistake before anything is written
        journal = open_run(folder, parts.config, parts.provenance)
        for open_until_the_end in (journal, cassette, llm):  # the last one is closed first
            stack.callback(open_until_the_end.close)
        parts.given.record(journal)
        looking_on = _callbacks(parts, callbacks, folder, journal, stack)
        ended = Orchestrator(parts, llm, journal, folder, looking_on).run()
        looking_on.on_run_end(ended.reason)
        return ended


def _check_callbacks(callbacks: Sequence[RunCallback]) -> None:
    for callback in callbacks:
        if not isinstance(callback, RunCallback):
            raise ConfigError(
                f"{callback!r} is no callback: make its class a subclass of "
                "deckard.wake.callbacks.RunCallback"
            )


def _llm(parts: RunComponents, cassette: CassetteFile) -> PrefetchingLLM:
    """The language model behind its cassette and its limits, asked ahead of time."""
    config = parts.config
    most = most_questions(config.dream) * (config.dream.again + 1)
    inner = wrap_llm(parts.llm, config.llm, cassette)
    return PrefetchingLLM(inner, config.llm.parallel, most)


def _callbacks(
    parts: RunComponents,
    given: Sequence[RunCallback],
    folder: Path,
    journal: Journal,
    stack: ExitStack,
) -> CallbackList:
    """What keeps track of the run and logs it, then the callbacks of the config and the caller."""
    config, state = parts.config, journal.state
    drawn = board(config.board, folder, config.model_dump(mode="json"))
    stack.callback(drawn.close)
    progress = RunProgress(state)
    logger = RunLogger(progress, folder, state, drawn)
    callbacks = CallbackList([progress, logger, *parts.callbacks, *given])
    callbacks.on_run_start(progress)
    return callbacks
