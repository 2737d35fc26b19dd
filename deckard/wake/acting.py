"""What a step of a plan is made of: decisions, crafts, and the stations around the agent."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator

from deckard.seeding import seed_from
from deckard.types import NONE, TOOL_WORDS, How, Inventory, Item, Recipe
from deckard.verify.stations import made_alike
from deckard.wake.life import Died, RecordedLife
from deckard.wake.options import OptionLibrary
from deckard.worlds import Info
from deckard.worlds.evidence import EvidenceRecorder, has_lost
from deckard.worlds.infos import rise

LOOKS = 5
"""Looks after which reports that still differ are given up; chosen."""
PLACE_TRIES = 20
"""Attempts to put a station down, each after a few random decisions; chosen."""
WANDER_DECISIONS = 10
"""Random decisions between two such attempts; chosen."""
MOST_WALKS = 5
"""Walks away from stations that are rooted, in one pursuit; chosen."""
WALK_DECISIONS = 200
"""Random decisions within which the agent is to be away from a station that is rooted; chosen."""


class Acting:
    """Acts in one life; what is seen goes into the evidence."""

    def __init__(
        self, library: OptionLibrary, life: RecordedLife, evidence: EvidenceRecorder, seed: int
    ) -> None:
        self.library, self.life, self.evidence, self.seed = library, life, evidence, seed
        self.draws = 0
        """Seeds that were drawn so far."""
        self.looks = not library.world.exact_reports
        """Whether counts are to be seen twice in a row."""
        self.burnt: Inventory = NONE
        """What the last act burnt, looks apart."""
        self.has_lost = False
        """Whether a craft took what it is made of, and gave nothing, as in a full inventory."""
        self.is_called: Callable[[], bool] = lambda: False
        """Whether a need is to be met before what goes on does."""
        self.walks = 0
        """How often the agent walked away from stations that are rooted."""

    def draw_seed(self, use: str) -> int:
        """Return a fresh seed: a hash, so that other draws do not change it."""
        self.draws += 1
        return seed_from(use, self.seed, self.draws)

    def act(
        self, word: str, how: How = "collect", made: Item = "", fuel: Inventory = NONE
    ) -> set[Item]:
        """Do what a word says, as evidence; return the items that it gained.

        Raises:
            Died: The agent died of it, as any act here may raise.
        """
        settled = self.settle(beyond_doubt=how != "collect")
        before, after = self._do(word)
        self.burnt = after["fuel"]
        if self.looks:
            settled = self.settle() and settled
            after = {**after, "inventory": self.life.inventory}
        gained = self.evidence.note(before, after, how, made, fuel, sure=settled)
        if how != "collect" and settled and made not in gained:
            self.has_lost |= has_lost(before, after)
        return gained

    def settle(self, *, beyond_doubt: bool = False) -> bool:
        """Look until two reports in a row show the same counts; whether they do.

        A look is an act that changes nothing: to take into the hand what is there.

        Args:
            beyond_doubt: Whether the act between the two must be one of which no single wrong count
                can hide a change.
        """
        for _ in range(LOOKS if self.looks else 0):
            if self._is_settled(beyond_doubt):
                return True
            self.wield(self.life.info["hand"])
        return self._is_settled(beyond_doubt) or not self.looks

    def _is_settled(self, beyond_doubt: bool) -> bool:
        return self.life.is_confirmed if beyond_doubt else self.life.is_steady

    def handle(self, word: str) -> None:
        """Place, take or equip: it takes time and is no evidence."""
        _, after = self._do(word)
        self.evidence.spend(after["steps"])

    def _do(self, word: str) -> tuple[Info, Info]:
        """Do what a word says; return the infos before and after."""
        before, after = self.life.act(word)
        if after.get("died"):
            self.evidence.spend(after["steps"])
            raise Died
        return before, after

    def wield(self, item: Item | None) -> None:
        """Take an item into the hand, or empty it."""
        word = f"equip:{item or ''}"
        if not (self.looks and self.life.has_just_done(word)):
            self.handle(word)

    def attempt(self, recipe: Recipe, planned: Item | None = None) -> bool:
        """Craft or smelt once, where the agent stands; whether it gave the item.

        Args:
            recipe: What to make.
            planned: The fuel to burn, if it is held; else it is the cheapest that is.
        """
        word, burnt = self._word(recipe, planned)
        if not word:
            return False
        if self.looks and self._is_routine(recipe):
            return self._craft_again(word, recipe.item)
        return recipe.item in self.act(word, recipe.how, recipe.item, burnt)

    def used(self, before: Inventory) -> Counter[Item]:
        """What the last act used up, fuel apart.

        Args:
            before: The inventory before it.
        """
        return Counter(before) - Counter(self.life.inventory) - Counter(self.burnt)

    def fuel_may_have_left(self, before: Inventory, made: Item) -> bool:
        """Whether the last act burnt fuel, and gave something beside what it was to make.

        Done again, while there is heat left, it shows what is given back.

        Args:
            before: The inventory before it.
            made: What it was to make.
        """
        more = Counter(self.life.inventory) - (Counter(before) - Counter(self.burnt))
        return bool(self.burnt) and bool(more.keys() - {made})

    def _word(self, recipe: Recipe, planned: Item | None) -> tuple[str, Inventory]:
        """What a craft is as a word, and the fuel of a smelt; no word where there is no fuel."""
        if recipe.how != "smelt":
            return f"craft:{recipe.item}", NONE
        planner = self.library.planner
        held = planner.fuels_held(recipe, self.life.inventory)
        for fuel in [planned] if planned in held else held[:1]:
            return f"smelt:{recipe.item}:{fuel}", {fuel: planner.units(fuel)}
        return "", NONE

    def _is_routine(self, recipe: Recipe) -> bool:
        """Whether a craft is verified as it would be done here, so that it shows nothing new."""
        near = self.life.info["near"]
        return any(r.stations <= near for r in made_alike(self.library.state, recipe))

    def _craft_again(self, word: str, item: Item) -> bool:
        """Craft what is verified, as no evidence; look only where it seems to have failed."""
        settled = self.life.is_steady
        before, after = self._do(word)
        self.burnt = after["fuel"]
        self.evidence.spend(after["steps"])
        if rise(before, after, item) > 0:
            return True
        settled = self.settle() and settled
        made = rise(before, self.life.info, item) > 0
        if settled and not made:
            self.has_lost |= has_lost(before, {**after, "inventory": self.life.inventory})
        return made

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

    def place_all(self, stations: Collection[Item]) -> None:
        """Put some stations down, as far as they are held."""
        for station in sorted(stations):
            self.place(station)

    def stand_at(self, stations: Collection[Item]) -> None:
        """Have just some stations near, as far as the others can be taken up."""
        self.leave(stations)
        self.place_all(stations)

    def leave(self, but: Collection[Item], *, walk: bool = False) -> None:
        """Take up the stations nearby but for some.

        Args:
            but: The stations that may stay.
            walk: Whether to walk away, a few times in a pursuit, from those that are rooted.
        """
        self.take_up(but)
        rooted = self.library.world.rooted - {*but}
        if walk and self.walks < MOST_WALKS and rooted & self.life.info["near"]:
            self.walks += 1
            self._walk_away(rooted)

    def _walk_away(self, stations: Collection[Item]) -> None:
        """Act at random until none of some stations is near, or it takes too long."""
        for _ in range(WALK_DECISIONS):
            if not self.life.info["near"] & {*stations}:
                return
            self._act_at_random()

    def lets_fall(self, need: Item) -> bool:
        """Act at random until a level that is full has fallen; whether it can rise now.

        Else no act could show what meets the need. Anything but a need can always come.
        """
        full = self.library.world.needs.get(need)
        for _ in range(WALK_DECISIONS if full is not None else 0):
            if self.life.info["needs"][need] < (full or 0):
                return True
            self._act_at_random()
        return full is None

    def _wander(self) -> None:
        """Act at random for a moment: out of a corner."""
        for _ in range(WANDER_DECISIONS):
            self._act_at_random()

    def _act_at_random(self) -> None:
        action = self.draw_seed("wander") % int(self.library.world.action_space.n)
        self.act(str(action))

    def wields(self, item: Item | None) -> bool:
        """Whether an item counts as in the hand; None: whether the hand is empty."""
        if self.library.world.hands:
            return self.life.info["hand"] == item
        return item is None or item in self.life.inventory

    def take_up(self, but: Collection[Item] = ()) -> None:
        """Take up the stations nearby but for some, with whichever hand that works."""
        for station in sorted(self.life.info["near"] - {*but} - self.library.world.rooted):
            quantity = self.life.inventory.get(station, 0)
            for hand in self._hands():
                self.handle(f"equip:{hand}")
                self.handle(f"take:{station}")
                if self.life.inventory.get(station, 0) > quantity:
                    break

    def _hands(self) -> Iterator[str]:
        """What is held that may serve as a tool, the empty hand and pickaxes first."""
        items = sorted(self.life.inventory) if self.library.world.hands else []
        pickaxes = [item for item in items if item.endswith("_pickaxe")]
        yield from ("", *pickaxes)
        tools = (item for item in items if item.rpartition("_")[2] in TOOL_WORDS)
        yield from (item for item in tools if item not in pickaxes)
