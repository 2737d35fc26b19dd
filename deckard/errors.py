"""Everything deckard raises on purpose; the message says what to change."""

from pathlib import Path
from typing import Literal

Fault = Literal[
    "unparsed", "incomplete", "invented", "absurd_quantity", "other_item", "self_reference",
    "says_impossible", "repeats_refuted",
]  # fmt: skip
"""What is wrong with an answer of the language model.

It holds nothing that reads as a recipe, or only a part of one; names something that is no item of
the world; has a quantity that none can be; is about another item; needs the item itself; says that
there is no way; or says again what was refuted.
"""


class DeckardError(Exception):
    """Base of all deckard errors; the CLI prints its message and exits 1."""


class ConfigError(DeckardError):
    """A config file, an override, an argument or a component name is wrong."""


class RunDirError(DeckardError):
    """A run directory is missing, damaged, unwritable, or was made with another config."""


class NoRun(RunDirError):
    """A directory lacks a file that every run has."""

    def __init__(self, folder: Path, lacking: str) -> None:
        super().__init__(
            f"no run in {folder}: there is no {lacking}; name the directory that a run was given "
            "with -o"
        )


class GraphError(DeckardError):
    """A file holds no graph that deckard reads, or an item is not in the graph."""


class LLMError(DeckardError):
    """The language model could not be reached, refused to answer, or has no answer."""

    requests = 1
    """Requests that were sent for it, as far as known."""


class LLMLimit(LLMError):
    """A limit on what may be asked is reached: the run goes on without further dreaming."""


class BadCompletion(DeckardError):
    """The language model answered, but the answer holds no usable recipe."""

    def __init__(self, message: str, fault: Fault = "unparsed") -> None:
        super().__init__(message)
        self.fault: Fault = fault


class NoPlan(DeckardError):
    """The graph does not say how to reach an item from what is held."""


class WorldError(DeckardError):
    """The world failed to start or broke off an episode."""


class Aborted(WorldError):
    """The world broke off one episode, through nobody's fault; it can go on with another."""


class OutOfBudget(DeckardError):
    """What was under way takes more env steps than the run has left; nothing of it counts."""


class WeightsError(DeckardError):
    """Weights can't be fetched, or are not what they should be."""


class MissingExtra(DeckardError):
    """A feature needs a package that is not installed."""
