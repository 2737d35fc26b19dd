"""The frontier: hypotheses whose every need is verified, so that they can be tried."""

from rich.text import Text

from deckard.journal.state import State
from deckard.types import JsonObject
from deckard.view.sanitize import row
from deckard.view.styles import MARKS, STYLES


def frontier_text(state: State) -> Text:
    """Return the frontier as styled text, one recipe a line; `str` makes it plain."""
    recipes = state.awm.frontier()
    if not recipes:
        return Text("the frontier is empty: no hypothesis has all its needs verified")
    mark, style = MARKS["hypothesised"], STYLES["hypothesised"]
    return Text("\n").join(row((mark, f"bold {style}"), f" {r}") for r in recipes)


def frontier_json(state: State) -> JsonObject:
    """Return the frontier as a JSON-ready dict."""
    recipes = [recipe.model_dump(mode="json") for recipe in state.awm.frontier()]
    return {"env_steps": state.steps, "frontier": recipes}
