"""The score of a run's recipes, as text and as JSON."""

from collections.abc import Iterable

from deckard.bench.score.recipes import Grade, Judged, Score
from deckard.types import JsonObject


def recipe_score_lines(score: Score) -> list[str]:
    """Return the score as lines of text, with the recipes that are wrong or not exact."""
    agree = len(score.verified) - len(_graded(score.verified, Grade.WRONG))
    exact = len(_graded(score.dreamed, Grade.EXACT))
    return [
        f"{agree} of {len(score.verified)} verified recipes agree with {score.title}",
        *(f"  {_grade_text(judged)}: {judged.recipe}" for judged in _deviating(score.verified)),
        f"{exact} of {len(score.dreamed)} dreamed recipes were right",
        *(
            f"  {_grade_text(judged)}, {'' if judged.corrected else 'not '}corrected: "
            f"{judged.recipe}"
            for judged in _deviating(score.dreamed)
        ),
    ]


def recipe_score_json(score: Score) -> JsonObject:
    """Return the score as a JSON-ready dict."""
    wrong, inexact = _graded(score.verified, Grade.WRONG), _graded(score.verified, Grade.INEXACT)
    return {
        "tables": score.version,
        "verified": len(score.verified),
        "agree": len(score.verified) - len(wrong),
        "differing": [_judged_json(judged) for judged in wrong],
        "inexact": [_judged_json(judged) for judged in inexact],
        "dreamed": len(score.dreamed),
        "dreamed_right": len(_graded(score.dreamed, Grade.EXACT)),
        "dreamed_wrong": _dreams_json(_graded(score.dreamed, Grade.WRONG)),
        "dreamed_inexact": _dreams_json(_graded(score.dreamed, Grade.INEXACT)),
    }


def _graded(recipes: Iterable[Judged], grade: Grade) -> list[Judged]:
    return [judged for judged in recipes if judged.grade == grade]


def _deviating(recipes: Iterable[Judged]) -> list[Judged]:
    return [judged for judged in recipes if judged.grade != Grade.EXACT]


def _grade_text(judged: Judged) -> str:
    word = "wrong" if judged.grade == Grade.WRONG else "not exact"
    return f"{word} in {', '.join(judged.fields)}"


def _dreams_json(recipes: Iterable[Judged]) -> list[JsonObject]:
    return [_judged_json(judged) | {"corrected": judged.corrected} for judged in recipes]


def _judged_json(judged: Judged) -> JsonObject:
    return {"recipe": judged.recipe.model_dump(mode="json"), "differs": list(judged.fields)}
