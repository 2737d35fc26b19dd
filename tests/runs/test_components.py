import pytest

from deckard.dream.priors.recorded import Recorded
from deckard.errors import ConfigError, RunDirError
from deckard.explore.directed import Directed
from deckard.llms import LLM
from deckard.runs.components import RunComponents
from deckard.runs.manifest import read_manifest
from deckard.runs.run import run
from tests import strangers
from tests.bandit import Bandit
from tests.runs.test_run import BANDIT, Circular, journal, settings, work
from tests.toy import Toy


class Texting(LLM):
    """A model that returns no completion."""

    def complete(self, request):
        return "log"


def objects():
    world = Toy()
    return {"world": world, "llm": Recorded(), "trainer": Bandit(), "explorer": strangers.impatient}


def test_a_run_of_objects_is_the_run_of_their_names(tmp_path):
    named = work(tmp_path / "named", *BANDIT, "explorer.name=tests.strangers:impatient")
    given = run(settings(), tmp_path / "given", components=objects())
    assert given.reason == named.reason == "target verified: stone_pickaxe"
    assert journal(tmp_path / "given") == journal(tmp_path / "named")


def test_the_manifest_and_the_config_tell_the_classes_of_objects(tmp_path):
    conf = settings("max_steps=1", "llm.parallel=2", "llm.temperature=1")
    run(conf, tmp_path / "run", components=objects())
    assert read_manifest(tmp_path / "run")["objects"] == {
        "world": "tests.toy:Toy",
        "llm": "deckard.dream.priors.recorded:Recorded",
        "trainer": "tests.bandit:Bandit",
        "explorer": "tests.strangers:impatient",
    }
    conf = RunComponents.of(conf, objects()).config
    assert conf.explorer.name == "tests.strangers:impatient"
    assert conf.llm.parallel == 2
    assert conf.llm.options == {}


def test_a_run_goes_on_with_objects_of_the_same_classes_and_no_others(tmp_path):
    conf, folder = settings("max_steps=1", *BANDIT), tmp_path / "run"
    run(conf, folder, components={"llm": Recorded()})
    run(conf, folder, components={"llm": Recorded()})
    with pytest.raises(RunDirError, match="another llm"):
        run(conf, folder, components={"llm": Circular()})
    with pytest.raises(RunDirError, match="another llm, explorer"):
        run(conf, folder, components={"llm": Circular(), "explorer": Directed()})
    by_name = settings("max_steps=1", *BANDIT, "llm.name=deckard.dream.priors.recorded:Recorded")
    with pytest.raises(RunDirError, match=r"begun with an object of .*:Recorded as its llm"):
        run(by_name, folder)


def test_an_object_that_says_of_itself_something_else_is_another(tmp_path):
    other = Toy()
    other.about = {"name": "toy", "rules": "changed"}
    mine = Toy()
    mine.about = {"name": "toy", "rules": "as ever"}
    conf = settings("max_steps=1", *BANDIT)
    run(conf, tmp_path / "run", components={"world": mine})
    with pytest.raises(RunDirError, match=r"in another world \(rules differ\)"):
        run(conf, tmp_path / "run", components={"world": other})


def test_an_explorer_that_returns_no_decision_is_an_error(tmp_path):
    name = "tests.strangers:numbering"
    message = f"explorer {name} returned an int: return a Recipe, a Supposed, a BulkAttempt or None"
    with pytest.raises(ConfigError, match=message):
        work(tmp_path / "named", *BANDIT, f"explorer.name={name}")
    with pytest.raises(ConfigError, match=message):
        run(settings(*BANDIT), tmp_path / "given", components={"explorer": strangers.numbering})


def test_a_model_that_returns_no_completion_is_an_error(tmp_path):
    message = "Texting: complete returned a str: return a deckard.llms.Completion"
    with pytest.raises(ConfigError, match=message):
        run(settings(*BANDIT), tmp_path / "run", components={"llm": Texting()})


def test_an_object_that_is_no_component_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(ConfigError, match=r"builtins:object' cannot be used: it has no complete"):
        run(settings(), tmp_path / "run", components={"llm": object()})
    with pytest.raises(ConfigError, match="no component 'planner'; there are: world, llm"):
        run(settings(), tmp_path / "run", components={"planner": object()})
    assert not (tmp_path / "run").exists()
