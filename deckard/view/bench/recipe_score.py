"""The score of a run's recipes, as text and as JSON."""

from collections.abc import Iterable

from deckard.bench.score.recipes import Judged, Score
from deckard.types import JsonObject


def recipe_score_lines(score: Score) -> list[str]:
    """Return the score as lines of text, with the recipes that are wrong."""
    lines = [
        f"{_true(score.verified)} of {len(score.verified)} verified recipes agree with "
        f"Minecraft {score.version}"
    ]
    lines += [f"  differs in {_fields(j)}: {j.recipe}" for j in _wrong(score.verified)]
    lines.append(f"{_true(score.dreamed)} of {len(score.dreamed)} dreamed recipes were right")
    return lines + [
        f"  wrong in {_fields(j)}, {'' if j.corrected else 'not '}corrected: {j.recipe}"
        for j in _wrong(score.dreamed)
    ]


def recipe_score_json(score: Score) -> JsonObject:
    """Return the score as a JSON-ready dict."""
    return {
        "tables": score.version,
        "verified": len(score.verified),
        "agree": _true(score.verified),
        "differing": [_judged_json(judged) for judged in _wrong(score.verified)],
        "dreamed": len(score.dreamed),
        "dreamed_right": _true(score.dreamed),
        "dreamed_wrong": [
            _judged_json(judged) | {"corrected": judged.corrected}
            for judged in _wrong(score.dreamed)
        ],
    }


def _true(judged: Iterable[Judged]) -> int:
    return sum(recipe.is_true for recipe in judged)


def _wrong(judged: Iterable[Judged]) -> list[Judged]:
    return [recipe for recipe in judged if not recipe.is_true]


def _fields(judged: Judged) -> str:
    return ", ".join(judged.fields)


def _judged_json(judged: Judged) -> JsonObject:
    return {"recipe": judged.recipe.model_dump(mode="json"), "differs": list(judged.fields)}
