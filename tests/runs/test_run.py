import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from deckard import config
from deckard.dream.priors.recorded import Recorded
from deckard.errors import ConfigError, LLMError, RunDirError
from deckard.journal.events import Act
from deckard.journal.journal import journal_lines, read_journal
from deckard.journal.state import open_hypotheses
from deckard.llms import LLM, Completion
from deckard.runs.components import RunComponents
from deckard.runs.directory import load_state
from deckard.runs.run import run
from deckard.wake.callbacks import RunCallback
from tests.strategies import known
from tests.toy import CRAFTS, SOURCES, Toy

ROOT = Path(__file__).resolve().parents[2]
SMALL = [
    "world.name=tests.toy:Toy",
    "trainer.name=ppo",
    "trainer.envs=16",
    "trainer.max_decisions=40",
    "trainer.budget=30000",
    "trainer.window=100",
    "wake.measure=30",
]
BANDIT = ["trainer.name=tests.bandit:Bandit"]
NOISY = ["llm.name=noisy", "llm.inner={name: recorded}"]


def settings(*overrides, target="stone_pickaxe"):
    other = any(o.startswith("trainer.name=") for o in overrides)  # has options of its own
    small = [s for s in SMALL if not (other and s.startswith("trainer."))]
    return config.parse_config({"target": target}, "test", [*small, *overrides])


def work(folder, *overrides, target="stone_pickaxe"):
    return run(settings(*overrides, target=target), folder)


def journal(folder):
    """The entries of a run apart from when they were made."""
    return [entry["events"] for entry in journal_lines(folder / "journal.jsonl")]


class Unreliable(LLM):
    """The recorded model, behind a line that is cut while a file exists."""

    def __init__(self, cut: str):
        self.cut, self.inner = Path(cut), Recorded()

    def complete(self, request):
        if self.cut.exists() and request.item == "cobblestone":
            raise LLMError("the line is cut: mend it")
        return self.inner.complete(request)


class Circular(LLM):
    """Dreams in which every item needs others that need it, drawn from a seed."""

    def __init__(self, seed: int = 0):
        self.seed, self.inner = seed, Recorded()

    def complete(self, request):
        rng = random.Random(f"{self.seed} {request.item} {request.attempt}")
        made = sorted({r.item for r in CRAFTS})
        if rng.random() < 0.4:
            return self.inner.complete(request)
        ingredients = {rng.choice(made): rng.randint(1, 3) for _ in range(2)}
        station = rng.choice(["crafting_table", "furnace", None])
        fields = {"method": "craft", "ingredients": ingredients, "station": station}
        return Completion(text=yaml.safe_dump(fields, default_flow_style=True), model="circular")


class OneTool(LLM):
    """Dreams of iron ore that takes an iron pickaxe: nothing on the way to one can begin."""

    def __init__(self):
        self.inner = Recorded()

    def complete(self, request):
        if request.item != "iron_ore":
            return self.inner.complete(request)
        fields = {"method": "collect", "source": "iron_ore", "tool": "iron_pickaxe"}
        return Completion(text=yaml.safe_dump(fields), model="one tool")


class Distant(Toy):
    """A toy world in which coal is in sight and never in reach."""

    def practice(self, practice):
        env = super().practice(practice)
        forbid = list(SOURCES).index("coal_ore")
        act = env.step_async
        env.step_async = lambda actions: act([len(SOURCES) if a == forbid else a for a in actions])
        return env

    def live(self, seed):
        life = super().live(seed)
        forbid, step = list(SOURCES).index("coal_ore"), life.step
        life.step = lambda action: step(len(SOURCES) if action == forbid else action)
        return life


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("undisturbed") / "run"
    return folder, work(folder)


def test_a_run_reaches_its_target_in_a_life_by_true_recipes(undisturbed):
    _, ended = undisturbed
    assert ended.reason == "target verified: stone_pickaxe"
    assert ended.state.obtained["stone_pickaxe"]
    truth = {r.item: r for r in CRAFTS}
    for item in ("planks", "stick", "crafting_table", "wooden_pickaxe", "stone_pickaxe"):
        assert ended.state.awm.recipes(item, "verified") == [truth[item]]
    for item in ("log", "cobblestone"):
        [recipe] = ended.state.awm.recipes(item, "verified")
        assert SOURCES[recipe.source][0] == item


def test_the_state_in_which_a_run_ends_is_what_its_journal_folds_to(undisturbed):
    folder, ended = undisturbed
    assert known(load_state(folder)) == known(ended.state)


