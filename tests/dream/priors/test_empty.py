from deckard import llms
from tests.bench.test_priors import answer


def test_the_empty_prior_holds_no_recipe():
    assert answer(llms.build_llm("empty"), "torch") is None
