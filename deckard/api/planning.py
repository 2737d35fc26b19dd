"""What a run plans: the part of it that needs the fuels of its world."""

from functools import cached_property

from deckard.api.answers import RunCraftable, RunPlan
from deckard.api.record import RunRecord
from deckard.types import Inventory, Item
from deckard.worlds import World, build_world


class RunPlanning(RunRecord):
    """A run with its plans."""

    _given_world: World | None

    def plan(self, item: Item, quantity: int = 1, have: Inventory | None = None) -> RunPlan:
        """Tell in which order to obtain what an item takes, and the env steps expected.

        Args:
            item: An item of the graph.
            quantity: Units to obtain, beyond those in `have`.
            have: What is held already: item to quantity.

        Returns:
            The steps; printed, it is what `deckard graph plan` says.

        Raises:
            GraphError: An item is not in the graph; near names are suggested.
            NoPlan: Nothing is known of how to obtain the item.

        Examples:
            >>> import deckard
            >>> plan = deckard.load("runs/first").plan("stick", quantity=8)
            >>> plan.raw
            {'log': 1}
        """
        fuels = {} if self.is_file else self._world.fuels
        return RunPlan.of(self.state, fuels, item, quantity, {} if have is None else have)

    def craftable(self, have: Inventory) -> RunCraftable:
        """Tell what can be crafted or smelted now of what is held, and what lacks one kind of item.

        Args:
            have: What is held: item to quantity.

        Returns:
            What can be made; printed, it is what `deckard graph craftable` says.

        Raises:
            GraphError: An item is not in the graph; near names are suggested.

        Examples:
            >>> import deckard
            >>> made = deckard.load("runs/first").craftable({"planks": 2})
            >>> [one.recipe.item for one in made.now]
            ['stick']
        """
        fuels = {} if self.is_file else self._world.fuels
        return RunCraftable.of(self.state, fuels, have)

    @cached_property
    def _world(self) -> World:
        return self._given_world or build_world(self.config.world)
