"""In what a recipe deviates from the true ones, and whether the world contradicts it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckard.bench.score.facts import contradicts
from deckard.bench.score.graph import assess, has_requirements
from deckard.bench.score.recipes import Grade, compare_with_tables, right_fields_of, score_recipes
from deckard.journal.events import Dreamed, Verified
from deckard.types import Recipe
from deckard.worlds.tables import load_tables
from deckard.worlds.tables.perturbed import truth
from deckard.worlds.tables.reference import world_reference
from deckard.worlds.tables.true_recipe import TrueRecipe, nearest_recipe, wrong_fields
from tests.strategies import knowing

TABLES = load_tables()
WAYS = [way for item in TABLES.items for way in TABLES.ways(item)]
REFERENCE = world_reference(truth("1.11.2"))
WORLD = {"name": "any", "minecraft": "1.11.2", "tables_sha256": TABLES.digest}
CAKE = next(way for way in WAYS if way.item == "cake" and way.how == "craft")


def fields_of(recipe: Recipe) -> tuple[str, ...]:
    return tuple(deviation.field for deviation in TABLES.deviations(recipe))


def test_every_true_way_agrees_with_or_without_its_source() -> None:
    silent = [way.model_copy(update={"source": None}) for way in WAYS]
    assert [way for way in WAYS + silent if TABLES.deviations(way)] == []


ONLY = [way for way in WAYS if len(TABLES.ways(way.item)) == 1]


@pytest.mark.parametrize("field", ["how", "ingredients", "stations", "tools", "yields", "source"])
def test_a_field_changed_is_the_field_reported(field: str) -> None:
    assert len(ONLY) > 200
    for way in ONLY:
        changes = {
            "how": "collect" if way.how == "craft" else "craft",
            "ingredients": way.ingredients | {"sponge": 7},
            "stations": frozenset({"anvil"}),
            "tools": way.tools | {"fishing_rod", "shears"},
            "yields": 99,
            "source": "moon",
        }
        assert fields_of(way.model_copy(update={field: changes[field]})) == (field,)


@given(st.sampled_from(WAYS), st.sampled_from(WAYS))
def test_no_more_is_reported_than_differs_from_any_one_way(learned: Recipe, way: Recipe) -> None:
    learned = learned.model_copy(update={"item": way.item})
    fields = ("how", "ingredients", "stations", "tools", "yields", "source", "returns")
    differ = {field for field in fields if getattr(learned, field) != getattr(way, field)}
    assert len(fields_of(learned)) <= len(differ)


def test_two_changed_fields_are_reported_in_order() -> None:
    way = Recipe(item="chest", how="craft", ingredients={"planks": 9}, yields=1)
    assert fields_of(way) == ("quantities", "stations")


@pytest.mark.parametrize(
    ("yields", "wrong"), [(2, ("yields",)), (3, ()), (7, ()), (8, ("yields",))]
)
def test_a_collect_may_claim_any_yield_that_occurs(yields: int, wrong: tuple[str, ...]) -> None:
    assert fields_of(Recipe(item="melon", how="collect", yields=yields)) == wrong


def test_a_recipe_is_compared_with_the_nearest_way() -> None:
    from_ore = Recipe(item="coal", how="collect", tools=frozenset({"fishing_rod"}))
    assert fields_of(from_ore) == ("tools",)


def test_any_tool_that_suffices_is_right() -> None:
    for tools in ({"wooden_pickaxe"}, {"diamond_pickaxe"}, {"stone_pickaxe", "iron_pickaxe"}):
        from_ore = Recipe(item="coal", how="collect", tools=frozenset(tools))
        assert fields_of(from_ore) == ()


def test_a_recipe_for_what_has_no_way_is_wrong() -> None:
    assert fields_of(Recipe(item="bedrock", how="collect")) == ("how",)
    assert fields_of(Recipe(item="no such item", how="collect")) == ("how",)


def test_what_is_not_needed_is_no_contradiction() -> None:
    log = Recipe(item="log", how="collect", tools=frozenset({"wooden_axe"}))
    near_a_furnace = CAKE.model_copy(update={"stations": CAKE.stations | {"furnace"}})
    for recipe, why in (
        (log, "it works without a tool"),
        (near_a_furnace, "it works without furnace"),
        (Recipe(item="melon", how="collect", yields=2), "it gives 3 to 7"),
    ):
        [deviation] = TABLES.deviations(recipe)
        assert (deviation.why, deviation.is_wrong) == (why, False)


def test_one_station_more_does_not_make_up_for_one_that_lacks() -> None:
    [deviation] = TABLES.deviations(CAKE.model_copy(update={"stations": frozenset({"furnace"})}))
    assert (deviation.why, deviation.is_wrong) == ("it needs crafting_table", True)


def test_a_hypothesis_leaves_open_what_is_given_back_and_an_observation_does_not() -> None:
    silent = CAKE.model_copy(update={"returns": {}})
    assert TABLES.deviations(silent) == ()
    [deviation] = TABLES.deviations(silent, observed=True)
    assert (deviation.field, deviation.why) == ("returns", "it gives back 3 bucket")


def test_the_nearest_recipe_is_of_the_same_kind_and_one_that_is_not_contradicted() -> None:
    by_hand = TrueRecipe(Recipe(item="glass", how="collect", source="window"), 1)
    smelt = TrueRecipe(
        Recipe(item="glass", how="smelt", ingredients={"sand": 1}, stations=frozenset({"furnace"})),
        1,
    )
    kiln = smelt.recipe.model_copy(update={"stations": frozenset({"kiln", "bench", "furnace"})})
    bare = smelt.recipe.model_copy(update={"stations": frozenset()})
    other = TrueRecipe(smelt.recipe.model_copy(update={"stations": frozenset({"oven"})}), 1)
    assert nearest_recipe([by_hand, smelt], bare) is smelt
    assert nearest_recipe([other, smelt], kiln) is smelt
    assert nearest_recipe([], bare) is None


@st.composite
def recipes(draw) -> Recipe:
    """A true recipe with some of its fields changed."""
    way = draw(st.sampled_from(WAYS)).by_tool()[0]
    change = {
        "stations": frozenset(draw(st.sets(st.sampled_from(("crafting_table", "furnace"))))),
        "tools": frozenset(draw(st.sets(st.sampled_from(("stone_pickaxe", "shears")), max_size=1))),
        "yields": draw(st.integers(1, 5)),
        "ingredients": {item: draw(st.integers(1, 4)) for item in way.ingredients},
        "returns": draw(st.sampled_from(({}, {"bucket": 3}))),
    }
    changed = draw(st.sets(st.sampled_from(sorted(change)), max_size=2))
    return way.model_copy(update={field: change[field] for field in changed})


@given(recipes())
def test_every_score_and_page_judges_a_verified_recipe_alike(recipe: Recipe) -> None:
    awm = knowing(recipe).awm
    wrong = contradicts(REFERENCE.every, Verified(recipe=recipe)) is not None
    assert any(wrong_fields(TABLES.deviations(recipe, observed=True))) == wrong
    [judged] = score_recipes(WORLD, [(Verified(recipe=recipe),)]).verified
    assert (judged.grade == Grade.WRONG) == wrong
    assert bool(assess(awm, REFERENCE).wrong) == wrong
    differences = compare_with_tables(awm, TABLES)
    assert bool(differences.changed) == wrong
    assert bool(differences.inexact) == (judged.grade == Grade.INEXACT)
    assert differences.same == (judged.grade == Grade.EXACT)


@given(recipes())
def test_what_is_exact_has_every_field_right_and_the_requirements_too(recipe: Recipe) -> None:
    [dream] = score_recipes(WORLD, [(Dreamed(recipe=recipe, text="", model="m"),)]).dreamed
    right = right_fields_of(TABLES, recipe)
    assert right["whole"] == (dream.grade == Grade.EXACT)
    if dream.grade == Grade.EXACT:
        assert has_requirements(recipe, TABLES.ways_of(recipe.item))
        verdicts = assess(knowing(dreamed=(recipe,)).awm, REFERENCE).verdicts
        for verdict in (v for v in verdicts if v.item == recipe.item):
            assert all(verdict.fields.values())
            assert verdict.requirements