def test_an_entry_is_one_outcome_with_its_conclusions_or_one_dream(undisturbed):
    for first, *rest in read_journal(undisturbed[0] / "journal.jsonl"):
        assert all(event.kind in ("verified", "refuted", "proven") for event in rest)
        assert not rest or isinstance(first, Act)
        assert first.kind not in ("verified", "refuted")


def test_two_runs_of_one_seed_are_identical(undisturbed, tmp_path):
    work(tmp_path / "again")
    assert journal(tmp_path / "again") == journal(undisturbed[0])


def test_runs_of_two_seeds_differ(undisturbed, tmp_path):
    work(tmp_path / "other", "seed=1", "max_steps=50000")
    mine, other = journal(undisturbed[0]), journal(tmp_path / "other")
    assert mine[: len(other)] != other


def test_a_finished_run_that_is_run_again_adds_nothing(undisturbed):
    folder, ended = undisturbed
    before = (folder / "journal.jsonl").read_bytes()
    assert work(folder).reason == ended.reason
    assert (folder / "journal.jsonl").read_bytes() == before


def test_a_run_killed_at_any_moment_goes_on_as_if_it_had_not_been(undisturbed, tmp_path):
    folder = tmp_path / "killed"
    whole = len(journal(undisturbed[0]))
    subprocess.run(
        [sys.executable, "-m", "tests.runs.test_run", str(folder), str(whole)],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "1"},  # a set's order must not matter
        check=True,
    )
    assert len(journal(folder)) < whole
    work(folder)
    assert journal(folder) == journal(undisturbed[0])


def kill_six_times(folder, whole):
    """Start a run in processes of their own, and kill each at some moment."""
    rng, path = random.Random(0), folder / "journal.jsonl"
    RunComponents.of(settings())  # imports once what every process needs
    for kill in range(6):
        child = os.fork()
        if child == 0:
            run(settings(), folder)
            os._exit(0)
        # After so many further entries, and then at some moment within the next one.
        target = whole * (kill + 1) // 8 + rng.randint(0, 1)
        while _count(path) <= target:
            assert os.waitpid(child, os.WNOHANG) == (0, 0), "the run ended before it was killed"
            time.sleep(0.002)
        time.sleep(rng.random() * 0.1)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _count(path):
    return path.read_bytes().count(b"\n") if path.exists() else 0


def test_stopping_after_every_entry_changes_nothing(undisturbed, tmp_path):
    """A budget that is raised step by step; the journal has no other memory."""

    class Stop(Exception):
        pass

    class Once(RunCallback):
        def on_entry(self, events, state):
            raise Stop

    folder, count = tmp_path / "stopped", len(journal(undisturbed[0]))
    for _ in range(count):
        with pytest.raises(Stop):
            run(settings(), folder, [Once()])
    assert journal(folder) == journal(undisturbed[0])


@pytest.mark.parametrize("seed", range(4))
def test_a_model_that_is_wrong_every_third_time_does_not_keep_a_run_from_its_target(seed, tmp_path):
    ended = work(tmp_path / "run", *NOISY, f"llm.seed={seed}", "llm.rate=0.3333333333")
    assert ended.reason == "target verified: stone_pickaxe"


@pytest.mark.parametrize("seed", range(6))
def test_circles_among_dreams_do_not_keep_a_run_from_ending(seed, tmp_path):
    llm = ["llm.name=tests.runs.test_run:Circular", f"llm.seed={seed}"]
    ended = work(tmp_path / "run", *BANDIT, *llm, "max_steps=2000000", target="torch")
    assert ended.reason.startswith(("target verified: torch", "nothing left to try"))


def test_a_circle_of_a_wrong_tool_is_broken_by_what_lies_outside_of_the_dreams(tmp_path):
    llm = ["llm.name=tests.runs.test_run:OneTool", "dream.again=0"]
    ended = work(tmp_path / "run", *BANDIT, *llm, target="iron_pickaxe")
    assert ended.reason == "target verified: iron_pickaxe"
    [ore, *_] = ended.state.awm.recipes("iron_ore", "verified")
    assert ore.tools == {"stone_pickaxe"}


def test_a_target_out_of_reach_ends_with_nothing_left_to_try(tmp_path):
    world = ["world.name=tests.runs.test_run:Distant", *BANDIT, "dream.again=0"]
    ended = work(tmp_path / "run", *world, target="coal")
    assert ended.reason.startswith("nothing left to try for coal: coal was never obtained (")
    assert ended.state.awm.is_verified("wooden_pickaxe")
    assert not open_hypotheses(ended.state, "coal", 2)


