"""World files in the form of Mars, made by the tests: Crafter's own rules, and changes of them."""

import copy
import tempfile
from pathlib import Path

import yaml
from crafter import constants

from deckard.worlds.crafter import Crafter
from deckard.worlds.crafter.mars.parts import ACHIEVEMENTS, MATERIALS

TERRAIN = [name for name in MATERIALS if name not in ("table", "furnace")]
NEIGHBOURS = {
    **dict.fromkeys(("coal", "iron", "diamond", "lava"), "stone"),
    "tree": "grass", "player": "grass", "water": "sand",
}  # fmt: skip
FLAGS = ("eatable", "defeatable", "attackable", "arrowable", "closable", "can_walk")
EFFECTS = (
    "closable_health_damage_func", "eat_health_damage_func", "arrow_damage_func",
    "inc_food_func", "inc_thirst_func",
)  # fmt: skip


def creature(*true: str, **effects: int) -> dict:
    return {**{flag: flag in true for flag in FLAGS}, **dict.fromkeys(EFFECTS, 0), **effects}


def _collect(name: str, rule: dict) -> dict:
    chance = rule.get("probability")
    receive = {
        item: n if chance is None else {"amount": n, "probability": chance}
        for item, n in rule["receive"].items()
    }
    leaves = {"material": rule["leaves"], "object": None}
    return {"require": dict(rule["require"]), "receive": receive, "leaves": leaves}


def plain() -> dict:
    """The rules of Crafter as a world file."""
    return copy.deepcopy(
        {
            "walkable": ["grass", "sand", "path"],
            "walkable_effect": {
                name: {
                    "walkable": name in ("grass", "sand", "path"),
                    "walk_health": 0,
                    "dieable": name == "lava",
                }
                for name in TERRAIN
            },
            "items": constants.items,
            "achievements": sorted(ACHIEVEMENTS),
            "terrain_neighbour": {
                **NEIGHBOURS,
                "tree": "grass",
                "player": "grass",
                "water": "sand",
            },
            "name2name": {name: name for name in TERRAIN},
            "npc_objects": {
                "cow": creature("eatable", "can_walk", inc_food_func=1),
                "zombie": creature(
                    "defeatable", "attackable", "closable", closable_health_damage_func=-1
                ),
                "skeleton": creature("defeatable", "arrowable", arrow_damage_func=-1),
                "plant": creature("eatable", inc_food_func=1),
            },
            "drink": {"water": {"inc_drink_func": 0, "inc_damage_func": 0, "inc_food_func": 0}},
            "ignitability": {"wood": True},
            "collect": {name: _collect(name, rule) for name, rule in constants.collect.items()},
            "place": constants.place,
            "make": constants.make,
        }
    )


def with_terrain(tree: dict) -> dict:
    """Another start, other meadows, shores and rocks, and two materials that change places."""
    tree["terrain_neighbour"] |= {
        "player": "sand",
        "tree": "path",
        "water": "stone",
        "coal": "grass",
    }
    tree["name2name"] |= {"iron": "diamond", "diamond": "iron"}
    tree["walkable"] = ["grass", "sand", "path", "stone", "water"]
    return tree


def with_survival(tree: dict) -> dict:
    """Coal that hurts, water that kills; a cow that shoots, zombies that are food and heal."""
    tree["walkable"] = [*tree["walkable"], "water", "coal"]
    tree["walkable_effect"]["coal"]["walk_health"] = -1
    tree["walkable_effect"]["water"]["dieable"] = True
    tree["npc_objects"] |= {
        "cow": creature("defeatable", "arrowable", arrow_damage_func=-1),
        "zombie": creature(
            "eatable", "attackable", "closable", closable_health_damage_func=1,
            inc_food_func=1, inc_thirst_func=-1, eat_health_damage_func=1,
        ),
        "skeleton": creature("eatable", "can_walk", inc_food_func=-1),
        "plant": creature(
            "eatable", "attackable", closable_health_damage_func=-1, inc_thirst_func=1
        ),
    }  # fmt: skip
    tree["drink"] |= {"lava": {"inc_drink_func": 2, "inc_damage_func": -1, "inc_food_func": 1}}
    lava = {"require": {}, "receive": {}, "leaves": {"material": "lava", "object": "None"}}
    tree["collect"]["lava"] = lava
    return tree


def with_tasks(tree: dict) -> dict:
    """Other gains, tools, stations and amounts, chance, and creatures that appear."""
    tree["collect"] |= {
        "tree": {"require": {}, "receive": {"wood": 2}, "leaves": {"material": "tree"}},
        "stone": {
            "require": {},
            "receive": {
                "stone": {"amount": 1, "probability": 0.5},
                "coal": {"amount": 1, "probability": 0.5},
            },
            "leaves": {"material": "grass", "object": None},
        },
        "coal": {
            "require": {"stone_pickaxe": 1},
            "receive": {"diamond": 1, "iron": {"amount": 1, "probability": 0.5}},
            "leaves": {"material": "sand", "object": {"cow": 1.0}},
        },
        "iron": {"require": {"sapling": 1}, "receive": {"iron": 3}, "leaves": {"material": "path"}},
        "diamond": {"require": {}, "receive": {}, "leaves": {"material": "water", "object": {}}},
    }
    tree["place"] |= {
        "table": {"uses": {"wood": 4}, "where": ["grass", "water"], "type": "material"},
        "furnace": {"uses": {"coal": 2, "sapling": 1}, "where": ["grass"], "type": "material"},
    }
    tree["make"] |= {
        "wood_pickaxe": {"uses": {"wood": 3}, "nearby": [], "gives": 1},
        "iron_sword": {"uses": {"iron": 1}, "nearby": ["furnace"], "gives": 2},
    }
    return tree


FILES = {
    "plain": plain,
    "terrain": lambda: with_terrain(plain()),
    "survival": lambda: with_survival(plain()),
    "tasks": lambda: with_tasks(plain()),
    "everything": lambda: with_tasks(with_survival(with_terrain(plain()))),
}


def write(folder: Path, tree: object) -> Path:
    path = folder / "world.yaml"
    path.write_text(yaml.safe_dump(tree, sort_keys=False), encoding="utf-8")
    return path


def mars_world(tree: object) -> Crafter:
    """The world of a file, which may be gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        return Crafter(mars=str(write(Path(folder), tree)))
