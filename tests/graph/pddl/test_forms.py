import pytest

from deckard.errors import NoPlan
from deckard.graph.pddl.numeric import numeric_domain, numeric_problem
from deckard.graph.pddl.propositional import propositional_domain, propositional_problem
from deckard.graph.pddl.task import planning_task
from tests.graph.pddl.test_task import LOG, PLANKS, WAY, collect, craft, knowledge, smelt


def actions(text):
    """The text of each action by its name."""
    return {part.split()[0]: " ".join(part.split()[1:]) for part in text.split("(:action ")[1:]}


def test_counts_go_down_and_up_and_cost_env_steps():
    action = actions(numeric_domain(planning_task(knowledge(*WAY), "planks")))["craft-planks"]
    assert ":precondition (and (>= (held log) 1))" in action
    effects = "(decrease (held log) 1) (increase (held planks) 4) (increase (total-cost) 2)"
    assert f":effect (and {effects})" in action


def test_what_is_needed_and_given_back_changes_once():
    more = craft("coal", 8, log=8, coal=1)
    task = planning_task(knowledge(LOG, more), "coal", have={"coal": 1})
    action = actions(numeric_domain(task))["craft-coal"]
    assert "(>= (held coal) 1)" in action
    assert "(increase (held coal) 7)" in action
    assert "(decrease (held coal)" not in action


def test_the_problem_says_what_is_held_and_wanted():
    problem = numeric_problem(planning_task(knowledge(*WAY), "planks", 3, {"log": 2}))
    assert "(= (held log) 2)" in problem
    assert "(= (held planks) 0)" in problem
    assert "(:goal (and (>= (held planks) 3)))" in problem
    assert "(:metric minimize (total-cost))" in problem


def test_heat_is_there_only_where_something_burns():
    brick = (smelt("brick", clay=1), collect("clay"), craft("furnace", log=8))
    without = planning_task(knowledge(LOG, *brick), "brick")
    assert "(heat)" not in numeric_domain(without) + numeric_problem(without)
    assert "only a run knows what burns" in numeric_domain(without)
    burnt = planning_task(knowledge(LOG, *brick, fuels={"log": 1.5}), "brick")
    assert "(increase (heat) 1.5)" in numeric_domain(burnt)
    assert "(= (heat) 0)" in numeric_problem(burnt)


def test_a_name_of_any_letters_ends_no_comment():
    task = planning_task(knowledge(collect("a\n(b) é")), "a\n(b) é")
    for text in (numeric_domain(task), propositional_domain(task), numeric_problem(task)):
        assert text.isascii()
        for line in text.splitlines():
            assert line.lstrip().startswith((";", "(", ":", "x-", "n0"))


def test_counts_go_up_to_what_is_needed_at_once():
    task = planning_task(knowledge(LOG, PLANKS, craft("bowl", planks=3)), "bowl", have={"log": 9})
    domain, problem = propositional_domain(task), propositional_problem(task)
    assert "n0 n1 n2 n3 - count" in domain
    assert "(held log n1)" in problem
    assert "(exactly log n1)" in problem
    assert "(:goal (and (held bowl n1)))" in problem
    made = actions(domain)
    assert set(made) == {
        "collect-log--0", "craft-planks--1-0", "craft-planks--1-1", "craft-planks--1-2",
        "craft-bowl--3-0",
    }  # fmt: skip
    after = "(not (exactly planks n1)) (exactly planks n3) (held planks n2) (held planks n3)"
    assert after in made["craft-planks--1-1"]


def test_a_propositional_form_that_would_be_huge_is_refused_in_one_line():
    task = planning_task(knowledge(LOG, PLANKS, craft("stick", 4, planks=2)), "stick", 60_000)
    with pytest.raises(NoPlan, match="more than 50,000 actions"):
        propositional_domain(task)
