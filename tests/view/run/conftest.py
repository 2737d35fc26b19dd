"""What a running agent shows, without the agent."""

from deckard.view.run.history import RunHistory
from deckard.wake.callbacks import CallbackList
from deckard.wake.progress import RunProgress


class Shown(CallbackList):
    """What a run shows: the hooks are called as a run calls them."""

    def __init__(self, state, clock, *others):
        progress = RunProgress(state, clock)
        self.history = RunHistory(state, clock)
        super().__init__([progress, self.history, *(make(self.history) for make in others)])
        self.on_run_start(progress)
