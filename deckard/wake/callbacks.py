"""Callbacks: the one way to look in on a run, as in stable-baselines3."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deckard.journal.events import Event
from deckard.journal.state import State
from deckard.policies import TrainingProgress
from deckard.types import Item, Pursuit, Recipe

if TYPE_CHECKING:
    from deckard.wake.progress import RunProgress


class RunCallback:
    """What looks on at a run: a base class whose hooks do nothing.

    Override the hooks that matter. Name the class in the config, as in `callbacks:
    [package.module:Class, {name: package.module:Class, option: 1}]`, or give an object to
    `deckard.run`. Callbacks are called in order, those of the config first, in the thread of the
    run.

    Everything that a hook is given is what the agent knows; the world and its truth are not part of
    it. It is to be read only: a state that a callback changes no longer fits the journal.

    An exception of a hook ends the run like any other bug, with its traceback, and no further hook
    is called, not even `on_run_end`. The journal then holds every entry before it, so the run goes
    on when it is started again.

    A run directory keeps the callbacks of its config, and builds them anew when the run goes on;
    `-s 'callbacks=[]'` clears them. Those that are given as objects it does not keep.
    """

    def on_run_start(self, progress: "RunProgress") -> None:
        """Look on at the beginning of a run, also of one that goes on.

        Args:
            progress: What the run is at; it is kept up to date before each other hook is called.
        """

    def on_question(self, item: Item) -> None:
        """Look on before the language model is asked for an item.

        Args:
            item: The item whose recipe is asked for.
        """

    def on_plan_step(self, goal: Pursuit, step: Recipe) -> None:
        """Look on before the agent takes a step of a plan.

        Args:
            goal: What is pursued: a recipe, or an attempt at many items.
            step: The recipe of the step.
        """

    def on_training(self, recipe: Recipe, progress: TrainingProgress, steps: int) -> None:
        """Look on at a training: once before it begins, then after every rollout.

        Args:
            recipe: The collect that is practised.
            progress: How the training stands.
            steps: Env steps that this practice has taken so far.
        """

    def on_evaluation(self, recipe: Recipe, steps: int) -> None:
        """Look on when a training is over and its policy is going to be evaluated.

        Args:
            recipe: The collect that was practised.
            steps: Env steps that this practice has taken so far.
        """

    def on_entry(self, events: tuple[Event, ...], state: State) -> bool | None:
        """Look on after an entry was written to the journal.

        Args:
            events: The events of the entry: an outcome and the corrections it called for, a
                hypothesis, or the answers of the language model to one question.
            state: What the agent knows now.

        Returns:
            False to stop the run here; it goes on when it is started again. True or None to go on.
        """
        return True

    def on_run_end(self, reason: str) -> None:
        """Look on at the end of a run that ends by itself.

        That is one whose target is verified, that has nothing left to try, that is out of budget,
        or that a callback stopped. When an exception ends the run, be it of a hook, a component or
        deckard, or a signal such as Ctrl-C, this is not called. What must be closed in any case is
        to be closed by whoever calls `deckard.run`.

        Args:
            reason: Why it ended, in words.
        """


class CallbackList(RunCallback):
    """Callbacks that are called one after the other.

    Args:
        callbacks: Called in this order.
    """

    def __init__(self, callbacks: Sequence[RunCallback]) -> None:
        self.callbacks = tuple(callbacks)
        self.stopped_by: RunCallback | None = None
        """The first callback that stopped the run; None while none has."""

    def on_run_start(self, progress: "RunProgress") -> None:
        """Call every callback."""
        for callback in self.callbacks:
            callback.on_run_start(progress)

    def on_question(self, item: Item) -> None:
        """Call every callback."""
        for callback in self.callbacks:
            callback.on_question(item)

    def on_plan_step(self, goal: Pursuit, step: Recipe) -> None:
        """Call every callback."""
        for callback in self.callbacks:
            callback.on_plan_step(goal, step)

    def on_training(self, recipe: Recipe, progress: TrainingProgress, steps: int) -> None:
        """Call every callback."""
        for callback in self.callbacks:
            callback.on_training(recipe, progress, steps)

    def on_evaluation(self, recipe: Recipe, steps: int) -> None:
        """Call every callback."""
        for callback in self.callbacks:
            callback.on_evaluation(recipe, steps)

    def on_entry(self, events: tuple[Event, ...], state: State) -> bool:
        """Call every callback, also after one has stopped the run; whether none has."""
        for callback in self.callbacks:
            if callback.on_entry(events, state) is False and self.stopped_by is None:
                self.stopped_by = callback
        return self.stopped_by is None

    def on_run_end(self, reason: str) -> None:
        """Call every callback."""
        for callback in self.callbacks:
            callback.on_run_end(reason)
