import json
import pathlib

import pytest

from deckard.errors import ConfigError
from deckard.journal.journal import read_journal
from deckard.runs.directory import read_run_config
from deckard.runs.run import run
from deckard.wake.callbacks import RunCallback
from tests.runs.test_run import BANDIT, journal, settings, work

HERE = "tests.runs.test_callbacks"


class Counting(RunCallback):
    """Appends what it hears to a file; an own callback, as a config names it."""

    def __init__(self, path: str, head: str = ""):
        self.path, self.head = path, head

    def _append(self, *words):
        with pathlib.Path(self.path).open("a", encoding="utf-8") as file:
            print(json.dumps([*filter(None, [self.head]), *words]), file=file)

    def on_entry(self, events, state):
        self._append("entry", state.entries, len(events))

    def on_run_end(self, reason):
        self._append("end", reason)


class Stopping(RunCallback):
    """Stops a run after so many entries of its own."""

    def __init__(self, entries):
        self.left = entries

    def on_entry(self, events, state):
        self.left -= 1
        return self.left > 0


class Failing(RunCallback):
    """Fails at the third entry."""

    def on_entry(self, events, state):
        if state.entries == 3:
            raise ZeroDivisionError("a bug of its own")


class Keeping(RunCallback):
    """Keeps all that any hook is given."""

    def __init__(self):
        self.given = []


for hook in [name for name in vars(RunCallback) if name.startswith("on_")]:
    setattr(Keeping, hook, lambda self, *args: self.given.extend(args))


def heard(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_an_own_callback_of_the_config_is_called_for_each_entry(tmp_path):
    own = f"callbacks=[{{name: {HERE}:Counting, path: {tmp_path / 'heard'}}}]"
    ended = work(tmp_path / "run", *BANDIT, own)
    *entries, end = heard(tmp_path / "heard")
    written = list(read_journal(tmp_path / "run" / "journal.jsonl"))
    assert entries == [["entry", n, len(events)] for n, events in enumerate(written, 1)]
    assert end == ["end", ended.reason] == ["end", "target verified: stone_pickaxe"]


def test_callbacks_of_the_config_are_called_before_those_that_are_given(tmp_path):
    path = tmp_path / "heard"
    of_config = [f"{{name: {HERE}:Counting, path: {path}, head: {head}}}" for head in "ab"]
    conf = settings(*BANDIT, "max_steps=1", f"callbacks=[{', '.join(of_config)}]")
    run(conf, tmp_path / "run", [Counting(str(path), "c"), Counting(str(path), "d")])
    names = [name for name, *_ in heard(path)]
    assert len(names) > 8
    assert names == ["a", "b", "c", "d"] * (len(names) // 4)


def test_a_callback_without_options_is_named_alone():
    assert settings("callbacks=[a.b:C]").callbacks[0].name == "a.b:C"


def test_a_callback_stops_a_run_which_goes_on_to_the_same_journal(tmp_path):
    whole = work(tmp_path / "whole", *BANDIT)
    ended = run(settings(*BANDIT), tmp_path / "run", [Stopping(5)])
    assert ended.reason == "stopped by Stopping"
    assert len(journal(tmp_path / "run")) == 5
    assert work(tmp_path / "run", *BANDIT).reason == whole.reason
    assert journal(tmp_path / "run") == journal(tmp_path / "whole")


def test_a_callback_that_fails_ends_the_run_as_a_bug_and_loses_no_entry(tmp_path):
    work(tmp_path / "whole", *BANDIT)
    counting = Counting(str(tmp_path / "heard"))
    with pytest.raises(ZeroDivisionError, match="a bug of its own"):
        run(settings(*BANDIT), tmp_path / "run", [counting, Failing()])
    assert [kind for kind, *_ in heard(tmp_path / "heard")] == ["entry"] * 3  # and no end
    assert len(journal(tmp_path / "run")) == 3
    work(tmp_path / "run", *BANDIT)
    assert journal(tmp_path / "run") == journal(tmp_path / "whole")


def test_a_run_goes_on_with_other_callbacks(tmp_path):
    work(tmp_path / "run", *BANDIT, "max_steps=1")
    own = f"callbacks=[{{name: {HERE}:Counting, path: {tmp_path / 'heard'}}}]"
    work(tmp_path / "run", *BANDIT, own)
    assert heard(tmp_path / "heard")


def test_a_run_directory_keeps_the_callbacks_of_its_config_until_they_are_cleared(tmp_path):
    path = tmp_path / "heard"
    own = f"callbacks=[{{name: {HERE}:Counting, path: {path}}}]"
    work(tmp_path / "run", *BANDIT, "max_steps=1", own)
    assert read_run_config(tmp_path / "run").callbacks
    path.unlink()
    work(tmp_path / "run", *BANDIT, "callbacks=[]")
    assert not path.exists()
    assert not read_run_config(tmp_path / "run").callbacks


def test_callbacks_see_no_world(tmp_path):
    keeping = Keeping()
    run(settings(*BANDIT), tmp_path / "run", [keeping])
    assert len(keeping.given) > 50
    inside = [part for value in keeping.given for part in getattr(value, "__dict__", {}).values()]
    kinds = {type(value).__module__ for value in [*keeping.given, *inside]}
    assert "deckard.journal.state" in kinds
    assert not [kind for kind in kinds if kind.startswith(("deckard.worlds", "tests.toy"))]


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("nowhere.at:All", "cannot load callback 'nowhere.at:All'"),
        ("tests.toy:Toy", r"callback 'tests.toy:Toy' cannot be used: make it a sub"),
        (f"{HERE}:Counting", "path: is required"),
    ],
)
def test_a_wrong_callback_of_the_config_is_named_before_anything_is_written(
    tmp_path, named, message
):
    with pytest.raises(ConfigError, match=message):
        work(tmp_path / "run", f"callbacks=[{named}]")
    assert not (tmp_path / "run").exists()


def test_an_object_that_is_no_callback_is_named_before_anything_is_written(tmp_path):
    with pytest.raises(ConfigError, match="is no callback: make its class a subclass"):
        run(settings(), tmp_path / "run", [print])
    assert not (tmp_path / "run").exists()
