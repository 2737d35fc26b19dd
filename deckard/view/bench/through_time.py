"""The score of a run through time, as text and JSON."""

from collections.abc import Iterator, Sequence

from deckard.bench.score.through_time import NeedsAt, ThroughTime
from deckard.graph.needs import NeedOfRecipe
from deckard.journal.events import Proven
from deckard.types import JsonObject

NAMED = 10
"""Needs that the text names at most; the JSON document has all of them."""


def through_time_lines(score: ThroughTime) -> Iterator[str]:
    """Yield the score as lines of text: each wrong fact, and the needs at the worst entry."""
    facts, worst = score.facts, score.worst
    yield f"through time, {score.entries:,} entries:"
    yield f"  wrong facts at the worst moment: {len(facts.wrong)} of {facts.count} recorded"
    yield from (f"    {fact}" for fact in facts.wrong)
    if not worst.unproven:
        yield f"  needs not proven: none at any entry, of {score.end.of} in the end"
        return
    yield (
        f"  needs not proven at the worst moment: {len(worst.unproven)} of {worst.of}, after entry "
        f"{worst.entry} ({worst.env_steps:,} env steps); in the end {len(score.end.unproven)} of "
        f"{score.end.of}"
    )
    yield from need_lines(worst.unproven)


def need_lines(unproven: Sequence[NeedOfRecipe]) -> Iterator[str]:
    """Yield the first of some needs that are not proven, and how many more there are."""
    yield from (f"    {need}" for need in unproven[:NAMED])
    if len(unproven) > NAMED:
        yield f"    and {len(unproven) - NAMED} more"


def through_time_json(score: ThroughTime) -> JsonObject:
    """Return the score as a JSON-ready dict."""
    wrong = [
        {
            "entry": fact.entry,
            "env_steps": fact.env_steps,
            "fact": fact.fact.kind,
            "recipe": fact.fact.recipe.model_dump(mode="json"),
            "need": fact.fact.need if isinstance(fact.fact, Proven) else None,
            "why": fact.why,
        }
        for fact in score.facts.wrong
    ]
    return {
        "entries": score.entries,
        "facts": {"recorded": score.facts.count, "wrong": len(wrong), "wrong_facts": wrong},
        "needs": {"worst": _needs_at(score.worst), "end": _needs_at(score.end)},
    }


def _needs_at(needs: NeedsAt) -> JsonObject:
    return {
        "entry": needs.entry,
        "env_steps": needs.env_steps,
        "of": needs.of,
        "not_proven": need_rows(needs.unproven),
    }


def need_rows(unproven: Sequence[NeedOfRecipe]) -> list[JsonObject]:
    """Return needs that are not proven as JSON-ready dicts."""
    return [
        {"any_of": list(need.names), "recipe": need.recipe.model_dump(mode="json")}
        for need in unproven
    ]
