"""A graph's score against a reference, as text, JSON and CSV."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator

from deckard.bench.score.graph import FIELDS, Assessment, Verdict
from deckard.intervals import Share
from deckard.types import JsonObject
from deckard.view.bench.through_time import need_lines, need_rows

SHOWN = 4
"""Items that are named for each reason of exclusion at most."""
COLUMNS = ("item", "status", "recipe", "nearest_true", *FIELDS, "requirements", "excluded")


def graph_score_lines(assessment: Assessment) -> list[str]:
    """Return the score as lines of text: what is right, and what was not compared."""
    reference, edges = assessment.reference, assessment.edges
    lines = [f"beside {reference.name}: {assessment.n} items compared"]
    lines += [f"  warning: {reference.warning}"] if reference.warning else []
    lines += [
        f"  requirement sets right (EGA): verified {_share(assessment.accuracy(True))}",
        f"  requirement sets right, hypotheses too: {_share(assessment.accuracy(False))}",
    ]
    lines += list(_table(assessment))
    lines.append(
        f"  needs: precision {edges.precision:.3f}, recall {edges.recall:.3f}, F1 {edges.f1:.3f} "
        f"({edges.both} of {edges.believed} told are among {edges.true} true)"
    )
    lines.append(f"  verified and wrong: {len(assessment.wrong)}")
    lines += [f"    {recipe}" for recipe in assessment.wrong]
    lines.append(f"  needs not proven: {len(assessment.unproven)} of {len(assessment.needs)}")
    lines += need_lines(assessment.unproven)
    if reference.changes:
        lines.append(f"  changed in this world: verified and right {_share(assessment.corrected)}")
    return lines + list(_excluded(assessment))


def _table(assessment: Assessment) -> Iterator[str]:
    verified, believed = assessment.fields(True), assessment.fields(False)
    yield f"  {'field':<12} {'verified':<36} hypotheses too"
    for field in FIELDS:
        yield f"  {field:<12} {_share(verified[field]):<36} {_share(believed[field])}"


def _share(share: Share) -> str:
    if share.interval is None:
        return "none"
    low, high = share.interval
    text = f"{share.right} of {share.of} ({100 * share.right / share.of:.1f} %"
    return f"{text}, {100 * low:.1f} to {100 * high:.1f})"


def _excluded(assessment: Assessment) -> Iterator[str]:
    by_reason = defaultdict[str, list[str]](list)
    for item, reason in assessment.reference.excluded.items():
        by_reason[reason].append(item)
    for reason, items in by_reason.items():
        more = ", ..." if len(items) > SHOWN else ""
        yield f"  not compared: {len(items)} items, {reason} ({', '.join(items[:SHOWN])}{more})"
    if assessment.reference.left_out:
        yield f"  ways not among the true ones: {'; '.join(assessment.reference.left_out)}"


def graph_score_json(assessment: Assessment) -> JsonObject:
    """Return the score as a JSON-ready dict, with a verdict for every item."""
    reference, edges = assessment.reference, assessment.edges
    return {
        "reference": reference.name,
        "minecraft": reference.version,
        "tables_sha256": reference.digest,
        "warning": reference.warning,
        "n": assessment.n,
        "ega": {
            "verified": _numbers(assessment.accuracy(True)),
            "believed": _numbers(assessment.accuracy(False)),
        },
        "fields": {
            "verified": {f: _numbers(s) for f, s in assessment.fields(True).items()},
            "believed": {f: _numbers(s) for f, s in assessment.fields(False).items()},
        },
        "edges": {"precision": edges.precision, "recall": edges.recall, "f1": edges.f1},
        "verified_and_wrong": [recipe.model_dump(mode="json") for recipe in assessment.wrong],
        "needs": {
            "of": len(assessment.needs),
            "not_proven": need_rows(assessment.unproven),
        },
        "changed": _changed(assessment),
        "items": {v.item: _verdict_json(v) for v in assessment.verdicts},
        "excluded": dict(reference.excluded),
        "left_out": list(reference.left_out),
    }


def _changed(assessment: Assessment) -> JsonObject:
    changes = [
        {"item": c.item, "kind": c.kind, "new": c.new.model_dump(mode="json")}
        for c in assessment.reference.changes
    ]
    return {"items": changes, "verified_and_right": _numbers(assessment.corrected)}


def _numbers(share: Share) -> JsonObject:
    value = share.right / share.of if share.of else None
    return {"right": share.right, "of": share.of, "share": value, "interval": share.interval}


def _verdict_json(verdict: Verdict) -> JsonObject:
    return {
        "status": verdict.belief.status if verdict.belief else "unknown",
        "recipe": str(verdict.belief.recipe) if verdict.belief else None,
        "nearest_true": str(verdict.near),
        "right": dict(verdict.fields),
        "requirements": verdict.requirements,
    }


def graph_score_csv(assessment: Assessment) -> str:
    """Return one CSV row per item; items that were not compared have the reason."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for verdict in assessment.verdicts:
        document = _verdict_json(verdict)
        row = {k: document[k] for k in ("status", "recipe", "nearest_true", "requirements")}
        writer.writerow({"item": verdict.item, **row, **verdict.fields})
    for item, reason in assessment.reference.excluded.items():
        writer.writerow({"item": item, "excluded": reason})
    return out.getvalue()
