import json

import pytest

from deckard.bench.score.graph import assess
from deckard.bench.score.growth import bench_reference, measure_growth
from deckard.errors import ConfigError
from deckard.intervals import Share
from deckard.journal.events import Dreamed, Pursued, Refuted, Verified
from deckard.journal.journal import Journal, read_journal
from deckard.journal.reader import read_growth, skim
from deckard.types import Outcome, Recipe
from deckard.worlds.symbolic import Symbolic

ABOUT = Symbolic().about
ITEMS = "log,planks,stick,crafting_table"
LOG = Recipe(item="log", how="collect", source="log")
PLANKS = Recipe(item="planks", how="craft", ingredients={"log": 1}, yields=4)
TABLED = PLANKS.model_copy(update={"stations": frozenset({"crafting_table"})})
STICK = Recipe(item="stick", how="craft", ingredients={"planks": 2}, yields=4)


def act(recipe, steps):
    outcome = Outcome(item=recipe.item, steps=steps)
    return Pursued(recipe=recipe, outcome=outcome, ending="stuck", life=0, seed=0, trace="")


def journal(path, *entries):
    """A journal of (env steps, corrections), each an entry of its own."""
    kept = Journal(path / "journal.jsonl")
    for steps, *corrections in entries:
        kept.record(act(LOG, steps), lambda _, said=corrections: said)
    kept.close()
    return path


def of(folder, budget=10**9, target=None):
    return measure_growth(folder, bench_reference(ABOUT, ITEMS, None), budget, target)


@pytest.fixture
def course(tmp_path):
    dreamed = Dreamed(recipe=STICK, text="", model="m")
    return journal(
        tmp_path,
        (10, Verified(recipe=LOG), dreamed),
        (20,),
        (30, Verified(recipe=TABLED)),
        (40, Verified(recipe=PLANKS, corrects=(TABLED,)), Verified(recipe=STICK)),
        (50, Refuted(recipe=STICK, reason="lost")),
    )


def test_what_is_right_is_told_at_each_change_with_the_env_steps_until_then(course):
    found = of(course)
    assert found.points == ((0, 0), (10, 1), (100, 3), (150, 2))
    assert (found.n, found.steps, found.wrong, found.worst) == (4, 150, 0, 0)


def test_the_first_time_counts_even_if_it_is_lost_again(course):
    assert of(course).reached(3) == 100
    assert of(course).reached(4) is None
    assert of(course, target="stick").target == 100


def test_what_a_budget_does_not_pay_for_does_not_count(course):
    found = of(course, budget=99, target="stick")
    assert (found.points, found.steps, found.target) == (((0, 0), (10, 1)), 60, None)
    assert found.proven == Share(0, 1)  # planks at a table that they do not need


def test_judging_only_what_changed_finds_what_judging_all_would(course):
    found, true = of(course), bench_reference(ABOUT, ITEMS, None)
    entries = skim(course / "journal.jsonl")
    for number in range(len(entries) + 1):
        some = entries[:number]
        awm = read_growth(some).awm
        steps = some[-1].steps if some else 0
        assert found.right(steps) == assess(awm, true).accuracy(verified=True).right
    assert len(list(read_journal(course / "journal.jsonl"))) == 5


def test_a_wrong_fact_counts_for_ever_also_when_it_was_taken_back(tmp_path):
    dear = STICK.model_copy(update={"ingredients": {"planks": 3}})
    folder = journal(
        tmp_path,
        (10, Verified(recipe=dear)),
        (20, Refuted(recipe=dear, reason="2 suffice")),
        (30, Verified(recipe=STICK)),
    )
    assert (of(folder).wrong, of(folder).worst) == (0, 1)


def test_a_target_is_compared_with_what_it_takes():
    names = set(bench_reference(ABOUT, None, "stone_pickaxe").ways)
    assert {"stone_pickaxe", "cobblestone", "wooden_pickaxe", "stick", "planks"} <= names
    assert "diamond" not in names
    assert len(bench_reference(ABOUT, None, None).ways) > 200


def test_a_world_without_tables_has_nothing_to_compare_with():
    with pytest.raises(ConfigError, match="names none"):
        bench_reference({"name": "toy"}, None, None)


def test_a_torn_last_line_is_left_out(course):
    with (course / "journal.jsonl").open("a") as file:
        file.write(json.dumps({"entry": 6})[:5])
    assert of(course).steps == 150
