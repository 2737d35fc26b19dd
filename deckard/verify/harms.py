"""What harms the agent: what is close when a level such as health falls, far more than else."""

from collections import Counter
from collections.abc import Iterable

from deckard.graph.beliefs import VERIFIED
from deckard.journal.events import Attempted, Event, Pursued
from deckard.journal.state import Fold, State
from deckard.types import Item, Recipe

ENOUGH = 5
"""Acts in which a source was close and the agent was hurt, before that says something; chosen."""
LIFT = 3.0
"""How many times as often the agent must be hurt beside a source as elsewhere; chosen."""


class Harms(Fold):
    """In how many acts of the lives the agent was hurt, and in how many of these beside what."""

    def __init__(self) -> None:
        self.acts = self.hurt = 0
        """Acts in all, and those in which the agent was hurt."""
        self._close, self._beside = Counter[str](), Counter[str]()

    def apply(self, event: Event, state: State, entry: int) -> None:
        """Add up what a pursuit in a life saw."""
        if isinstance(event, Pursued | Attempted) and event.harm is not None:
            self.acts += event.harm.acts
            self.hurt += event.harm.hurt
            self._close.update(event.harm.close)
            self._beside.update(event.harm.beside)

    @property
    def harmful(self) -> set[str]:
        """The sources that harm who is close to them, and the needs that harm who has none left."""
        return {s for s, hurt in self._beside.items() if hurt >= ENOUGH and self._lift(s) >= LIFT}

    def _lift(self, source: str) -> float:
        """How many times as often the agent is hurt beside a source as elsewhere."""
        close, hurt = self._close[source], self._beside[source]
        elsewhere = (self.hurt - hurt + 1) / (self.acts - close + 1)
        return hurt / close / elsewhere


def defences(state: State, deeds: Iterable[Item]) -> dict[str, Recipe]:
    """Return by what each source that harms is met: the first deed that it is verified to give.

    Args:
        state: What the agent knows.
        deeds: The deeds of the world.
    """
    harmful = state.view(Harms).harmful
    verified = (r for deed in sorted(deeds) for r in state.awm.recipes(deed, VERIFIED))
    collects = [r for r in verified if r.how == "collect"]
    return {r.source: r for r in reversed(collects) if r.source in harmful}
