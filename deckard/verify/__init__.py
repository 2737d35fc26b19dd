"""Verifiers: what an outcome says about the graph."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from deckard.journal.events import Proven, Refuted, Verified
from deckard.journal.state import State
from deckard.types import Outcome

Correction = Verified | Refuted | Proven
"""A change of the graph that a verifier can make."""
KNOWN = {
    "revising": "deckard.verify.revising:Revising",
    "cooccurrence": "deckard.bench.baselines.deckard2023:Cooccurrence",
    "adam": "deckard.bench.baselines.adam:Ablating",
    "xenon": "deckard.bench.baselines.oracle:Counting",
}


class Verifier(ABC):
    """Concludes from an outcome which recipes are true and which are wrong.

    Derive from this class, or write a plain function with the parameters of `__call__`. The
    constructor's parameters are options of the config (`verifier.NAME=VALUE`), but for `world` and
    `patience`, which the run fills in. What a verifier needs to remember of the events is a `Fold`
    (see `deckard.journal.state`); `deckard.verify.observations` keeps the usual evidence.
    """

    benchmark: str = ""
    """What of the truth it is told, for the manifest. Empty for a verifier that knows nothing."""

    @abstractmethod
    def __call__(self, state: State, outcome: Outcome) -> Sequence[Correction]:
        """Return the corrections that an outcome calls for.

        The run calls this once after each practice, pursuit and bulk attempt; `deckard replay
        --verifier` calls it for the outcomes of a journal. It must be a pure function: it must not
        change the state, and must return the same for the same arguments.

        Args:
            state: What the agent knows, with the outcome already counted.
            outcome: What was observed.

        Returns:
            Verifications of items that were gained, refutations of what is believed, and proofs
            that a station or tool of a verified recipe is needed, in the order in which they take
            effect; none when the outcome shows nothing.
        """


class FunctionVerifier(Verifier):
    """A verifier that concludes by a function."""

    def __init__(self, rule: Callable[[State, Outcome], Sequence[Correction]]) -> None:
        """Take the function.

        Args:
            rule: What concludes; see `Verifier.__call__`.
        """
        self.rule = rule

    def __call__(self, state: State, outcome: Outcome) -> Sequence[Correction]:
        """Return what the function returns."""
        return self.rule(state, outcome)


VerifierLike = Verifier | Callable[[State, Outcome], Sequence[Correction]]
"""A verifier, or a function that concludes like one."""


def as_verifier(component: VerifierLike) -> Verifier:
    """Return a verifier for what may be a function.

    Args:
        component: A verifier, or anything else that is called like one.
    """
    return component if isinstance(component, Verifier) else FunctionVerifier(component)
