from hypothesis import given
from hypothesis import strategies as st

from deckard.graph.awm import AWM
from deckard.graph.beliefs import HYPOTHESISED, UNKNOWN, VERIFIED, roles
from tests.strategies import ITEMS, SOURCES, collect, craft, items, recipes, smelt

TABLE = craft("table", planks=4)
PICK = craft("pick", "table", planks=3, stick=2)
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(("hypothesise", "verify", "refute")),
        recipes(),
        st.lists(recipes(), max_size=2),
    ),
    max_size=15,
)


def changed(changes):
    awm = AWM()
    for number, (verb, recipe, corrects) in enumerate(changes, 1):
        match verb:
            case "hypothesise":
                awm.hypothesise(recipe, number)
            case "verify":
                corrects = [c.model_copy(update={"item": recipe.item}) for c in corrects]
                awm.verify(recipe, corrects, number)
            case "refute":
                awm.refute(recipe)
    return awm


def edges(awm):
    return {
        (need, item, data["role"], data["quantity"], data["recipe"])
        for need, item, data in awm.graph().edges(data=True)
    }


@given(CHANGES)
def test_edges_always_follow_from_the_beliefs(changes):
    awm = changed(changes)
    assert awm.graph().number_of_edges() == len(edges(awm))
    assert edges(awm) == {
        (need, item, role, quantity, k)
        for item in awm.known
        for k, belief in enumerate(awm.beliefs(item))
        for need, role, quantity in roles(belief.recipe)
    }


@given(CHANGES)
def test_verified_beliefs_come_first_and_no_way_is_believed_twice(changes):
    awm = changed(changes)
    for item in awm.known:
        statuses = [b.status for b in awm.beliefs(item)]
        assert statuses == sorted(statuses, key=lambda s: s != VERIFIED)
        ways = [b.recipe.key for b in awm.beliefs(item)]
        assert len(ways) == len(set(ways))
        assert all(b.recipe.item == item for b in awm.beliefs(item))


@given(CHANGES, recipes())
def test_what_is_verified_is_never_dreamed_over(changes, dream):
    awm = changed(changes)
    before = {item: awm.recipes(item, VERIFIED) for item in ITEMS}
    awm.hypothesise(dream)
    assert {item: awm.recipes(item, VERIFIED) for item in ITEMS} == before


@given(CHANGES, recipes())
def test_a_verified_recipe_is_believed_as_it_was_seen(changes, seen):
    awm = changed(changes)
    awm.verify(seen)
    assert seen in awm.recipes(seen.item, VERIFIED)
    assert awm.is_verified(seen.item)


@given(CHANGES)
def test_the_frontier_is_every_hypothesis_of_an_unverified_item_with_verified_needs(changes):
    awm = changed(changes)
    expected = [
        belief.recipe
        for item in sorted(awm.known)
        for belief in awm.beliefs(item)
        if not awm.is_verified(item) and all(awm.is_verified(n) for n in belief.recipe.needs)
    ]
    assert awm.frontier() == expected


@given(CHANGES)
def test_whatever_is_looked_up_is_what_one_finds_by_going_through_all_beliefs(changes):
    awm = changed(changes)
    known = sorted(awm.known)
    verified = [r for item in known for r in awm.recipes(item, VERIFIED)]
    for status in (UNKNOWN, HYPOTHESISED, VERIFIED):
        assert awm.items(status) == [item for item in known if awm.status(item) == status]
    for source in SOURCES:
        named = [
            i for i in awm.items(HYPOTHESISED) if source in sources(awm.recipes(i, HYPOTHESISED))
        ]
        assert awm.hypothesised_from(source) == named
    for item in known:
        word = item.rpartition("_")[2]
        alike = [i for i in awm.items(VERIFIED) if i.rpartition("_")[2] == word]
        assert list(awm.verified_like(word)) == alike
        for how in ("craft", "smelt"):
            at = [r for r in verified if r.how == how and item in r.stations]
            assert awm.made_at(how, item) == len(at)


def sources(found):
    return {recipe.source for recipe in found}


@given(CHANGES, recipes())
def test_what_is_learnt_rises_with_every_change_of_verified_recipes(changes, recipe):
    awm = changed(changes)
    before, learnt = [awm.recipes(i, VERIFIED) for i in ITEMS], awm.learnt
    for change in (awm.hypothesise, awm.verify, awm.refute):
        change(recipe)
        now = [awm.recipes(i, VERIFIED) for i in ITEMS]
        assert (awm.learnt > learnt) == (now != before)
        before, learnt = now, awm.learnt


