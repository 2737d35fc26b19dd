import re
from importlib.util import find_spec
from pathlib import Path

from deckard.worlds.minedojo.names import biomes, block_numbers, counted, perceived_blocks
from tests.worlds.minedojo.minecraft import installed


def slot(name, quantity, where="inventory"):
    return {"name": name, "quantity": quantity, "variant": 0, "inventory": where}


def test_variants_are_joined_and_what_lies_in_a_chest_is_not_held():
    slots = [slot("log", 2), slot("log2", 3), slot("air", 0), slot("log", 9, "chest")]
    assert counted(slots, frozenset(("log", "air"))) == {"log": 5}


def test_blocks_are_known_by_what_the_game_calls_them_and_by_their_ids():
    numbers, names = block_numbers(), perceived_blocks()
    called = {"wood": "log", "grass block": "grass", "lapis lazuli ore": "lapis_ore"}
    called |= {"coal ore": "coal_ore", "sugar canes": "reeds", "crafting table": "crafting_table"}
    for name, block in called.items():
        assert names[numbers[name] - 1] == block
    assert "air" not in numbers and min(numbers.values()) == 1


@installed
def test_the_biomes_are_those_of_minedojo():
    source = Path(find_spec("minedojo").origin).parent / "sim" / "mc_meta" / "mc.py"
    [named] = re.findall(r"BIOMES_MAP = \{(.*?)\}", source.read_text(encoding="utf-8"), re.DOTALL)
    assert set(re.findall(r'"(\w+)"', named)) == set(biomes())
