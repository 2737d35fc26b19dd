"""Errors that deckard raises on purpose. Each message says what to change.

The command line prints the message and exits with 1. Any other exception is a bug in deckard and
keeps its traceback.
"""

from pathlib import Path
from typing import Literal

Fault = Literal[
    "unparsed", "incomplete", "invented", "absurd_quantity", "other_item", "self_reference",
    "says_impossible", "repeats_refuted",
]  # fmt: skip
"""The fault of a language model's answer.

- unparsed: nothing in it reads as a recipe
- incomplete: it holds only a part of a recipe
- invented: it names something that is no item of the world
- absurd_quantity: it has a quantity that cannot be
- other_item: its recipe makes another item
- self_reference: its recipe needs the item itself
- says_impossible: it says that the item cannot be obtained
- repeats_refuted: it repeats a recipe that was refuted
"""


class DeckardError(Exception):
    """Base of all errors that a user can mend; catch it to handle them all."""


class ConfigError(DeckardError):
    """A config, an override, an argument or the name of a component is wrong.

    Raised before anything starts, or when a component of your own returns what it must not. Correct
    what the message names.
    """


class RunDirError(DeckardError):
    """A run directory is missing, damaged, not writable, or belongs to another config.

    Name another directory with -o, or mend what the message names. Nothing recorded is lost.
    """


class NoRun(RunDirError):
    """A folder lacks a file that every run has.

    Raised where a run is read. Name the directory that the run was given with -o.

    Args:
        folder: The folder that was read.
        lacking: The name of the missing file.
    """

    def __init__(self, folder: Path, lacking: str) -> None:
        super().__init__(
            f"no run in {folder}: there is no {lacking}; name the directory that a run was given "
            "(-o, or `out` in Python)"
        )


class GraphError(DeckardError):
    """A file holds no graph that deckard reads, or a graph lacks an item.

    Correct the name of the item or the file, or convert the file with `deckard graph import`.
    """


class LLMError(DeckardError):
    """The language model could not be reached, refused to answer, or has no answer.

    A run stops and can be resumed. Check the server, the key and the model with `deckard llm
    probe`.
    """

    requests = 1
    """Requests that were sent before the failure, as far as is known."""


class LLMLimit(LLMError):
    """A limit on calls, tokens or USD is reached.

    The run goes on without further dreaming. Raise the limit in the config to dream more.
    """


class BadCompletion(DeckardError):
    """The language model answered, but the answer holds no usable recipe.

    The dreamer records it as a `Misdreamed` event and asks again, so users meet it only when they
    parse answers themselves.

    Args:
        message: What is wrong, in words that the next prompt repeats.
        fault: The kind of fault, for statistics.
    """

    def __init__(self, message: str, fault: Fault = "unparsed") -> None:
        super().__init__(message)
        self.fault: Fault = fault


class NoPlan(DeckardError):
    """The graph does not say how to obtain an item from what is held.

    The agent pursues something else. A user sees it from `deckard graph plan` and `Run.plan`.
    """


class WorldError(DeckardError):
    """The world failed to start, or broke down and could not be restarted.

    A run stops and can be resumed. `deckard doctor` tells what the world lacks.
    """


class Aborted(WorldError):
    """The world broke off one episode through no fault of the agent.

    The episode teaches nothing. The agent goes on with another one.
    """


class OutOfBudget(DeckardError):
    """The current practice or pursuit would take more env steps than the run has left.

    The run ends, and nothing of that practice or pursuit counts. Raise `max_steps` to go on.
    """


class WeightsError(DeckardError):
    """Weights of a policy or a reward model cannot be downloaded, or their hash is wrong.

    Check the network and the folder, or download the file by hand to the folder that is named.
    """


class MissingExtra(DeckardError):
    """A feature needs a package that is not installed.

    Install the extra that the message names: pip install 'deckard-awm[EXTRA]'.
    """
