from deckard.worlds.minedojo.statistics import MEMORY, GameStatistics


def stats(mined=(), killed=(), deaths=0):
    mined = {"minecraft": dict(mined)}
    return {"stat": {"mine_block": mined, "kill_entity": dict(killed), "deaths": deaths}}


def test_what_broke_explains_what_is_picked_up_later_and_only_once():
    evidence = GameStatistics(stats())
    assert evidence.note(stats({"log2": 1}), 5)
    assert evidence.settle(gained=False, now=6) is None
    assert evidence.settle(gained=True, now=9) == "log"
    assert evidence.settle(gained=True, now=9) is None


def test_what_broke_in_vain_is_told_when_nothing_can_come_of_it_any_more():
    evidence = GameStatistics(stats())
    evidence.note(stats({"stone": 1}, {"cow": 1}), 5)
    told = [evidence.settle(gained=False, now=6 + MEMORY) for _ in range(3)]
    assert told == ["stone", "cow", None]


def test_a_death_is_seen_in_the_statistics():
    evidence = GameStatistics(stats(deaths=1))
    evidence.note(stats(deaths=1), 1)
    assert not evidence.died
    evidence.note(stats(deaths=2), 2)
    assert evidence.died
