"""What a world file may hold, and what is said of one that holds something else."""

import pytest

from deckard.errors import ConfigError
from deckard.runs import manifest
from deckard.worlds.crafter import Crafter
from tests.cli.commands import deckard, fails_in_one_line
from tests.worlds.crafter.mars.files import FILES, creature, mars_world, plain, write

MISTAKES = {
    "an unknown key": (["walk"], ["grass"], "walk: there is no such key"),
    "a part that is missing": (["collect", "tree", "leaves"], {}, "collect.tree.leaves.material"),
    "a wrong type": (["walkable_effect", "sand", "dieable"], "no", "walkable_effect.sand.dieable"),
    "no number": (["make", "wood_sword", "gives"], 1.5, "make.wood_sword.gives"),
    "a material that is none": (["walkable", 0], "gras", "did you mean grass?"),
    "an unknown key of a block": (["collect", "dirt"], {}, "no material of Mars"),
    "an unknown item": (["place", "table", "uses"], {"wod": 1}, "did you mean wood?"),
    "an unknown creature": (
        ["collect", "water", "leaves", "object"], {"dragon": 1.0}, "no creature of Mars",
    ),
    "an unknown tool": (["make", "axe"], {}, "no tool of Mars"),
    "a chance above one": (
        ["collect", "grass", "receive", "sapling", "probability"], 1.5, "probability",
    ),
    "two tools": (
        ["collect", "coal", "require"], {"wood_pickaxe": 1, "iron_pickaxe": 1}, "one thing at most",
    ),
    "an amount of a tool": (["collect", "coal", "require"], {"sapling": 2}, "with the amount 1"),
    "nothing used": (["place", "table", "uses"], {}, "place.table.uses"),
    "more than can be held": (
        ["place", "furnace", "uses"], {"stone": 12}, "place.furnace.uses names 12 stone, but 9",
    ),
    "a station that is none": (["make", "iron_sword", "nearby"], ["water"], "'table' or 'furnace'"),
    "a plant as a material": (["place", "plant", "type"], "material", "is object: set that"),
    "neither eaten nor defeated": (["npc_objects", "cow"], creature(), "one of eatable"),
    "an achievement of Crafter": (["achievements", 0], "eat_cow", "Mars has no eat_cow"),
    "an achievement less": (["achievements"], ["wake_up"], "collect_coal is missing"),
    "an item less": (["items"], {"wood": {"max": 9, "initial": 0}}, "is missing: add it"),
    "something held at first": (["items", "wood", "initial"], 3, "initial wood is 3; right is 0"),
    "more than can be counted": (["items", "food", "max"], 10**30, "items.food.max"),
    "a key that is no text": ([7], {}, "7"),
    "a level of nothing": (["items", "food", "initial"], 0, "initial food is 0; right is 1 to 9"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_each_kind_of_change_is_read(name):
    mars_world(FILES[name]())


@pytest.mark.parametrize(("path", "value", "part"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_in_one_line_with_file_and_key(tmp_path, path, value, part):
    tree = inner = plain()
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    file = write(tmp_path, tree)
    with pytest.raises(ConfigError) as caught:
        Crafter(mars=str(file))
    message = str(caught.value)
    assert message.startswith(f"{file}: ") and part in message and "\n" not in message
    assert len(message) < 300 + len(str(file))
    assert str(path[0]) in message


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("- grass\n", "no map of keys to values"),
        ("walkable: [\n", "is not YAML"),
        ("walkable: []\nwalkable: []\n", "walkable"),
        ("", "no map of keys to values"),
    ],
)
def test_what_is_no_world_file_is_told_in_one_line(tmp_path, text, part):
    file = tmp_path / "world.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        Crafter(mars=str(file))
    assert str(file) in str(caught.value) and part in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_no_text_is_told_in_one_line(tmp_path):
    binary = tmp_path / "world.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (binary, tmp_path):
        with pytest.raises(ConfigError, match="world") as caught:
            Crafter(mars=str(path))
        assert str(path) in str(caught.value) and "\n" not in str(caught.value)


def test_the_command_fails_in_one_line_where_there_is_no_such_file(tmp_path):
    gone = tmp_path / "gone.yaml"
    result = deckard("run", "-s", "world.name=crafter", "-s", f"world.mars={gone}", "-o", tmp_path)
    fails_in_one_line(result, "cannot read world file", str(gone))


@pytest.mark.parametrize("key", ["walkable", "items", "achievements", "ignitability"])
def test_what_mars_has_a_default_for_may_be_left_out(key):
    tree = plain()
    del tree[key]
    mars_world(tree)


def test_a_world_tells_the_hash_of_its_file_so_that_a_changed_file_is_another_world():
    tree = plain()
    before = mars_world(tree).about
    assert before == mars_world(tree).about
    tree["npc_objects"]["cow"]["inc_food_func"] = -1
    after = mars_world(tree).about
    assert manifest.differing_keys(before, after) == ["mars"]
    tree["make"]["wood_sword"]["uses"] = {"wood": 2}
    assert "tables_sha256" in manifest.differing_keys(before, mars_world(tree).about)
    assert "tables" in manifest.differing_keys(Crafter().about, after)


def test_the_needs_are_full_at_what_the_file_allows():
    tree = plain()
    tree["items"]["food"] = {"max": 5, "initial": 4}
    world = mars_world(tree)
    assert world.needs == {"food": 5, "drink": 9, "energy": 9}
    assert world.live(0).info["needs"]["food"] == 4
