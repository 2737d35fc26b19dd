"""What an agent could try next: hypotheses whose every need is verified."""

from rich.text import Text

from deckard.journal.state import State
from deckard.types import JsonObject
from deckard.view.sanitize import row
from deckard.view.styles import MARKS, STYLES


def frontier_text(state: State) -> Text:
    """Return the frontier for a terminal, one recipe a line; plain once it is a str."""
    recipes = state.awm.frontier()
    if not recipes:
        return Text("the frontier is empty: no hypothesis has all its needs verified")
    mark, style = MARKS["hypothesised"], STYLES["hypothesised"]
    return Text("\n").join(row((mark, f"bold {style}"), f" {r}") for r in recipes)


def frontier_json(state: State) -> JsonObject:
    """Return the frontier for other programs."""
    recipes = [recipe.model_dump(mode="json") for recipe in state.awm.frontier()]
    return {"env_steps": state.steps, "frontier": recipes}