def test_whoever_looks_on_hears_of_every_question_before_its_answer(tmp_path):
    class Listener(RunCallback):
        heard = []

        def on_question(self, item):
            self.heard.append(item)

        def on_entry(self, events, state):
            answers = [e for e in events if e.kind in ("dreamed", "misdreamed")]
            assert len(answers) == len(self.heard)
            self.heard.clear()

    run(settings("max_steps=1"), tmp_path / "run", [Listener()])
    assert len(journal(tmp_path / "run")) > 5


def steps_after(entries):
    """Env steps of a run after each entry, and at its beginning."""
    spent = [0]
    for event, *_ in entries:
        spent.append(spent[-1] + event.get("outcome", {}).get("steps", 0))
    return spent


@pytest.mark.parametrize("start", ["granted", "earned"])
def test_a_run_takes_no_step_more_than_its_budget_and_goes_on_with_a_larger_one(start, tmp_path):
    earn = [*BANDIT, f"wake.start={start}"]
    work(tmp_path / "whole", *earn)
    whole = journal(tmp_path / "whole")
    spent, folder = steps_after(whole), tmp_path / "run"
    for k, (before, after) in enumerate(pairwise(spent)):
        short = {before + 1, (before + after) // 2, after - 1}
        for most in sorted(m for m in short if before < m < after):
            ended = work(folder, *earn, f"max_steps={most}")
            assert ended.out_of_budget
            assert ended.reason.startswith(f"out of budget: {before:,} of max_steps={most:,} env")
            assert journal(folder) == whole[:k], "what the budget cut short is no evidence"
    work(folder, *earn)
    assert journal(folder) == whole


def test_a_practice_in_the_middle_of_training_stops_at_the_budget(undisturbed, tmp_path):
    class Heard(RunCallback):
        most = 0

        def on_training(self, recipe, progress, steps):
            self.most = max(self.most, steps)

    heard, folder = Heard(), tmp_path / "run"
    ended = run(settings("max_steps=3000"), folder, [heard])
    assert ended.reason.endswith("log takes more than are left")
    assert 0 < heard.most <= 3000
    assert ended.state.steps == 0
    again = run(settings("max_steps=3000"), folder, [heard])
    assert (again.reason, journal(folder)) == (ended.reason, journal(folder))
    assert work(folder).reason == "target verified: stone_pickaxe"
    assert journal(folder) == journal(undisturbed[0])


@pytest.mark.parametrize(
    ("override", "key"),
    [
        ("seed=5", "seed"),
        ("target=torch", "target"),
        ("trainer.envs=8", "trainer"),
        ("wake.patience=49", "wake"),
        ("verifier.name=cooccurrence", "verifier"),
    ],
)
def test_another_config_in_the_folder_of_a_run_is_refused(undisturbed, override, key):
    folder, _ = undisturbed
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    with pytest.raises(RunDirError, match=f"another {key};"):
        work(folder, override)
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize(
    ("room", "part"),
    [
        (10, "journal.jsonl"),
        (100, "config.yaml"),
        (1_500, "cassette.jsonl"),
        (30_000, "log-"),
        (150_000, "log-"),
    ],
)
def test_a_disk_that_is_full_at_any_write_is_one_line_and_the_run_goes_on(
    undisturbed, tmp_path, room, part
):
    """A limit on the size of files, beyond which writing fails as on a full disk."""
    folder, before = tmp_path / "run", resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        with pytest.raises(RunDirError, match=f"cannot write .*{part}.*nothing recorded is lost"):
            work(folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    work(folder)
    assert journal(folder) == journal(undisturbed[0])


def test_the_faithful_rules_run_until_target_or_budget(tmp_path):
    faithful = ["verifier.name=cooccurrence", "explorer.name=frontier", "max_steps=400000"]
    ended = work(tmp_path / "run", *BANDIT, *faithful, *NOISY, target="crafting_table")
    assert ended.reason.startswith(("target verified", "out of budget"))
    kinds = {event["kind"] for entry in journal(tmp_path / "run") for event in entry}
    assert "refuted" not in kinds
    assert "supposed" not in kinds


def test_a_model_that_fails_in_the_middle_leaves_a_journal_that_goes_on(undisturbed, tmp_path):
    cut, folder = tmp_path / "cut", tmp_path / "run"
    cut.touch()
    llm = ["llm.name=tests.runs.test_run:Unreliable", f"llm.cut={cut}"]
    with pytest.raises(LLMError, match="the line is cut"):
        work(folder, *llm)
    assert 0 < len(journal(folder)) < len(journal(undisturbed[0]))
    cut.unlink()
    assert work(folder, *llm).reason == "target verified: stone_pickaxe"
    assert journal(folder) == journal(undisturbed[0])


def test_all_items_can_be_dreamed_of_without_a_target(tmp_path):
    ended = work(tmp_path / "run", "target=null", "dream.scope=all", "max_steps=1")
    asked = {event["recipe"]["item"] for entry in journal(tmp_path / "run") for event in entry}
    assert asked <= set(Toy().items)
    assert len(asked) == len(Toy().items) or ended.state.steps >= 1


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("world.colour=red", "world 'tests.toy:Toy': colour: there is no such key"),
        ("llm.colour=red", "llm 'recorded': colour: there is no such key"),
        ("llm.path=nowhere.jsonl", "nowhere.jsonl"),
        ("trainer.envs=many", "trainer 'ppo': envs"),
        ("explorer.colour=red", "explorer 'directed': colour"),
        ("verifier.colour=red", "verifier 'revising': colour"),
        ("world.name=toy", "unknown world 'toy'"),
        ("llm.name=gpt", "unknown llm 'gpt'"),
        ("trainer.name=dqn", "unknown trainer 'dqn'"),
        ("explorer.name=x:Y", "cannot load explorer 'x:Y'"),
        (
            "verifier.name=judge",
            "unknown verifier 'judge'; known: adam, cooccurrence, revising, xenon",
        ),
        ("dream.prompt=nowhere.md", "nowhere.md"),
        ("target=stone_pickax", "did you mean stone_pickaxe"),
        ("target=null", "dream.scope=all"),
    ],
)
def test_a_mistake_in_any_component_is_named_before_anything_is_written(override, said, tmp_path):
    with pytest.raises(ConfigError, match=re.escape(said)):
        work(tmp_path / "run", override)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("override", ["trainer.envs=0", "trainer.budget=-1", "trainer.gamma=7"])