@given(CHANGES, recipes())
def test_the_version_rises_with_every_change_of_beliefs(changes, recipe):
    awm = changed(changes)
    version, before = awm.version, {i: awm.beliefs(i) for i in ITEMS}
    awm.hypothesise(recipe)
    assert (awm.version > version) == ({i: awm.beliefs(i) for i in ITEMS} != before)


@given(CHANGES, items)
def test_behind_an_item_is_what_any_of_its_recipes_leads_down_to(changes, item):
    awm = changed(changes)
    reached, queue = set(), [item]
    while queue:
        here = queue.pop()
        if here not in reached:
            reached.add(here)
            queue += [n for b in awm.beliefs(here) for n in b.recipe.needs]
    assert awm.behind(item) == reached


def test_the_size_of_what_is_verified_follows_verified_recipes_alone():
    awm = AWM()
    awm.verify(collect("log"))
    awm.verify(craft("planks", log=1))
    awm.hypothesise(craft("planks", diamond=1))
    assert (awm.size("planks"), awm.size("diamond")) == (2, 1)


def test_a_recipe_goes_in_and_comes_out_with_its_roles_and_quantities():
    awm = AWM()
    awm.hypothesise(PICK, because=7)
    [belief] = awm.beliefs("pick")
    assert (belief.recipe, belief.status, belief.because) == (PICK, HYPOTHESISED, (7,))
    assert edges(awm) == {
        ("planks", "pick", "ingredient", 3, 0),
        ("stick", "pick", "ingredient", 2, 0),
        ("table", "pick", "station", 1, 0),
    }


def test_an_item_that_is_ingredient_and_station_at_once_has_an_edge_for_each():
    awm = AWM()
    awm.hypothesise(craft("throne", "table", table=2))
    assert edges(awm) == {
        ("table", "throne", "ingredient", 2, 0),
        ("table", "throne", "station", 1, 0),
    }


def test_an_item_that_is_only_needed_is_unknown():
    awm = AWM()
    awm.hypothesise(TABLE)
    assert awm.status("planks") == UNKNOWN
    assert awm.status("never_heard_of") == UNKNOWN
    assert awm.items(UNKNOWN) == ["planks"]


def test_refuting_keeps_the_item_and_what_needs_it():
    awm = AWM()
    awm.hypothesise(TABLE)
    awm.hypothesise(PICK)
    awm.refute(TABLE)
    assert awm.beliefs("table") == ()
    assert "table" in awm.known
    assert ("table", "pick", "station", 1, 0) in edges(awm)


def test_verifying_replaces_what_it_corrects_and_remembers_why():
    awm = AWM()
    wrong, right = craft("table", planks=3), TABLE
    awm.hypothesise(wrong, because=2)
    awm.verify(right, [wrong], because=5)
    [belief] = awm.beliefs("table")
    assert belief.recipe == right
    assert belief.because == (2, 5)


def test_a_verified_recipe_is_kept_beside_another_and_hidden_by_one_that_takes_less_of_the_same():
    awm, ore = AWM(), {tool: collect("ore", tool=tool) for tool in ("iron_pick", "stone_pick")}
    for recipe in ore.values():
        awm.verify(recipe)
    assert awm.recipes("ore", VERIFIED) == [ore["stone_pick"], ore["iron_pick"]]
    awm.verify(collect("ore", "quarry"))
    assert len(awm.recipes("ore", VERIFIED)) == 3, "another source shows nothing of this one"
    awm.verify(collect("ore"))
    assert awm.recipes("ore", VERIFIED) == [collect("ore"), collect("ore", "quarry")]


def test_a_recipe_that_takes_more_and_gives_more_is_another_way():
    awm, one, many = AWM(), craft("torch", coal=1), craft("torch", yields=4, coal=1, stick=1)
    for recipe in one, many, craft("torch", coal=2):
        awm.verify(recipe)
    awm.verify(one)
    assert awm.recipes("torch", VERIFIED) == [one, many]


