from deckard.graph.walk import walk

NEEDS = {"axe": ["planks", "stick"], "stick": ["planks"], "planks": ["log"], "log": ["axe"]}


def test_a_walk_reaches_every_node_once_though_there_are_circles():
    assert sorted(walk(["stick"], NEEDS.__getitem__)) == ["axe", "log", "planks", "stick"]


def test_depth_first_the_last_neighbour_and_all_behind_it_come_first():
    assert list(walk(["axe"], NEEDS.__getitem__)) == ["axe", "stick", "planks", "log"]


def test_breadth_first_nodes_come_by_their_distance():
    tree = {"a": "bc", "b": "d", "c": "e", "d": "", "e": ""}
    assert "".join(walk("a", tree.__getitem__, breadth_first=True)) == "abcde"
    assert "".join(walk("a", tree.__getitem__)) == "acebd"


def test_neighbours_are_asked_only_after_their_node_was_yielded():
    asked = []

    def needs(item):
        asked.append(item)
        return NEEDS[item]

    way = walk(["planks"], needs)
    assert next(way) == "planks"
    assert asked == []
    assert "log" in way
    assert asked == ["planks"]


def test_nothing_leads_nowhere():
    assert list(walk([], NEEDS.__getitem__)) == []
