"""A run as one HTML file: it opens from disk anywhere, and asks nothing of any network."""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template
from typing import Any

from deckard.bench.score.recipes import judge
from deckard.config import RunConfig
from deckard.errors import ConfigError, DeckardError, RunDirError
from deckard.journal.events import Event, Practised, Pursued, Verified
from deckard.journal.journal import is_written, journal_lines, read_journal
from deckard.llms.usage import Usage, spent
from deckard.runs import manifest
from deckard.runs.directory import read_run_config
from deckard.runs.log.status import Live
from deckard.runs.log.status import load_status as live_of
from deckard.view.graph.text import totals
from deckard.view.report import charts, sections
from deckard.view.report.graph import Check, report_graph_json
from deckard.view.report.history import History, history
from deckard.view.run.status import over, standing
from deckard.view.sanitize import visible_text

HERE = Path(__file__).parent / "static"
SCRIPTS = (
    "pack.js", "past.js", "draw.js", "detail.js", "shown.js", "choose.js", "time.js", "size.js",
    "map.js", "keys.js", "page.js",
)  # fmt: skip
"""Inlined one after the other, as one script."""

SECTIONS = ("Growth", "Accuracy", "Subgoals", "Dreams", "Language model", "Config", "Manifest")


@dataclass(frozen=True)
class ReportData:
    """All that a report tells of."""

    name: str
    config: RunConfig
    manifest: dict[str, Any] | None
    entries: Sequence[Sequence[Event]]
    stamps: Sequence[str]
    """When each entry was recorded."""
    usage: Usage | None = None
    """What the language model took; None when that cannot be told."""
    stands: str = ""
    """Whether the run goes on, and why it ended."""
    made: str = ""
    """When this was read, for people."""


def load_report(folder: Path) -> ReportData:
    """Read a run directory, of a run that ended, goes on, or was killed."""
    config, journal = read_run_config(folder), folder / "journal.jsonl"
    going, live = is_written(journal), live_of(folder)  # first: what it writes last is seen then
    stamps = [str(line.get("at")) for line in journal_lines(journal)] if journal.exists() else []
    entries = list(read_journal(journal)) if journal.exists() else []
    # A run that goes on may have written more between the two readings.
    both = min(len(stamps), len(entries))
    return ReportData(
        name=folder.resolve().name,
        config=config,
        manifest=_manifest(folder),
        entries=entries[:both],
        stamps=stamps[:both],
        usage=_usage(folder),
        stands=_standing(folder, live, going, _over(config, entries[:both])),
        made=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
    )


def _over(config: RunConfig, entries: Sequence[Sequence[Event]]) -> str:
    events = [event for events in entries for event in events]
    steps = sum(e.outcome.steps for e in events if isinstance(e, Practised | Pursued))
    known = {event.recipe.item for event in events if isinstance(event, Verified)}
    return over(config, config.target in known, steps)


def _standing(folder: Path, live: Live | None, going: bool, ended: str) -> str:
    said = standing(folder, live, going, ended)
    if going and live:
        return f"{said}: {live.steps:,} env steps at {live.at:%H:%M:%S} UTC"
    return said


def page(told: ReportData) -> str:
    """Return the report, complete in itself."""
    lived = history(told.entries)
    check, unknown = _judge(told.manifest)
    style = (HERE / "page.css").read_text(encoding="utf-8")
    script = "(() => {\n" + "".join(_read(name) for name in SCRIPTS) + "})();\n"
    heading = visible_text(f"{told.config.target or 'all items'}: {told.name}")
    return Template(_read("page.html")).substitute(
        title=escape(f"{heading} - deckard"),
        heading=escape(heading),
        stands=_stands(told, lived),
        made=escape(f"Made {told.made}." if told.made else ""),
        summary=escape(str(totals(lived.state)) if lived.counts else "Nothing is recorded yet"),
        nothing=_nothing(told, lived),
        drawn="" if lived.state.awm.known else "hidden",
        contents=_contents(),
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
        data=_embedded(report_graph_json(told.entries, lived, told.config.target, check)),
        sections="".join(_sections(told, lived, check, unknown)),
    )


def _stands(told: ReportData, lived: History) -> str:
    """How the run stands, as HTML: whether the target was reached stands first."""
    target = told.config.target
    reached = target is not None and lived.state.awm.is_verified(target)
    said = [told.stands] if told.stands else []
    if target is not None and "target verified" not in told.stands:
        said.insert(0, "target verified" if reached else "target not verified")
    mark = "verified" if reached else "hypothesised"
    words = "; ".join(said)
    return f'<span class="{mark}">{escape(words)}</span>'


def _nothing(told: ReportData, lived: History) -> str:
    """Why there is no graph, as HTML; nothing where there is one."""
    if lived.state.awm.known:
        return ""
    target = told.config.target
    said = f"its target is {target}" if target else "it has no target"
    if not lived.counts:
        said = f"There is no graph yet: the journal of the run has no entry; {said}."
    else:
        many = f"{len(lived.counts):,} entr{'y' if len(lived.counts) == 1 else 'ies'}"
        said = f"There is no graph: none of the {many} of the journal names a recipe; {said}."
    return f'<p class="none">{escape(visible_text(said))}</p>'


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """What lets this text be the only one of its kind that the page runs."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _embedded(values: dict[str, Any]) -> str:
    """JSON that no text in it can end: `<` is written otherwise."""
    said = json.dumps(values, separators=(",", ":"))
    return said.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _manifest(folder: Path) -> dict[str, Any] | None:
    try:
        return manifest.read_manifest(folder)
    except RunDirError:
        return None


def _usage(folder: Path) -> Usage | None:
    try:
        return spent(folder)
    except DeckardError:
        return None


def _judge(made_with: Mapping[str, Any] | None) -> tuple[Check | None, str]:
    """What knows the truth of the run's world, or why nothing does."""
    try:
        return judge((made_with or {}).get("world", {})), ""
    except ConfigError as error:
        return None, str(error)


def _sections(told: ReportData, lived: History, check: Check | None, unknown: str) -> Iterable[str]:
    if check is None:
        accuracy = f'<p class="none">Accuracy is not told: {escape(unknown)}.</p>'
    else:
        accuracy = charts.accuracy(lived, lambda recipe: not check(recipe))
    took = sections.durations(told.stamps)
    target, entries = told.config.target, told.entries
    yield '<div class="pair">'
    yield _section("Growth", charts.growth(lived.counts))
    yield _section("Accuracy", accuracy)
    yield "</div>"
    yield _section("Subgoals", sections.subgoal_table(entries, lived, target, took))
    yield _section("Dreams", sections.dream_table(entries, lived))
    yield _section("Language model", sections.ledger(entries, told.usage))
    yield '<div class="pair">'
    yield _section("Config", sections.config_text(told.config))
    yield _section("Manifest", sections.manifest_table(told.manifest))
    yield "</div>"


def _contents() -> str:
    """Links to all parts of the page."""
    return " ".join(f'<a href="#{_id(title)}">{title}</a>' for title in ("Graph", *SECTIONS))


def _section(title: str, content: str) -> str:
    assert title in SECTIONS, "the contents name every section"
    return f'<section id="{_id(title)}" aria-label="{title}"><h2>{title}</h2>{content}</section>\n'


def _id(title: str) -> str:
    return title.lower().replace(" ", "-")
