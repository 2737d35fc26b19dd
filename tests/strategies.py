"""Hypothesis strategies for property tests, and short ways to write recipes and states."""

from typing import get_args

from hypothesis import strategies as st

from deckard.errors import Fault
from deckard.graph.beliefs import VERIFIED
from deckard.journal.events import (
    Attempted,
    Dreamed,
    Harm,
    Misdreamed,
    Practised,
    Proven,
    Pursued,
    Refuted,
    Supposed,
    Verified,
    Voided,
)
from deckard.journal.fold import apply
from deckard.journal.state import State
from deckard.types import Contact, Failure, Gain, Option, Outcome, Recipe, as_set

ITEMS = ("log", "planks", "stick", "table", "furnace", "ore", "ingot", "wooden_axe", "stone_axe")
SOURCES = ("tree", "rock", "cow")
items = st.sampled_from(ITEMS)
sources = st.sampled_from(SOURCES)
hands = st.none() | items
hows = st.sampled_from(("collect", "craft", "smelt"))
inventories = st.dictionaries(items, st.integers(1, 9), max_size=4)
texts = st.text(st.characters(codec="utf-8"), max_size=30)


@st.composite
def recipes(draw, item=items):
    """A recipe in the form in which answers are read."""
    how, product = draw(hows), draw(item)
    others = st.sampled_from([i for i in ITEMS if i != product])
    if how == "collect":
        tools = draw(st.frozensets(others, max_size=1))
        return Recipe(item=product, how=how, tools=tools, source=draw(sources))
    ingredients = draw(st.dictionaries(others, st.integers(1, 4), min_size=1, max_size=3))
    stations = draw(st.frozensets(others.filter(lambda i: i not in ingredients), max_size=2))
    yields = draw(st.integers(1, 4))
    made = {"item": product, "how": how, "ingredients": ingredients, "yields": yields}
    return Recipe(**made, stations=stations)


@st.composite
def gains(draw):
    """What one step gained; more of the item after than before."""
    item, how, before, after = draw(items), draw(hows), draw(inventories), draw(inventories)
    after[item] = before.get(item, 0) + draw(st.integers(1, 3))
    near = draw(st.frozensets(items, max_size=2))
    source = draw(sources) if how == "collect" else None
    return Gain(
        item=item, how=how, before=before, after=after, hand=draw(hands), near=near, source=source
    )


failures = st.builds(
    Failure,
    items=st.frozensets(items, min_size=1, max_size=3),
    how=st.sampled_from(("craft", "smelt")),
    before=inventories,
    near=st.frozensets(items, max_size=2),
)


@st.composite
def drawn_contacts(draw):
    """Contacts, of which no more gave an item than there were."""
    count = draw(st.integers(1, 100))
    gave = draw(st.dictionaries(items, st.integers(1, min(count, 5)), max_size=2))
    return Contact(source=draw(sources), hand=draw(hands), count=count, gave=gave)


contacts = drawn_contacts()
outcomes = st.builds(
    Outcome,
    item=items,
    steps=st.integers(0, 10**6),
    gains=st.lists(gains(), max_size=3).map(tuple),
    failures=st.lists(failures, max_size=3).map(tuple),
    contacts=st.lists(contacts, max_size=3).map(tuple),
)
options = st.builds(
    Option,
    item=items,
    source=st.none() | sources,
    start=inventories,
    hand=hands,
    file=texts,
    episodes=st.integers(1, 100),
    successes=st.integers(1, 100),
    decisions=st.floats(0, 1e6),
    steps=st.floats(0, 1e6),
)
pursuits = st.builds(
    Pursued,
    recipe=recipes(),
    outcome=outcomes,
    ending=st.sampled_from(("obtained", "attempted", "stuck", "no plan")),
    life=st.integers(0, 5),
    seed=st.integers(0, 99),
    trace=texts,
    holds=inventories,
)
attempts = st.builds(
    Attempted,
    stock=st.dictionaries(items, st.integers(1, 9), max_size=3),
    items=st.lists(items, min_size=1, max_size=2).map(tuple),
    outcome=outcomes,
    ending=st.sampled_from(("obtained", "attempted", "aborted")),
    life=st.integers(0, 5),
    seed=st.integers(0, 99),
    trace=texts,
    holds=inventories,
)
events = st.one_of(
    st.builds(
        Dreamed,
        recipe=recipes(),
        text=texts,
        model=texts,
        sample=st.integers(0, 2),
        weight=st.sampled_from((0.25, 0.5, 1.0)),
        grounded=st.dictionaries(texts, items, max_size=2),
        unknown=st.dictionaries(
            texts, st.sampled_from(["ingredient", "tool", "station"]), max_size=2
        ),
    ),
    st.builds(
        Misdreamed,
        item=items,
        text=texts,
        model=texts,
        reason=texts,
        fault=st.sampled_from(get_args(Fault)),
        sample=st.integers(0, 2),
    ),
    st.builds(Voided, item=items, reason=texts, sample=st.integers(0, 2)),
    st.builds(Supposed, recipe=recipes()),
    st.builds(Practised, recipe=recipes(), outcome=outcomes, option=st.none() | options),
    pursuits,
    attempts,
    st.builds(Verified, recipe=recipes(), corrects=st.lists(recipes(), max_size=2).map(tuple)),
    st.builds(Refuted, recipe=recipes(), reason=texts),
    st.builds(Proven, recipe=recipes(), need=items, reason=texts),
)
entries = st.lists(st.lists(events, min_size=1, max_size=3), max_size=5)


