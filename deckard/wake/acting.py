"""What a step of a plan is made of: decisions, crafts, and the stations around the agent."""

from collections.abc import Iterator

from deckard.seeding import seed_from
from deckard.types import NONE, TOOL_WORDS, How, Inventory, Item, Recipe
from deckard.wake.life import RecordedLife
from deckard.wake.options import OptionLibrary
from deckard.worlds.evidence import EvidenceRecorder

PLACE_TRIES = 20
"""Attempts to put a station down, each after a few random decisions; chosen."""
WANDER_DECISIONS = 10
"""Random decisions between two such attempts; chosen."""


class Acting:
    """Acts in one life; what is seen goes into the evidence."""

    def __init__(
        self, library: OptionLibrary, life: RecordedLife, evidence: EvidenceRecorder, seed: int
    ) -> None:
        self.library, self.life, self.evidence, self.seed = library, life, evidence, seed
        self.draws = 0
        """Seeds that were drawn so far."""

    def draw_seed(self, use: str) -> int:
        """Return a fresh seed: a hash, so that other draws do not change it."""
        self.draws += 1
        return seed_from(use, self.seed, self.draws)

    def act(
        self, word: str, how: How = "collect", made: Item = "", fuel: Inventory = NONE
    ) -> set[Item]:
        """Do what a word says, as evidence; return the items that it gained."""
        before, after = self.life.act(word)
        return self.evidence.note(before, after, how, made, fuel)

    def handle(self, word: str) -> None:
        """Place, take or equip: it takes time and is no evidence."""
        _, after = self.life.act(word)
        self.evidence.spend(after["steps"])

    def attempt(self, recipe: Recipe) -> bool:
        """Craft or smelt once, where the agent stands; whether it gave the item."""
        if recipe.how != "smelt":
            return recipe.item in self.act(f"craft:{recipe.item}", recipe.how, recipe.item)
        planner = self.library.planner
        for fuel in planner.fuels_held(recipe, self.life.inventory)[:1]:
            burnt = {fuel: planner.units(fuel)}
            word = f"smelt:{recipe.item}:{fuel}"
            return recipe.item in self.act(word, recipe.how, recipe.item, burnt)
        return False

    def place(self, station: Item) -> None:
        """Put a station down, stepping aside where there is no room."""
        if station not in self.library.world.stations:
            return
        for _ in range(PLACE_TRIES):
            if station in self.life.info["near"] or station not in self.life.inventory:
                return
            self.handle(f"place:{station}")
            if station not in self.life.info["near"]:
                self._wander()

    def _wander(self) -> None:
        """Act at random for a moment: out of a corner."""
        for _ in range(WANDER_DECISIONS):
            action = self.draw_seed("wander") % int(self.library.world.action_space.n)
            self.act(str(action))

    def take_up(self) -> None:
        """Take up the stations nearby, with whichever hand that works."""
        for station in sorted(self.life.info["near"]):
            quantity = self.life.inventory.get(station, 0)
            for hand in self._hands():
                self.handle(f"equip:{hand}")
                self.handle(f"take:{station}")
                if self.life.inventory.get(station, 0) > quantity:
                    break

    def _hands(self) -> Iterator[str]:
        """What is held that may serve as a tool, the empty hand and pickaxes first."""
        items = sorted(self.life.inventory)
        pickaxes = [item for item in items if item.endswith("_pickaxe")]
        yield from ("", *pickaxes)
        tools = (item for item in items if item.rpartition("_")[2] in TOOL_WORDS)
        yield from (item for item in tools if item not in pickaxes)
