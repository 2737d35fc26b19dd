"""Everything deckard raises on purpose; the message says what to change."""


class DeckardError(Exception):
    """Base of all deckard errors; the CLI prints its message and exits 1."""


class ConfigError(DeckardError):
    """A config file, an override, an argument or a component name is wrong."""


class RunDirError(DeckardError):
    """A run directory is missing, damaged, unwritable, or was made with another config."""


class GraphError(DeckardError):
    """A file holds no graph that deckard reads, or an item is not in the graph."""


class LLMError(DeckardError):
    """The language model could not be reached, refused to answer, or has no answer."""


class LLMLimit(LLMError):
    """A limit on what may be asked is reached: the run goes on without further dreaming."""


class BadCompletion(DeckardError):
    """The language model answered, but the answer holds no usable recipe."""


class NoPlan(DeckardError):
    """The graph does not say how to reach an item from what is held."""


class WorldError(DeckardError):
    """The world failed to start or broke off an episode."""


class OutOfBudget(DeckardError):
    """What was under way takes more env steps than the run has left; nothing of it counts."""


class MissingExtra(DeckardError):
    """A feature needs a package that is not installed."""
