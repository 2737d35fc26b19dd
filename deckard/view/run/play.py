"""Played episodes, as text and as JSON."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from deckard.runs.play import Played


def play_lines(played: "Played") -> list[str]:
    """Say how often an item was obtained, at what cost, and why not."""
    won, of, (low, high) = played.successes, len(played.episodes), played.interval
    lines = [
        f"{played.recipe.item}: obtained in {won}/{of} fresh worlds, {won / of:.0%} "
        f"(95 % interval {low:.0%} to {high:.0%}, Wilson 1927)"
    ]
    if played.mean_steps is not None:
        lines.append(f"{played.mean_steps:,.0f} env steps in the mean of the successes")
    return lines + [f"{count} failed: {why}" for why, count in played.failures.most_common()]


def play_json(played: "Played", seed: int) -> dict[str, Any]:
    """Return the same for other programs, and every episode."""
    return {
        "item": played.recipe.item,
        "recipe": played.recipe.model_dump(mode="json"),
        "seed": seed,
        "episodes": len(played.episodes),
        "successes": played.successes,
        "interval95": list(played.interval),
        "mean_env_steps": played.mean_steps,
        "failures": dict(played.failures.most_common()),
        "each": [{"ending": e.ending, "env_steps": e.steps} for e in played.episodes],
    }
