"""Recipes that a seed draws: small worlds, stranger than any game, so that nothing is tuned.

A `Form` says which kind of worlds; everything that draws recipes at random draws them here.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from deckard.types import How, Item, Recipe

STATIONS = ("bench", "kiln", "loom")
KINDS = ("pickaxe", "axe", "shears")
"""Last words of the names of tools; explorers know these."""
USUAL = (
    "log", "planks", "stick", "crafting_table", "furnace", "wooden_pickaxe", "stone_pickaxe",
    "cobblestone", "iron_ore", "iron_ingot", "coal", "wooden_axe", "oak_door", "door", "glue",
)  # fmt: skip
GROWS_BY_ITSELF = 0.3
"""The share of growing circles of a single item."""
CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"


@dataclass(frozen=True)
class Names:
    """The items of a world, in the order in which each is made of those before it."""

    items: Sequence[Item]
    stations: Collection[Item] | None = None
    """Those that crafts may need near; None for any."""
    tools: Collection[Item] | None = None
    """Those that collects may need; None for any."""

    @property
    def parts(self) -> list[Item]:
        """What things are made of: where the names tell tools and stations, none of these."""
        return [i for i in self.items if self.tools is None or not self.is_aid(i)]

    def is_aid(self, item: Item) -> bool:
        """Whether the names tell that an item is a tool or a station, which is always made."""
        return self.tools is not None and item in {*self.tools, *(self.stations or ())}


def plain_names(rng: Random, size: int) -> Names:
    """Names without a meaning; anything may be a tool or a station."""
    return Names([f"i{k}" for k in range(size)])


def telling_names(rng: Random, size: int) -> Names:
    """Drawn words; the last word of a name says whether it is a tool or a station."""
    count = min(rng.randint(0, 3), size - 4)
    words = list[str]()
    while len(words) < size - count:
        word = "".join(rng.choice(CONSONANTS) + rng.choice(VOWELS) for _ in range(2))
        words += [word] * (word not in words)
    drawn = rng.randint(0, min(5, len(words) - 4))
    stations, tools = STATIONS[:count], [f"{w}_{rng.choice(KINDS)}" for w in words[:drawn]]
    rest = [*words[drawn + 3 :], *tools, *stations]
    rng.shuffle(rest)
    return Names([*words[drawn : drawn + 3], *rest], stations, tools)


def usual_names(rng: Random, size: int) -> Names:
    """Names of the game in any order; up to two of them are stations, whatever they say."""
    items = rng.sample(USUAL, size)
    return Names(items, rng.sample(items, rng.randint(0, 2)))


@dataclass(frozen=True)
class Form:
    """Which kind of recipe worlds is drawn; shares are between 0 and 1."""

    names: Callable[[Random, int], Names]
    fewest: int
    most: int
    """Items of a world, at least and at most."""
    raw: int
    """The first items, which are collected by hand."""
    made: float = 0.75
    """The share of the other items that are made. The rest is collected."""
    tooled: float = 0.5
    """How likely a collect takes a tool, and then one more of which either suffices."""
    most_tools: int = 1
    drops: Sequence[int] = (1,)
    """Units that a collect gives at least."""
    spread: Sequence[int] = (0,)
    """Units that it may give above these."""
    parts: Sequence[int] = (1, 2, 3)
    quantities: Sequence[int] = (1, 2, 3, 4)
    smelts: float = 0.15
    smelted: Sequence[int] = (1,)
    """Units that a smelt takes."""
    stationed: float = 0.4
    """How likely a recipe asks for a station, and then for one more."""
    most_stations: int = 1
    yields: Sequence[int] = (1, 1, 1, 2, 4)
    returning: Sequence[float] = (0.0,)
    """The share of crafts that give something back; each world has one of these."""
    returned_by: Sequence[How] = ("craft",)
    catalysts: bool = False
    """Whether a craft gives back what it took, or what a part was put into; else anything else."""
    second: float = 0.0
    """The share of items with a second recipe."""
    circles: bool = False
    """Whether second recipes may take what comes later, too."""
    back: float = 0.0
    """The share of crafts that another undoes, wholly or in part."""
    sources: float = 0.0
    """The share of items with one more source."""
    conserves: bool = False
    """Whether no circle gives more than it takes."""
    growing: float = 0.0
    """The share of crafts with another by which a circle gives more than it takes all the same."""


@dataclass
class Drawing:
    """Recipes that are being drawn, item by item."""

    rng: Random
    form: Form
    names: Names
    recipes: list[Recipe] = field(default_factory=list)
    most: dict[str, int] = field(default_factory=dict)
    """The most units that a source gives."""
    mass: dict[Item, float] = field(default_factory=dict)
    """What a unit of an item weighs, if its first recipe loses little."""
    returning: float = 0.0

    def draw(self) -> None:
        """Draw all recipes. Every item can be obtained by the first recipe of each."""
        items, form, rng = self.names.items, self.form, self.rng
        self.returning = self._one(form.returning)
        for k, item in enumerate(items):
            recipe = self._returned(self._first(k))
            self.recipes.append(recipe)
            self.mass[item] = self._mass_of(recipe) * rng.uniform(0.5, 1.0)
        later = range(form.raw, len(items))
        others = [self._second(k) for k in later if rng.random() < form.second]
        others = [self._returned(recipe) for recipe in others]
        crafts = [recipe for recipe in self.recipes + others if recipe.how == "craft"]
        others += [self._back(recipe) for recipe in crafts if rng.random() < form.back]
        if form.sources:
            others += [self._collected(k) for k in later if rng.random() < form.sources]
        self.recipes += [r for r in others if not form.conserves or self._is_heavy(r)]
        if form.growing:
            self.recipes += [self._grown(r) for r in crafts if rng.random() < form.growing]

    def _one(self, options: Sequence[float]) -> float:
        return options[0] if len(options) == 1 else self.rng.choice(options)

    def _some(self, options: Sequence[Item], share: float, most: int) -> frozenset[Item]:
        """Up to so many of the options, each one more as likely as the first."""
        some, left = list[Item](), list(options)
        while left and len(some) < most and self.rng.random() < share:
            some.append(self.rng.choice(left))
            left.remove(some[-1])
        return frozenset(some)

    def _first(self, k: int) -> Recipe:
        """A recipe of an item from those before it; some are collected, the first ones always."""
        item, form = self.names.items[k], self.form
        is_made = k >= form.raw and (self.names.is_aid(item) or self.rng.random() < form.made)
        return self.made(k, self.names.items[:k]) if is_made else self._collected(k)

    def _collected(self, k: int) -> Recipe:
        """A collect from a source of its own."""
        item, form = self.names.items[k], self.form
        tools = [i for i in self.names.items[:k] if self.names.tools is None or self._is_tool(i)]
        share = form.tooled if k >= form.raw else 0.0
        suffice = self._some(tools, share, form.most_tools) if share else frozenset()
        source = f"{item}_{'bush' if f'{item}_vein' in self.most else 'vein'}"
        least = int(self._one(form.drops))
        self.most[source] = least + int(self._one(form.spread))
        return Recipe(item=item, how="collect", tools=suffice, source=source, yields=least)

    def _is_tool(self, item: Item) -> bool:
        return item in (self.names.tools or ())

    def _second(self, k: int) -> Recipe:
        items = self.names.items
        return self.made(k, [*items[:k], *(items[k + 1 :] if self.form.circles else ())])

    def made(self, k: int, earlier: Sequence[Item]) -> Recipe:
        """A craft or smelt of an item from some of others."""
        rng, form = self.rng, self.form
        how = "smelt" if rng.random() < form.smelts else "craft"
        parts = [item for item in self.names.parts if item in earlier]
        parts = rng.sample(parts, min(len(parts), 1 if how == "smelt" else rng.choice(form.parts)))
        allowed = earlier if self.names.stations is None else self.names.stations
        stations = [item for item in earlier if item in allowed and item not in parts]
        quantities = form.smelted if how == "smelt" else form.quantities
        return Recipe(
            item=self.names.items[k],
            how=how,
            stations=self._some(stations, form.stationed, form.most_stations),
            ingredients={part: int(self._one(quantities)) for part in parts},
            yields=rng.choice(form.yields),
        )

    def _returned(self, recipe: Recipe) -> Recipe:
        """A share of what is made gives something back, and weighs something all the same."""
        if recipe.how not in self.form.returned_by or self.rng.random() >= self.returning:
            return recipe
        part = self.rng.choice(sorted(recipe.ingredients))
        back = self.rng.choice(self._givable(recipe, part))
        most = recipe.ingredients.get(back, recipe.ingredients[part])
        given = recipe.model_copy(update={"returns": {back: self.rng.randint(1, most)}})
        return given if back != recipe.item and self._mass_of(given) > 0 else recipe

    def _givable(self, recipe: Recipe, part: Item) -> list[Item]:
        """What a craft may give back."""
        if self.form.catalysts:
            inside = [item for r in self.recipes if r.item == part for item in r.ingredients]
            return [part, *inside, *inside]
        apart = {recipe.item, *recipe.ingredients}
        others = [item for item in self.names.parts if item in self.mass and item not in apart]
        return others or [recipe.item]

    def _back(self, recipe: Recipe) -> Recipe:
        """A craft that gives back what one ingredient was: all of it, or a part."""
        part, quantity = self.rng.choice(sorted(recipe.ingredients.items()))
        is_whole = self.rng.random() < 0.7
        back = quantity if is_whole else self.rng.randint(1, quantity)
        if part in recipe.returns:
            back = max(1, back - recipe.returns[part])
        taken = {recipe.item: recipe.yields}
        return Recipe(item=part, how="craft", ingredients=taken, yields=back)

    def _grown(self, recipe: Recipe) -> Recipe:
        """A craft of what a recipe makes: more of itself, or more of a part than went into it."""
        part, quantity = self.rng.choice(sorted(recipe.ingredients.items()))
        item, taken, given = part, recipe.yields, quantity
        if self.rng.random() < GROWS_BY_ITSELF:
            item, taken, given = recipe.item, 1, 1
        more = given + self.rng.randint(1, given)
        return Recipe(item=item, how="craft", ingredients={recipe.item: taken}, yields=more)

    def _mass_of(self, recipe: Recipe) -> float:
        """What one unit weighs if the recipe loses nothing."""
        taken = sum(n * self.mass[item] for item, n in recipe.ingredients.items())
        taken -= sum(n * self.mass[item] for item, n in recipe.returns.items())
        return taken / recipe.yields if recipe.how != "collect" else 1.0

    def _is_heavy(self, recipe: Recipe) -> bool:
        """Whether a recipe makes no mass of nothing."""
        return self._mass_of(recipe) >= self.mass[recipe.item]


PLANNED = Form(
    plain_names, 6, 40, raw=3, smelted=(1, 2, 3, 4), returning=(0.0, 0.3), catalysts=True,
    second=0.4, back=0.25, conserves=True,
)  # fmt: skip
"""Worlds to plan in: the least cost of what is wanted is the question."""
GROWING = replace(PLANNED, growing=0.15)
"""Worlds to plan in, in which things grow: a seed gives a plant, and a plant two seeds."""
STRANGE = Form(
    telling_names, 5, 30, raw=2, made=0.6, most_tools=3, drops=(1, 1, 1, 2), spread=(0, 0, 1),
    parts=(1, 1, 2, 2, 3), quantities=(1, 1, 2, 3, 4, 9), smelts=0.25, stationed=0.6,
    most_stations=3, returning=(0.1,), returned_by=("craft", "smelt"),
    second=0.2, circles=True, back=0.1, sources=0.1,
)  # fmt: skip
"""Worlds to learn in from nothing."""
USUALLY_NAMED = Form(
    usual_names, 5, len(USUAL), raw=2, most_tools=2, spread=(0, 1), smelts=0.33, stationed=0.5,
    yields=(1, 1, 2, 4), second=0.2, circles=True,
)  # fmt: skip
"""Worlds to learn in by what a model says, which knows other things by these names."""


def draw_recipes(form: Form, rng: Random) -> Drawing:
    """Draw the items and the recipes of a world."""
    drawing = Drawing(rng, form, form.names(rng, rng.randint(form.fewest, form.most)))
    drawing.draw()
    return drawing
