import pytest

import deckard
from deckard.config import RunConfig
from deckard.errors import ConfigError, LLMError, RunDirError
from deckard.llms import LLM, Completion
from deckard.wake.callbacks import RunCallback
from deckard.worlds.symbolic import Symbolic

SMALL = {"world": "symbolic", "target": "stick"}


class Teacher(LLM):
    """A language model that knows three recipes."""

    ANSWERS = {
        "stick": '{"item": "stick", "method": "craft", "ingredients": {"planks": 2}, "yield": 4}',
        "planks": '{"item": "planks", "method": "craft", "ingredients": {"log": 1}, "yield": 4}',
        "log": '{"item": "log", "method": "collect", "source": "log"}',
    }

    def complete(self, request):
        if request.item not in self.ANSWERS:
            raise LLMError(f"no answer for {request.item}")
        return Completion(self.ANSWERS[request.item], "teacher")


def frontier(state, goal, rng):
    return next(iter(state.awm.frontier()), None)


class Stubborn:
    """A verifier that concludes nothing."""

    def __call__(self, state, outcome):
        return []


class Counter(RunCallback):
    """Counts entries, and stops the run after some."""

    def __init__(self, most: int = 10_000):
        self.most, self.entries = most, 0

    def on_entry(self, events, state):
        self.entries += 1
        return self.entries < self.most


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("config", "folder"),
    [
        (SMALL, "stick-symbolic-seed0"),
        (SMALL | {"seed": 3, "wake": {"tries": 4}}, "stick-symbolic-wake.tries=4-seed3"),
        (
            RunConfig(target="stick", world={"name": "symbolic"}, trainer={"name": "naming"}),
            "stick-symbolic-trainer.name=naming-seed0",
        ),
    ],
)
def test_a_config_may_be_a_mapping_or_a_run_config(config, folder):
    run = deckard.run(config)
    assert run.path.as_posix() == f"runs/{folder}"
    assert run.status == "target verified: stick"
    if isinstance(config, RunConfig):
        assert run.config.explorer == config.explorer


def test_a_config_may_be_a_file_and_is_not_changed(tmp_path):
    file = tmp_path / "small.yaml"
    file.write_text("world: symbolic\ntarget: stick\n", encoding="utf-8")
    assert deckard.run(file).path.name == deckard.run(str(file)).path.name
    given = dict(SMALL)
    deckard.run(given, target="log")
    assert given == SMALL


def test_settings_are_laid_over_the_config():
    run = deckard.run(SMALL, "here", seed=2, wake={"tries": 5}, world={"name": "symbolic"})
    assert (run.config.seed, run.config.wake.tries) == (2, 5)
    assert run.config.target == "stick"


def test_components_may_be_objects_or_functions():
    run = deckard.run(SMALL, "here", llm=Teacher(), explorer=frontier)
    assert run.awm.is_verified("stick")
    assert {event.model for event in run.events("dreamed")} == {"teacher"}
    assert run.config.llm.name.endswith(":Teacher")
    assert run.config.explorer.name.endswith(":frontier")


def test_a_verifier_may_be_an_object():
    run = deckard.run(SMALL, "here", verifier=Stubborn(), max_steps=20_000)
    assert run.awm.items("verified") == []


def test_callbacks_look_on_and_may_stop_a_run():
    counter = Counter()
    run = deckard.run(SMALL, "here", callbacks=[counter])
    assert counter.entries == len(run.entries)
    assert len(deckard.run(SMALL, "stopped", callbacks=[Counter(2)]).entries) == 2


def test_a_callback_may_be_named_and_stands_in_the_config_then():
    named = {"name": f"{__name__}:Counter", "most": 3}
    run = deckard.run(SMALL, "here", callbacks=[named, Counter()])
    assert [callback.name for callback in run.config.callbacks] == [named["name"]]
    assert len(run.entries) == 3


def test_what_is_no_callback_is_an_error():
    with pytest.raises(ConfigError, match="RunCallback"):
        deckard.run(SMALL, "here", callbacks=[print])


def test_a_world_that_was_given_as_an_object_plans_and_acts_afterwards():
    run = deckard.run(target="stick", world=Symbolic("1.16.5"), trainer="naming")
    assert run.world["minecraft"] == "1.16.5"
    assert run.plan("stick").raw == {"log": 1}
    assert run.env("log").world.about == run.world


def test_a_run_goes_on_in_its_directory():
    first = deckard.run(SMALL, "here", max_steps=100)
    assert "out of budget" in first.status
    assert deckard.run(out="here", max_steps=100_000).status == "target verified: stick"


def test_nothing_is_printed_unless_it_is_asked_for(capfd):
    deckard.run(SMALL, "silent")
    assert capfd.readouterr() == ("", "")
    deckard.run(SMALL, "loud", verbose=True)
    assert "verified" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"target": "stik"}, "did you mean stick"),
        ({"tarjet": "stick"}, "^keyword tarjet: tarjet: there is no such key .did you mean target"),
        ({"dream": {"scop": "all"}}, "^keyword dream: dream.scop: there is no such key"),
        ({"explorer": lambda state: None}, r"give it the parameters \(state, goal, rng\)"),
        ({"world": "simbolic"}, "unknown world 'simbolic'"),
        ({"config": "iron_pickax"}, "neither a file nor one of"),
        ({"seed": -1}, "greater than or equal to 0"),
        ({"llm": object()}, "complete"),
        ({"given": {1, 2}}, "a config has no value such as"),
    ],
)
def test_a_wrong_setting_is_an_error_and_nothing_starts(settings, message, tmp_path):
    with pytest.raises(ConfigError, match=message):
        deckard.run(**{"world": "symbolic", "target": "stick"} | settings)
    assert list(tmp_path.rglob("journal.jsonl")) == []


def test_a_run_directory_is_no_config():
    run = deckard.run(SMALL)
    with pytest.raises(ConfigError, match=r"go on with it by deckard\.run\(out="):
        deckard.run(run.path)


def test_a_file_is_no_run_directory(tmp_path):
    file = tmp_path / "notes.txt"
    file.touch()
    with pytest.raises(RunDirError, match="is a file"):
        deckard.run(SMALL, file)


def test_a_directory_with_another_run_is_an_error():
    deckard.run(SMALL, "here")
    with pytest.raises(RunDirError, match="another seed"):
        deckard.run(SMALL, "here", seed=1)
