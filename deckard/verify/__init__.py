"""Verifiers: what an outcome says about the graph."""

from collections.abc import Callable

from deckard.journal.events import Event
from deckard.journal.state import State
from deckard.types import Outcome

Verifier = Callable[[State, Outcome], list[Event]]
"""(state with the outcome folded in, outcome) -> corrections: Verified and Refuted alone."""
KNOWN = {
    "revising": "deckard.verify.revising:Revising",
    "cooccurrence": "deckard.bench.baselines.deckard2023:Cooccurrence",
    "adam": "deckard.bench.baselines.adam:Ablating",
    "xenon": "deckard.bench.baselines.oracle:Counting",
}
