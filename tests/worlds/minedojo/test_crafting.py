from tests.worlds.minedojo.minecraft import installed
from tests.worlds.minedojo.test_minedojo import with_bench

BENCH = {"crafting_table": 1, "furnace": 1, "planks": 8, "stick": 4, "iron_ore": 2, "coal": 2}


@installed
def test_strict_crafting_takes_a_table_that_stands_near():
    _, _, life = with_bench()
    assert life.info["inventory"] == dict(sorted(BENCH.items()))
    info = life.craft("wooden_pickaxe")
    assert "wooden_pickaxe" not in info["inventory"] and info["near"] == frozenset()
    info = life.place("crafting_table")
    assert info["near"] == {"crafting_table"} and "crafting_table" not in info["inventory"]
    info = life.craft("wooden_pickaxe")
    assert info["inventory"]["wooden_pickaxe"] == 1 and info["inventory"]["planks"] == 5
    info = life.take("crafting_table")
    assert info["inventory"]["crafting_table"] == 1 and info["near"] == frozenset()


@installed
def test_strict_smelting_takes_a_furnace_and_burns_the_fuel_that_is_named():
    _, _, life = with_bench()
    assert "iron_ingot" not in life.smelt("iron_ingot", "coal")["inventory"]
    assert life.place("furnace")["near"] == {"furnace"}
    info = life.smelt("iron_ingot", "planks")
    assert info["inventory"]["iron_ingot"] == 1 and info["inventory"]["coal"] == 2
    assert info["fuel"] == {"planks": 1} and info["inventory"]["planks"] == 7
    assert "furnace" not in life.take("furnace")["inventory"], "a bare hand would lose it"


@installed
def test_paper_crafting_is_content_with_a_station_in_the_inventory():
    _, _, life = with_bench(crafting="paper")
    assert life.info["near"] == {"crafting_table", "furnace"}
    assert life.craft("wooden_pickaxe")["inventory"]["wooden_pickaxe"] == 1
    info = life.smelt("iron_ingot", "coal")
    assert info["inventory"]["iron_ingot"] == 1 and info["fuel"] == {"coal": 1}
    assert life.place("furnace")["inventory"]["furnace"] == 1
