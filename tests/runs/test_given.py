import json

import pytest

from deckard.bench.baselines.adam import GivenItems
from deckard.bench.score.graph import assess
from deckard.config import parse_config
from deckard.errors import ConfigError
from deckard.journal.journal import Journal, read_journal
from deckard.resources import find_resource
from deckard.runs import given
from deckard.runs.components import RunComponents
from deckard.runs.given import Given
from deckard.worlds.symbolic import Symbolic
from deckard.worlds.tables.reference import select_items, version_reference
from tests.strategies import collect, craft

LOG, PLANKS = collect("log"), craft("planks", yields=4, log=1)


def write(folder, text):
    path = folder / "given.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_given_recipes_are_the_first_entry_of_the_journal_and_never_a_second(tmp_path):
    journal = Journal(tmp_path / "journal.jsonl")
    for _ in range(2):
        Given((LOG, PLANKS), "x").record(journal)
    journal.close()
    [entry] = read_journal(tmp_path / "journal.jsonl")
    assert [event.recipe for event in entry] == [LOG, PLANKS]
    assert journal.state.view(GivenItems).items == {"log", "planks"}


def test_where_none_are_given_nothing_is_written(tmp_path):
    journal = Journal(tmp_path / "journal.jsonl")
    Given().record(journal)
    journal.close()
    assert list(read_journal(tmp_path / "journal.jsonl")) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- {item: log, how: dig}", "how"),
        ("log", "no list of recipes"),
        ("[", "is not YAML"),
        ("- {item: log, how: collect, tools: [chainsaw]}", "'chainsaw', which is no item"),
    ],
)
def test_what_is_wrong_in_a_file_is_named_in_one_line(tmp_path, text, words):
    with pytest.raises(ConfigError, match=words) as caught:
        given.load_given(write(tmp_path, text), {"log"})
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(ConfigError, match=r"nowhere\.yaml"):
        RunComponents.of(
            parse_config({"world": "symbolic", "given": "nowhere.yaml", "target": "log"}, "test")
        )


def test_the_22_given_recipes_are_true_and_ten_of_the_goals():
    world = Symbolic("1.16", items="goals67")
    found = given.load_given(find_resource("configs", "given/goals67.yaml"), world.items)
    assert len(found.recipes) == 22
    goals = set(select_items("goals67"))
    assert len({r.item for r in found.recipes} & goals) == 10
    awm = _graph(found.recipes)
    assert assess(awm, version_reference("1.16")).wrong == ()
    assert json.loads(json.dumps(found.about)) == found.about


def _graph(recipes):
    from deckard.journal.events import Verified
    from deckard.journal.fold import apply
    from deckard.journal.state import State

    state = State()
    for recipe in recipes:
        apply(state, Verified(recipe=recipe), 1)
    return state.awm
