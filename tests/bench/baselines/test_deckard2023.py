from deckard.bench.baselines.deckard2023 import Cooccurrence, Frontier
from deckard.types import Failure
from tests.explore.test_directed import CIRCLE, LOG, PLANKS, TABLE, decide, pursue
from tests.strategies import collect, craft, knowing
from tests.verify.test_revising import PATIENCE, made, mined, seen, touched, verified


def test_it_takes_what_was_held_for_what_it_takes():
    state = knowing()
    held = {"wooden_pickaxe": 1, "stone_pickaxe": 1}
    gain = mined("dirt", hand=None, before=held)
    events = seen(state, "dirt", Cooccurrence(), gains=(gain,))
    assert verified(events) == [collect("dirt", "dirt", "stone_pickaxe")]


def test_it_takes_a_table_nearby_or_held_for_needed():
    for before, near in (
        ({"planks": 2}, ["crafting_table"]),
        ({"planks": 2, "crafting_table": 1}, []),
    ):
        after = {i: n for i, n in before.items() if i != "planks"} | {"stick": 4}
        gain = made("stick", before, after, near)
        events = seen(knowing(), "stick", Cooccurrence(), gains=(gain,))
        assert verified(events) == [craft("stick", "crafting_table", yields=4, planks=2)]


def test_it_knows_the_table_and_the_pickaxes_of_crafter_by_their_names():
    held = {"wood_pickaxe": 1, "wood": 2}
    coal = mined("coal", hand=None, before=held)
    sword = made("wood_sword", held, {"wood_pickaxe": 1, "wood": 1, "wood_sword": 1}, ["table"])
    events = seen(knowing(), "coal", Cooccurrence(), gains=(coal, sword))
    assert verified(events) == [
        collect("coal", "coal", "wood_pickaxe"),
        craft("wood_sword", "table", wood=1),
    ]


def test_it_never_changes_what_it_verified_and_refutes_nothing():
    state = knowing(
        craft("stick", "crafting_table", yields=4, planks=2), dreamed=[collect("wool", "cow")]
    )
    gain = made("stick", {"planks": 2}, {"stick": 4})
    contacts = (touched("cow", count=10 * PATIENCE),)
    failure = Failure(items={"wool"}, how="craft", before={"log": 9})
    assert (
        seen(state, "stick", Cooccurrence(), gains=(gain,), contacts=contacts, failures=(failure,))
        == []
    )


def test_it_replaces_every_hypothesis_of_what_was_gained():
    wrong = craft("stick", "furnace", log=1)
    gain = made("stick", {"planks": 2}, {"stick": 4})
    [event] = seen(knowing(dreamed=[wrong]), "stick", Cooccurrence(), gains=(gain,))
    assert event.corrects == (wrong,)


DIRT = collect("dirt")


def test_the_faithful_explorer_draws_from_the_frontier_not_visited_yet():
    state = knowing(dreamed=[LOG, DIRT, PLANKS, craft("crafting_table", dirt=1, planks=1)])
    drawn = {str(decide(state, explorer=Frontier(), seed=s)) for s in range(20)}
    assert drawn == {str(LOG), str(DIRT)}
    pursue(state, LOG, "stuck")
    assert decide(state, explorer=Frontier()) == DIRT


def test_the_faithful_explorer_ends_where_there_is_no_frontier():
    assert decide(knowing(dreamed=[TABLE, CIRCLE]), explorer=Frontier()) is None