def test_an_absurd_number_is_named_before_anything_is_written(override):
    with pytest.raises(ConfigError):
        RunComponents.of(settings(override))


def test_what_a_world_lacks_on_this_machine_is_said_before_anything_is_written(
    tmp_path, monkeypatch
):
    def ready(_):
        raise ConfigError("no Java")

    monkeypatch.setattr(Toy, "ready", ready, raising=False)
    with pytest.raises(ConfigError, match="no Java"):
        work(tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_building_the_components_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    RunComponents.of(settings())
    assert list(tmp_path.iterdir()) == []


if __name__ == "__main__":
    kill_six_times(Path(sys.argv[1]), int(sys.argv[2]))


@pytest.mark.parametrize("samples", [1, 3])
def test_a_run_that_asks_only_for_what_it_needs_next_reaches_its_target(tmp_path, samples):
    frontier = ["dream.scope=frontier", f"dream.samples={samples}"]
    ended = work(tmp_path / "run", *BANDIT, *NOISY, *frontier)
    assert ended.reason == "target verified: stone_pickaxe"
    again = work(tmp_path / "again", *BANDIT, *NOISY, *frontier)
    assert again.reason == ended.reason
    assert journal(tmp_path / "again") == journal(tmp_path / "run")


def test_only_the_first_pursuit_waits_for_all_its_questions(tmp_path):
    work(tmp_path / "run", *BANDIT, "dream.scope=frontier")
    kinds = [events[0]["kind"] for events in journal(tmp_path / "run")]
    first = next(k for k, kind in enumerate(kinds) if kind != "dreamed")
    assert "dreamed" in kinds[first:]


def test_questions_asked_once_something_is_verified_show_it(tmp_path):
    work(
        tmp_path / "run", *BANDIT, "dream.scope=frontier", "llm.name=tests.runs.test_run:Attentive"
    )
    texts = [e["text"] for events in journal(tmp_path / "run") for e in events if "text" in e]
    assert not texts[0].startswith("shown")
    assert texts[-1].startswith("shown")


class Attentive(LLM):
    """The recorded model, which says first whether it was shown what is true in this world."""

    def __init__(self) -> None:
        self.inner = Recorded()

    def complete(self, request):
        shown = "shown: " if "seen to be true" in request.user else ""
        return Completion(text=shown + self.inner.complete(request).text, model="attentive")
