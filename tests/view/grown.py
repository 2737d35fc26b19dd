"""Generated journals of any size: dreams, some of them wrong, then pursuits."""

import json
import random

from deckard.journal.events import Dreamed, Misdreamed, Practised, Pursued, Refuted, Verified
from deckard.runs.directory import open_run
from deckard.runs.manifest import Provenance
from deckard.types import Gain, Option, Outcome, Recipe, as_set
from deckard.worlds.tables import load_tables

TABLES = load_tables("1.11.2")
WORLD = {"name": "craftworld", "minecraft": TABLES.version, "tables_sha256": TABLES.digest}
"""What a world says of itself whose truth is known."""


def game_recipes():
    """One true recipe of every item of the game that has any."""
    return [TABLES.ways(item)[0] for item in TABLES.items if TABLES.ways(item)]


def made_up_recipes(count, seed=0):
    """Recipes of `count` items in a dozen layers; each needs some of those before it."""
    rng = random.Random(seed)
    names = [f"thing_{k}" for k in range(count)]
    recipes = []
    for k, name in enumerate(names):
        below = names[max(0, k - count // 12 - 40) : k - k % max(1, count // 12)]
        if k < count // 15 or not below:
            recipes.append(Recipe(item=name, how="collect", source=name))
            continue
        chosen = {rng.choice(below): rng.randint(1, 5) for _ in range(rng.randint(1, 3))}
        station = rng.choice([None, names[k % 5]])
        recipes.append(Recipe(item=name, how="craft", ingredients=chosen, stations=as_set(station)))
    return recipes


def grown(recipes, wrong=0.3, tried=0.7, seed=0):
    """The entries of a run that dreams recipes, and tries them from raw to finished."""
    rng = random.Random(seed)
    dreams = {r.item: spoilt(r, recipes, rng) if rng.random() < wrong else r for r in recipes}
    entries = [(_dreamed(dream),) for dream in dreams.values()]
    entries.insert(1, (Misdreamed(item=recipes[0].item, text="?", model="m", reason="no JSON"),))
    for recipe in _sorted(recipes)[: round(tried * len(recipes))]:
        entries.append(_tried(recipe, dreams[recipe.item], rng))
    return entries


def spoilt(recipe, recipes, rng):
    """A recipe with another ingredient, yield or source."""
    other = rng.choice(recipes).item
    if recipe.how == "collect" or other == recipe.item:
        return recipe.model_copy(update={"source": other, "ingredients": {}})
    return recipe.model_copy(update={"ingredients": {**recipe.ingredients, other: 2}})


def _dreamed(recipe):
    text = json.dumps(recipe.model_dump(mode="json")) + " " + "Because it is so in the game. " * 3
    return Dreamed(recipe=recipe, text=text, model="language-model-1")


def _sorted(recipes):
    """From raw to finished, circles last."""
    left, placed, done = list(recipes), [], set()
    while left:
        ready = [r for r in left if done.issuperset(r.needs)] or left
        placed += ready
        done |= {r.item for r in ready}
        left = [r for r in left if r.item not in done]
    return placed


def _tried(recipe, dream, rng):
    gain = Gain(
        item=recipe.item,
        how=recipe.how,
        before=dict(recipe.needs),
        after={recipe.item: recipe.yields},
    )
    steps = rng.randint(50, 9000)
    outcome = Outcome(item=recipe.item, steps=steps, episodes=9, successes=7, gains=(gain,))
    corrects = () if dream == recipe else (dream,)
    if recipe.how != "collect":
        did = Pursued(recipe=dream, outcome=outcome, ending="obtained", life=0, seed=1, trace="7*3")
    elif rng.random() < 0.1:
        failed = Practised(recipe=dream, outcome=outcome.model_copy(update={"gains": ()}))
        return failed, Refuted(recipe=dream, reason="50 contacts gave none")
    else:
        did = Practised(recipe=dream, outcome=outcome, option=_option(recipe, rng))
    return did, Verified(recipe=recipe, corrects=corrects)


def _option(recipe, rng):
    return Option(
        item=recipe.item,
        source=recipe.source,
        start={},
        hand=None,
        file=f"{recipe.item}.zip",
        episodes=100,
        successes=rng.randint(60, 100),
        decisions=20.0,
        steps=150.0,
    )


def written(folder, entries, config):
    """Write a run directory with these entries, as a run would, but all at once."""
    open_run(folder, config, Provenance(WORLD)).close()
    with (folder / "journal.jsonl").open("a", encoding="utf-8") as journal:
        for k, events in enumerate(entries):
            at = f"2026-01-01T{k // 3600 % 24:02}:{k // 60 % 60:02}:{k % 60:02}.000+00:00"
            said = [e.model_dump(mode="json") for e in events]
            journal.write(json.dumps({"entry": k + 1, "at": at, "events": said}) + "\n")
    return folder
