import pytest

from deckard import llms
from deckard.dream.answers.parse import parse_recipe
from deckard.dream.priors.mistakes import PRESETS
from deckard.errors import BadCompletion, ConfigError, LLMError
from deckard.llms import Request
from deckard.worlds.tables import load_tables
from deckard.worlds.tables.reference import item_sets, version_reference

GOALS = item_sets()["goals67"]["items"]


LATER = load_tables("1.16")


def answer(llm, item, attempt=0):
    text = llm.complete(Request(item, "", "", attempt=attempt)).text
    try:
        return parse_recipe(item, text, LATER.items).recipe
    except BadCompletion:
        return None


def share(name, items, seeds=5):
    """Of the requirement sets that a model names those that are true."""
    right = 0
    for seed in range(seeds):
        llm = llms.build_llm(name, version="1.16", seed=seed)
        for item in items:
            said = answer(llm, item)
            true = [r.needs.keys() for r in LATER.ways(item)]
            right += said is not None and said.needs.keys() in true
    return right / (seeds * len(items))


def test_the_perfect_prior_names_a_true_way_to_whatever_can_be_obtained():
    llm = llms.build_llm("perfect", version="1.16")
    ways = {item: llm.usual.way(item) for item in version_reference("1.16").ways}
    filled = {i for i, way in ways.items() if way.how == "collect" and way.ingredients}
    assert len(filled) < 10  # an answer has no word for what is filled
    said = {item: answer(llm, item) for item in ways if item not in filled}
    assert [i for i, recipe in said.items() if recipe is None or LATER.deviations(recipe)] == []


def test_the_perfect_prior_names_the_ways_that_a_player_would():
    llm = llms.build_llm("perfect", version="1.16")
    usual = {item: str(answer(llm, item)) for item in ("stick", "furnace", "gold_ingot", "diamond")}
    assert usual == {
        "stick": "craft 4 stick from 2 planks",
        "furnace": "craft furnace from 8 cobblestone at crafting_table",
        "gold_ingot": "smelt gold_ingot from 1 gold_ore at furnace",
        "diamond": "collect diamond from diamond_ore with iron_pickaxe",
    }


def test_the_adversarial_prior_is_always_wrong_and_never_says_the_same():
    llm = llms.build_llm("adversarial", version="1.16")
    items = [*version_reference("1.16").ways][::7]
    for item in items:
        true = [r.needs.keys() for r in LATER.ways(item)]
        said = [answer(llm, item, attempt) for attempt in range(3)]
        assert all(r is not None and r.needs.keys() not in true for r in said)
    assert len({str(answer(llm, "furnace", attempt)) for attempt in range(4)}) == 4


@pytest.mark.parametrize(("name", "about"), [("codex-like", 0.61), ("7b-like", 0.25)])
def test_a_prior_like_a_model_is_right_as_often_as_it(name, about):
    assert share(name, GOALS) == pytest.approx(about, abs=0.06)


def test_a_prior_of_another_version_is_named_at_the_first_strange_item():
    with pytest.raises(LLMError, match=r"knows Minecraft 1\.11\.2, which has no 'smoker'; set llm"):
        llms.build_llm("codex-like").complete(Request("smoker", "", ""))


def test_the_adversarial_prior_of_another_game_speaks_of_its_items_deeds_and_needs():
    game = load_tables("craftax-classic")
    llm = llms.build_llm("adversarial", version="craftax-classic")
    for item in game.subgoals:
        text = llm.complete(Request(item, "", "")).text
        wrong = parse_recipe(item, text, game.subgoals).recipe
        assert wrong.stations <= set(game.stations)
        assert wrong.needs.keys() not in [way.needs.keys() for way in game.ways(item)]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"rate": 0.5, "preset": "codex-like"}, "rate and preset contradict each other"),
        ({"rate": 0.5, "rates": {"tool": 1}}, "rate and rates contradict each other"),
        ({"rates": {"ingredients": 0.7, "circle": 0.4}}, r"their rates add up to 1\.1"),
        ({"rates": {"tools": 0.7}}, "rates.tools: there is no such key"),
        ({"rates": {"tool": 1.7}}, "rates.tool: input should be less than or equal to 1"),
        ({"preset": "gpt"}, "no preset 'gpt'; known: codex-like, 7b-like"),
    ],
)
def test_rates_that_contradict_each_other_are_refused(options, said):
    with pytest.raises(ConfigError, match=said):
        llms.build_llm("noisy", **options)


FALSE = {
    "ingredients": lambda r, t: r.ingredients.keys() != t.ingredients.keys(),
    "quantity": lambda r, t: r.ingredients != t.ingredients,
    "station": lambda r, t: r.stations != t.stations,
    "smelting": lambda r, t: t.how != "smelt" or r.how != "smelt",
    "tool": lambda r, t: r.tools != t.tools,
}


@pytest.mark.parametrize("kind", FALSE)
def test_each_kind_of_mistake_is_made_at_its_own_rate_and_no_other(kind):
    perfect = {"name": "perfect", "version": "1.16"}
    one = llms.build_llm("noisy", inner=perfect, rates={kind: 1.0})
    true = {
        item: answer(llms.build_llm(**perfect), item) for item in [*GOALS, "cobblestone", "glass"]
    }
    applies = {
        "smelting": lambda t: t.how == "smelt",
        "tool": lambda t: t.how == "collect",
        "station": lambda t: t.how == "craft",
    }.get(kind, lambda t: t.how != "collect")
    for item, recipe in true.items():
        said = answer(one, item)
        if applies(recipe):
            assert said is None or FALSE[kind](said, recipe), item  # None: not of this version
        else:
            assert said == recipe


def falsified(kind):
    llm = llms.build_llm("noisy", inner={"name": "perfect", "version": "1.16"}, rates={kind: 1.0})
    return llm.complete(Request("torch", "", "")).text


def test_what_no_world_has_is_said_at_its_rate():
    assert parse_recipe("torch", falsified("invented"), LATER.items).unknown


def test_what_needs_itself_is_said_at_its_rate():
    with pytest.raises(BadCompletion) as caught:
        parse_recipe("torch", falsified("circle"), LATER.items)
    assert caught.value.fault == "self_reference"


def test_the_presets_are_rates_that_do_not_contradict_each_other():
    assert {name: rates.wrong_set <= 1 for name, rates in PRESETS.items()} == {
        "codex-like": True, "7b-like": True,
    }  # fmt: skip
