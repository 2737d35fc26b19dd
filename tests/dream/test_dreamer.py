import pytest

from deckard.config import DreamConfig
from deckard.dream.dreamer import Dreamer
from deckard.dream.priors.recorded import Recorded
from deckard.dream.prompt import load_prompt
from deckard.errors import LLMLimit
from deckard.journal.events import Dreamed, Pursued
from deckard.journal.fold import apply
from deckard.journal.state import State
from deckard.llms import LLM
from deckard.llms.prefetch import PrefetchingLLM
from deckard.resources import find_resource
from deckard.types import Outcome
from tests.toy import Toy


class Limited(LLM):
    """The recorded model, which refuses to answer for one item."""

    def __init__(self, item):
        self.item, self.inner = item, Recorded()

    def complete(self, request):
        if request.item == self.item:
            raise LLMLimit("max_calls=0 is reached")
        return self.inner.complete(request)


@pytest.fixture
def dreaming():
    """Make a dreamer, with the items that it asks for."""
    made = []

    def make(llm=None, target="wooden_pickaxe", **config):
        asked = []
        prefetching = PrefetchingLLM(llm or Recorded(), 1)
        made.append(prefetching)
        prompt = load_prompt(find_resource("prompts", "recipe.md"))
        settings = DreamConfig(**config)
        dreamer = Dreamer(
            prefetching, prompt, Toy(), State(), settings, target, 2, False, asked.append
        )
        return dreamer, asked

    yield make
    for llm in made:
        llm.close()


def dream_all(dreamer):
    """Dream until nothing is due; what is dreamed is recorded."""
    dreamed = []
    while (answers := dreamer.dream()) is not None:
        for answer in answers:
            apply(dreamer.state, answer, len(dreamed) + 1)
        dreamed.append(answers)
    return dreamed


def test_it_asks_from_the_target_down_to_what_is_collected(dreaming):
    dreamer, asked = dreaming()
    dreamed = dream_all(dreamer)
    assert asked[0] == "wooden_pickaxe"
    assert {"planks", "stick", "log"} <= set(asked)
    assert len(asked) == len(set(asked)) == len(dreamed)
    assert all(isinstance(answer, Dreamed) for answers in dreamed for answer in answers)


def test_with_the_scope_all_it_asks_for_every_item_of_the_world(dreaming):
    dreamer, asked = dreaming(target=None, scope="all")
    dream_all(dreamer)
    assert asked == list(Toy().items)


def test_at_a_limit_it_passes_over_an_item_and_remembers_why(dreaming):
    dreamer, asked = dreaming(Limited("stick"))
    dream_all(dreamer)
    assert dreamer.limits == {"stick": "max_calls=0 is reached"}
    assert asked.count("stick") == 1
    assert dreamer.state.awm.beliefs("planks")


def test_it_asks_again_for_what_was_tried_in_vain_only_when_told_to_retry(dreaming):
    dreamer, asked = dreaming(target="log")
    dream_all(dreamer)
    [belief] = dreamer.state.awm.beliefs("log")
    recipe = belief.recipe
    assert dreamer.dream(retry=True) is None
    while dreamer.state.tried(recipe) < dreamer.tries:
        fail(dreamer.state, recipe)
    assert dreamer.dream() is None
    assert dreamer.dream(retry=True) is not None
    assert asked == ["log", "log"]


def test_once_nothing_is_left_it_asks_outside_for_tools_of_the_same_kind_first_each_once(dreaming):
    dreamer, asked = dreaming()
    assert dreamer.dream_outside() is None
    dream_all(dreamer)
    del asked[:]
    while (answers := dreamer.dream_outside()) is not None:
        for answer in answers:
            apply(dreamer.state, answer, 1)
    pickaxes = [item for item in asked if item.endswith("_pickaxe")]
    assert asked[0] == pickaxes[0]
    assert len(asked) == len(set(asked))
    assert set(dreamer.state.asked) == set(Toy().items)


def test_without_a_target_nothing_lies_outside(dreaming):
    dreamer, _ = dreaming(target=None, scope="all")
    dream_all(dreamer)
    assert dreamer.dream_outside() is None


def fail(state, recipe):
    """Pursue a recipe in vain."""
    outcome = Outcome(item=recipe.item, steps=1)
    event = Pursued(
        recipe=recipe, outcome=outcome, ending="stuck", life=0, seed=0, trace="", holds={}
    )
    apply(state, event, state.entries + 1)
