"""A small journal written by hand, and its recipes."""

from deckard.journal.events import Dreamed, Misdreamed, Practised, Pursued, Refuted, Verified
from deckard.journal.fold import fold
from deckard.types import Outcome, Recipe
from tests.strategies import learnt

LOG = Recipe(item="log", how="collect", source="log")
PLANKS = Recipe(item="planks", how="craft", ingredients={"log": 1}, yields=4)
TABLE = Recipe(item="crafting_table", how="craft", ingredients={"planks": 4})
FURNACE = Recipe(
    item="furnace", how="craft", ingredients={"cobblestone": 8}, stations={"crafting_table"}
)
WRONG_TABLE = TABLE.model_copy(update={"ingredients": {"planks": 3}})
WRONG_PLANKS = PLANKS.model_copy(update={"yields": 1})
STONE = Recipe(item="cobblestone", how="collect", source="dirt")
OPTION = learnt(LOG, file="log-6.zip", successes=97, decisions=35.4, steps=120.0)


def dreamed(recipe):
    return Dreamed(recipe=recipe, text="", model="m")


def pursued(recipe, ending="obtained", steps=12):
    outcome = Outcome(item=recipe.item, steps=steps)
    return Pursued(recipe=recipe, outcome=outcome, ending=ending, life=0, seed=1, trace="")


def practised(recipe, option, steps=1000):
    outcome = Outcome(item=recipe.item, steps=steps, episodes=50, successes=40)
    return Practised(recipe=recipe, outcome=outcome, option=option)


ENTRIES = [
    (dreamed(FURNACE),),
    (Misdreamed(item="cobblestone", text="", model="m", reason="no JSON"),),
    (dreamed(STONE),),
    (dreamed(WRONG_TABLE),),
    (dreamed(WRONG_PLANKS),),
    (dreamed(LOG),),
    (practised(LOG, OPTION), Verified(recipe=LOG)),
    (pursued(PLANKS), Verified(recipe=PLANKS, corrects=(WRONG_PLANKS,))),
    (pursued(WRONG_TABLE), Verified(recipe=TABLE, corrects=(WRONG_TABLE,))),
    (practised(STONE, None), Refuted(recipe=STONE, reason="50 contacts gave none")),
]
STATE = fold(ENTRIES)
