from deckard.worlds.tables.perturbed import truth
from deckard.worlds.tables.reachable import rounds
from deckard.worlds.tables.reference import item_sets
from deckard.worlds.tables.subset import subset


def test_in_a_changed_world_of_some_goals_each_can_be_obtained():
    goals = item_sets()["goals67"]["items"]
    for seed in range(6):  # in some of them a goal takes what only a fight gives
        world = subset(truth("1.16", 0.3, seed).tables, goals)
        assert rounds(world).keys() >= {*goals}
