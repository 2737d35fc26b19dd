"""Dream: decide which item to ask the language model for, and turn its answers into events."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from deckard.config import DreamConfig
from deckard.dream.ask import ask
from deckard.dream.prompt import Prompt
from deckard.dream.schedule import due, due_next, due_outside, is_due
from deckard.errors import LLMLimit
from deckard.journal.events import Dreamed, Misdreamed
from deckard.journal.state import State
from deckard.llms import LLM
from deckard.llms.prefetch import PrefetchingLLM
from deckard.types import Item
from deckard.worlds import World

log = logging.getLogger(__name__)
Answers = tuple[Dreamed | Misdreamed, ...]


@dataclass
class Dreamer:
    """Asks the language model for the items of which the graph says too little."""

    llm: PrefetchingLLM
    prompt: Prompt
    world: World
    state: State
    """What the agent knows; it changes as the run goes on."""
    config: DreamConfig
    target: Item | None
    """What the run is after; None for all items."""
    tries: int
    """Pursuits without a verdict after which a hypothesis is set aside."""
    is_limited: bool
    """Whether the config limits what may be asked."""
    on_question: Callable[[Item], None]
    """Called with an item before it is asked for."""
    limits: dict[Item, str] = field(default_factory=dict)
    """Items that are not asked for any more, and the limit that forbids it."""

    def dream(self, retry: bool = False) -> Answers | None:
        """Ask for the first item that is due.

        At a limit, items are skipped that the language model would have to be asked for: others may
        have been answered ahead, or be on the cassette.

        Args:
            retry: Whether items are due, too, whose hypotheses were all pursued in vain.

        Returns:
            The answers as events, at least one; None when no item is due.

        Raises:
            LLMError: The language model gave no answer.
        """
        return self._first(lambda: self._due(retry), self._may_ask_ahead(retry))

    def dream_outside(self) -> Answers | None:
        """Ask for an item that is not on the way to the target, once nothing on it is left to try.

        Each answer may open a way, so no other item is asked for ahead of it.

        Returns:
            The answers as events, at least one; None when there is no target, or every item of the
            world was asked for.

        Raises:
            LLMError: The language model gave no answer.
        """
        if self.target is None:
            return None
        target, vocabulary = self.target, self.world.subgoals
        return self._first(lambda: due_outside(self.state, target, vocabulary), False)

    def _first(self, due: Callable[[], Iterator[Item]], may_ask_ahead: bool) -> Answers | None:
        """The answers for the first item that is due and that no limit forbids."""
        answers: Answers | None = None
        while answers is None:
            items = (item for item in due() if item not in self.limits)
            first = next(items, None)
            if first is None:
                return None
            answers = self._ask(first, chain([first], items if may_ask_ahead else ()))
        return answers

    def _may_ask_ahead(self, retry: bool) -> bool:
        """Whether all items that are due will be asked for, whatever the first answer says.

        One answer may be enough for items that were tried in vain. Under a limit the order of the
        questions matters, too: once more than dreams was recorded, an answer may put other items
        first.
        """
        only_dreams = self.state.entries == self.state.asked.total()
        return not retry and (only_dreams or not self.is_limited)

    def _ask(self, first: Item, items: Iterable[Item]) -> Answers | None:
        """The answers for the first item; None at a limit."""

        def answers(llm: LLM, item: Item) -> Answers:
            return ask(llm, self.prompt, item, self.state, self.world, self.config)

        self.on_question(first)
        try:
            return self.llm.first(items, answers)
        except LLMLimit as limit:
            if not self.limits:
                log.warning("%s; the run goes on without further dreaming", limit)
            self.limits[first] = str(limit)
            return None

    def _due(self, retry: bool) -> Iterator[Item]:
        """Items to ask for, the first one first, as `dream.scope` says."""
        state, again, tries = self.state, self.config.again, self.tries if retry else None
        if self.config.scope == "all":
            return (i for i in self.world.subgoals if is_due(state, i, again, tries))
        needs = sorted(self.world.needs)
        if self.config.scope == "frontier" and self.target:
            if not retry:
                vital = (i for i in needs if is_due(state, i, again))
                return chain(vital, due_next(state, self.target, again, self.tries))
            return (i for i in due(state, self.target, again, tries, needs) if state.asked[i])
        return due(state, self.target, again, tries, needs)
