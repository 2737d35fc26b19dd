"""Rejudge: the graph that another verifier would have made of the same evidence."""

from collections.abc import Iterable, Sequence

from deckard.journal.events import Act, Event, Proven, Refuted, Verified
from deckard.journal.fold import apply
from deckard.journal.state import State
from deckard.verify import VerifierLike


def rejudge(entries: Iterable[Sequence[Event]], verifier: VerifierLike) -> State:
    """Fold a journal, with the corrections of this verifier in place of those that it holds.

    What was dreamed, practised and pursued stays as it was, though under another verifier the agent
    might have gone other ways. No env step is taken.
    """
    state = State()
    for number, events in enumerate(entries, 1):
        for event in events:
            if isinstance(event, Verified | Refuted | Proven):
                continue
            apply(state, event, number)
            if isinstance(event, Act):
                for correction in verifier(state, event.outcome):
                    apply(state, correction, number)
        state.entries = number
    return state
