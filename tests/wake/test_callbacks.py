import inspect

from deckard.journal.state import State
from deckard.wake.callbacks import CallbackList, RunCallback
from tests.strategies import collect

LOG = collect("log")


class Hearing(RunCallback):
    """Writes its name down, and says whether to go on."""

    def __init__(self, name, heard, goes_on=True):
        self.name, self.heard, self.goes_on = name, heard, goes_on

    def on_plan_step(self, goal, step):
        self.heard.append((self.name, step.item))

    def on_entry(self, events, state):
        self.heard.append((self.name, len(events)))
        return self.goes_on


def test_callbacks_are_called_in_order():
    heard = []
    callbacks = CallbackList([Hearing("first", heard), Hearing("second", heard)])
    callbacks.on_plan_step(LOG, LOG)
    callbacks.on_entry((), State())
    assert heard == [("first", "log"), ("second", "log"), ("first", 0), ("second", 0)]


def test_a_list_passes_every_hook_on():
    hooks = [name for name in vars(RunCallback) if name.startswith("on_")]
    called = []

    class Every(RunCallback):
        """Writes down which hook was called."""

    for hook in hooks:
        setattr(Every, hook, lambda self, *args, hook=hook: called.append((hook, len(args))))
    callbacks = CallbackList([Every()])
    for hook in hooks:
        takes = len(inspect.signature(getattr(RunCallback, hook)).parameters) - 1
        getattr(callbacks, hook)(*[None] * takes)
        assert called[-1] == (hook, takes)


def test_the_first_callback_that_says_false_stops_the_run_and_the_others_still_hear():
    heard = []
    last = Hearing("last", heard, goes_on=False)
    calls = [Hearing("none", heard, None), Hearing("stops", heard, goes_on=False), last]
    callbacks = CallbackList(calls)
    assert callbacks.on_entry((), State()) is False
    assert callbacks.stopped_by is calls[1]
    assert [name for name, _ in heard] == ["none", "stops", "last"]


def test_a_callback_that_says_nothing_stops_nothing():
    callbacks = CallbackList([Hearing("none", [], goes_on=None), RunCallback()])
    assert callbacks.on_entry((), State())
    assert callbacks.stopped_by is None
