import json

from deckard.dream.answers.parse import parse_recipe
from deckard.dream.examples import examples
from deckard.journal.events import Refuted
from deckard.journal.fold import apply
from deckard.journal.state import State
from tests.strategies import collect, craft, knowing, smelt

WOODEN = craft("wooden_pickaxe", "crafting_table", planks=3, stick=2)
AXE = craft("stone_axe", "crafting_table", cobblestone=3, stick=2)
STONE, INGOT = smelt("stone", cobblestone=1), smelt("iron_ingot", iron_ore=1)
ORE = collect("iron_ore", tool="stone_pickaxe")


def shown(state, item, most=9):
    return [json.loads(line)["item"] for line in examples(state, item, most)]


def test_items_alike_in_their_last_word_come_first_then_in_any_other():
    state = knowing(ORE, STONE, WOODEN, AXE)
    assert shown(state, "stone_pickaxe") == ["wooden_pickaxe", "stone_axe", "stone", "iron_ore"]


def test_no_more_are_shown_than_asked_for_and_never_the_item_itself():
    state = knowing(STONE, WOODEN, AXE)
    assert shown(state, "stone_axe", 1) == ["stone"]
    assert shown(state, "stone_axe", 0) == []


def test_of_items_equally_alike_those_of_the_method_last_proposed_come_first():
    state = knowing(INGOT, ORE)
    assert shown(state, "iron_block") == ["iron_ore", "iron_ingot"]
    apply(state, Refuted(recipe=smelt("iron_block", iron_ore=9), reason="r"), 3)
    assert shown(state, "iron_block") == ["iron_ingot", "iron_ore"]


def test_an_example_is_an_answer_to_its_own_question():
    [line] = examples(knowing(WOODEN), "stick", 1)
    items = ["wooden_pickaxe", "planks", "stick", "crafting_table"]
    assert parse_recipe("wooden_pickaxe", line, items).recipe == WOODEN


def test_what_is_only_dreamed_is_no_example():
    assert examples(knowing(dreamed=[WOODEN]), "stick", 3) == []
    assert examples(State(), "stick", 3) == []