def collect(item, source=None, tool=None, **fields):
    """A collect; the source has the item's name unless given."""
    tools = frozenset({tool} if tool else ())
    return Recipe(item=item, how="collect", source=source or item, tools=tools, **fields)


def craft(item, station=None, yields=1, **ingredients):
    """A craft from the items named as keywords, at one station or none."""
    made = {"item": item, "how": "craft", "ingredients": ingredients, "yields": yields}
    return Recipe(**made, stations=as_set(station))


def hurt(acts=100, close=10, **beside):
    """A pursuit in which the agent was hurt beside something, so often."""
    harm = Harm(
        acts=acts, hurt=max(beside.values()), close=dict.fromkeys(beside, close), beside=beside
    )
    ended = {"ending": "stuck", "life": 0, "seed": 0, "trace": "", "harm": harm}
    recipe = collect("log", "tree")
    return Pursued(recipe=recipe, outcome=Outcome(item="log", steps=acts), **ended)


def is_proof(state, recipe):
    """Whether it is a verified recipe but for the stations: an attempt to do without one."""
    known = state.awm.recipes(recipe.item, VERIFIED)
    return recipe in [r.model_copy(update={"stations": recipe.stations}) for r in known]


def smelt(item, station="furnace", **ingredients):
    """A smelt from the items named as keywords."""
    return Recipe(item=item, how="smelt", ingredients=ingredients, stations=as_set(station))


def learnt(recipe, **changes):
    """The option of a collect: learnt with the recipe's tool in the hand, and reliable."""
    fields = {
        "start": dict.fromkeys(recipe.tools, 1),
        "hand": next(iter(recipe.tools), None),
        "file": f"{recipe.item}.zip",
        "episodes": 100,
        "successes": 90,
        "decisions": 5,
        "steps": 50,
    }
    return Option(item=recipe.item, source=recipe.source, **(fields | changes))


def knowing(*verified, dreamed=()):
    """A state in which recipes are verified, and others hypothesised."""
    state = State()
    for recipe in verified:
        apply(state, Verified(recipe=recipe), state.entries + 1)
    for recipe in dreamed:
        apply(state, Dreamed(recipe=recipe, text="", model=""), state.entries + 1)
    return state


def known(state):
    """All of a state in a form that equality can compare; what is empty is left out."""
    graph = {item: state.awm.beliefs(item) for item in state.awm.known}
    rest = {name: value for name, value in vars(state).items() if name != "awm"}
    for name, value in rest.items():
        if isinstance(value, dict):
            rest[name] = {key: found for key, found in value.items() if found}
    folds = {kind: fold for kind, fold in state.folds.items() if fold != kind()}
    return rest | {"awm": graph, "folds": folds}


hostile = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8) | st.sampled_from(
    ['a"b', "</script><script>", "a\nb", "\\", "a\\nb", "&amp;", "]]>", "日本語", "\x00", "\r",
     "_x000d_", "end", "=1+1", "'", "`", "#quot;", " ", "\u2028", "a,b;c", "{x}", "%%"]
)  # fmt: skip
"""Names that a careless writer of files would stumble over."""


@st.composite
def hostile_recipes(draw):
    """A recipe between items with any names, in any form that the graph can hold."""
    names = draw(st.lists(hostile, min_size=6, max_size=6, unique=True))
    item, *others = names
    return Recipe(
        item=item,
        how=draw(hows),
        ingredients=draw(st.dictionaries(st.sampled_from(others[:3]), st.integers(1, 64))),
        tools=draw(st.frozensets(st.sampled_from(others[3:]), max_size=1)),
        stations=draw(st.frozensets(st.sampled_from(others), max_size=2)),
        source=draw(st.none() | hostile),
        yields=draw(st.integers(1, 64)),
        returns=draw(st.dictionaries(st.sampled_from(others), st.integers(1, 64), max_size=1)),
    )


@st.composite
def states(draw):
    """A state whose graph has any items, with several beliefs of some, and some found wrong."""
    state = State()
    state.steps = draw(st.integers(0, 10**12))
    for number, recipe in enumerate(draw(st.lists(recipes() | hostile_recipes(), max_size=6)), 1):
        if draw(st.booleans()):
            weight = draw(st.floats(0, 1, exclude_min=True))
            state.awm.hypothesise(recipe, because=number, weight=weight)
        else:
            state.awm.verify(recipe, because=number)
        if draw(st.booleans()):
            wrong = recipe.model_copy(update={"yields": recipe.yields + 1})
            (state.refuted if draw(st.booleans()) else state.replaced)[recipe.item].append(wrong)
        state.entries = number
    return state
