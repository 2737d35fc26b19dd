"""How a status is marked and coloured."""

from deckard.graph.beliefs import HYPOTHESISED, UNKNOWN, VERIFIED

MARKS = {VERIFIED: "✓", HYPOTHESISED: "?", UNKNOWN: "·"}
STYLES = {VERIFIED: "green", HYPOTHESISED: "yellow", UNKNOWN: "dim"}
