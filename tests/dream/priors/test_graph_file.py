import json

import pytest

from deckard import llms
from deckard.dream.answers.schema import write_answer
from deckard.errors import GraphError
from deckard.graph.awm import AWM
from deckard.graph.beliefs import VERIFIED, Belief
from deckard.journal.state import State
from deckard.types import Recipe
from tests.bench.test_priors import answer

PLANKS = Recipe(item="planks", how="craft", ingredients={"log": 1}, yields=4)


def a_graph(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return llms.build_llm("graph-file", path=str(path))


def test_a_saved_graph_answers_and_tells_its_next_recipe_when_asked_again(tmp_path):
    other = PLANKS.model_copy(update={"ingredients": {"log": 2}})
    beliefs = [Belief(recipe=PLANKS, status=VERIFIED), Belief(recipe=other, status="hypothesised")]
    state = State(awm=AWM.of({"planks": beliefs}))
    saved = state.document(None, ["planks", "log"]).model_dump_json()
    llm = a_graph(tmp_path, "graph.json", saved)
    assert [answer(llm, "planks", attempt) for attempt in range(3)] == [PLANKS, other, None]
    assert answer(llm, "stick") is None


def test_the_nested_json_of_the_release_answers(tmp_path):
    log = {"name": "log", "collectable": True}
    tree = [{"name": "planks", "recipe": [[log, 1]], "table": False}]
    llm = a_graph(tmp_path, "tree.json", json.dumps(tree))
    assert write_answer(answer(llm, "planks"))["ingredients"] == {"log": 1}
    assert answer(llm, "log").how == "collect"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"deckard_graph": 7, "items": []}', "a graph of version 7, this deckard reads up to"),
        ("not a graph", "is no graph that deckard reads"),
        ("[]", "holds no item"),
        ('{"nodes": [], "links": []}', "neither a deckard graph nor the nested JSON"),
    ],
)
def test_a_file_of_another_form_or_version_is_named(tmp_path, text, said):
    with pytest.raises(GraphError, match=said) as caught:
        a_graph(tmp_path, "odd.json", text)
    assert len(str(caught.value).splitlines()) == 1
