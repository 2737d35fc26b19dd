"""A run, from a config to its end."""

from pathlib import Path

from deckard.config import RunConfig, anchored
from deckard.dream.ask import most_questions, warn_of_equals
from deckard.llms.cached import wrap_llm
from deckard.llms.cassette import NAME as CASSETTE
from deckard.llms.cassette import CassetteFile
from deckard.llms.prefetch import PrefetchingLLM
from deckard.runs.components import NO_OBJECTS, Objects, RunComponents
from deckard.runs.directory import open_run
from deckard.runs.log import writers as board
from deckard.runs.log.run_logger import RunLogger
from deckard.runs.orchestrator import Ended, Orchestrator
from deckard.wake.callbacks import RunCallback


def run(
    config: RunConfig, folder: Path, watcher: RunCallback, components: Objects = NO_OBJECTS
) -> Ended:
    """Start a run, or go on with the one in `folder`, until there is a reason to stop.

    Args:
        config: All that decides the run.
        folder: The run directory.
        watcher: Looks on.
        components: Objects to be used in place of the components that the config names, by key:
            `{"llm": MyLLM(), "explorer": MyExplorer()}`. The manifest keeps their classes and what
            they say of themselves (`about`): the run goes on only with objects of the same.

    Raises:
        DeckardError: Something is wrong with the config, a component or the folder; nothing was
            written then.
    """
    config = anchored(config)
    board.check_board(config.board)
    parts = RunComponents.of(config, components)
    config = parts.config
    parts.world.ready()
    cassette = CassetteFile(folder / "llm" / CASSETTE)
    most = most_questions(config.dream) * (config.dream.again + 1)
    llm = PrefetchingLLM(wrap_llm(parts.llm, config.llm, cassette), config.llm.parallel, most)
    warn_of_equals(config.dream, parts.provenance.llm)
    journal = open_run(folder, config, parts.provenance)
    drawn: board.Board | None = None
    try:
        parts.given.record(journal)
        drawn = board.board(config.board, folder, config.model_dump(mode="json"))
        aside = RunLogger(watcher, folder, journal.state, drawn)
        ended = Orchestrator(parts, llm, journal, folder, aside).end()
        aside.ended(ended.reason)
        return ended
    finally:
        if drawn:
            drawn.close()
        llm.close()
        cassette.close()
        journal.close()
        parts.world.close()