def test_what_is_proven_of_a_recipe_holds_for_the_one_with_less_that_hides_it():
    awm, both = AWM(), TABLE.model_copy(update={"stations": frozenset({"saw", "anvil"})})
    awm.verify(both)
    for need, entry in ("saw", 3), ("anvil", 4), ("saw", 5):
        awm.prove(both, need, entry)
    [belief] = awm.beliefs("table")
    assert (belief.proven, belief.unproven) == ({"saw": 3, "anvil": 4}, frozenset())
    awm.verify(both.model_copy(update={"stations": frozenset({"saw"})}))
    [belief] = awm.beliefs("table")
    assert belief.proven == {"saw": 3}
    awm.prove(both, "anvil", 9)
    assert awm.beliefs("table") == (belief,), "it is not listed any more"


def test_alternatives_are_kept_side_by_side():
    awm = AWM()
    mined, smelted = collect("coal", "coal_ore", "pick"), smelt("coal", log=1)
    awm.verify(mined)
    awm.verify(smelted)
    assert awm.recipes("coal", VERIFIED) == [smelted, mined]


def test_the_frontier_holds_a_collect_without_needs_at_once_and_a_craft_once_it_can_be_tried():
    awm = AWM()
    log, planks = collect("log"), craft("planks", yields=4, log=1)
    awm.hypothesise(planks)
    awm.hypothesise(log)
    assert awm.frontier() == [log]
    awm.verify(log)
    assert awm.frontier() == [planks]
    assert awm.unverified(TABLE) == ["planks"]


def test_what_is_believed_more_comes_first_and_what_is_verified_before_that():
    awm = AWM()
    log, leaves, seen = collect("log"), collect("log", "leaves"), collect("log", "tree")
    awm.hypothesise(log, weight=0.25)
    awm.hypothesise(leaves, weight=0.5)
    assert awm.recipes("log", HYPOTHESISED) == [leaves, log]
    assert (awm.weight(leaves), awm.weight(collect("log", "cow"))) == (0.5, 1.0)
    awm.verify(seen)
    assert awm.recipes("log", VERIFIED) == [seen]
    assert awm.weight(seen) == 1.0


def test_a_partial_recipe_comes_after_every_whole_one_however_much_it_is_believed():
    awm = AWM()
    partial, log, leaves = collect("log", "cow"), collect("log"), collect("log", "leaves")
    awm.hypothesise(partial, weight=1.0, unknown={"tongs": "tool"})
    awm.hypothesise(leaves, weight=0.1)
    awm.hypothesise(log, weight=0.2)
    assert awm.recipes("log", HYPOTHESISED) == [log, leaves, partial]
    assert awm.whole("log") == [log, leaves]
    assert awm.weight(partial) == 0.5


def test_a_partial_recipe_gives_way_to_the_same_from_a_whole_answer_and_not_the_other_way_round():
    awm = AWM()
    awm.hypothesise(TABLE, 1, unknown={"flux": "ingredient", "glue": "ingredient"})
    awm.hypothesise(TABLE, 2, unknown={"flux": "ingredient"})
    awm.hypothesise(TABLE, 3, weight=0.5)
    awm.hypothesise(TABLE, 4, unknown={"flux": "ingredient"})
    [belief] = awm.beliefs(TABLE.item)
    assert (belief.unknown, belief.because, belief.weight) == ({}, (1, 2, 3), 0.5)
    awm.verify(TABLE, because=5)
    assert [b.because for b in awm.beliefs(TABLE.item)] == [(1, 2, 3, 5)]


def test_a_recipe_with_several_tools_is_a_belief_for_each_since_any_one_will_do():
    ore = collect("iron_ore").model_copy(update={"tools": frozenset({"stone_pick", "iron_pick"})})
    awm = AWM()
    awm.hypothesise(ore)
    awm.verify(craft("iron_pick", ore=1))
    assert [b.recipe.tools for b in awm.beliefs("iron_ore")] == [{"iron_pick"}, {"stone_pick"}]
    assert [r.tools for r in awm.open("iron_ore")] == [{"iron_pick"}]


def test_a_recipe_with_several_tools_is_added_once_corrected_whole_and_refuted_whole():
    ore = collect("ore").model_copy(update={"tools": frozenset({"pick", "drill"})})
    awm = AWM()
    awm.hypothesise(ore)
    awm.hypothesise(ore)
    assert [b.recipe.tools for b in awm.beliefs("ore")] == [{"drill"}, {"pick"}]
    awm.verify(collect("ore", tool="pick"), corrects=[ore])
    assert [(b.recipe.tools, b.status) for b in awm.beliefs("ore")] == [({"pick"}, VERIFIED)]
    awm.refute(ore)
    assert awm.beliefs("ore") == ()
