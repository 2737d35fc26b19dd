"""A run as one HTML file, which opens from disk and loads nothing from a network."""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template

from deckard.bench.score.recipes import world_truth
from deckard.config import RunConfig
from deckard.errors import ConfigError, DeckardError, RunDirError
from deckard.journal.events import Act, Event, Verified
from deckard.journal.journal import is_written, journal_lines, read_journal
from deckard.llms.usage import Usage, run_usage
from deckard.runs import manifest
from deckard.runs.directory import read_run_config
from deckard.runs.log.status import Live, load_status
from deckard.types import Item, JsonObject
from deckard.view.graph.text import totals
from deckard.view.report import charts, sections
from deckard.view.report.craftable import craftable_section
from deckard.view.report.graph import Check, report_graph_json
from deckard.view.report.history import History, fold_history
from deckard.view.run.status import over, standing
from deckard.view.sanitize import visible_text
from deckard.worlds.tables import load_tables, versions
from deckard.worlds.tables.true_recipe import wrong_fields

HERE = Path(__file__).parent / "static"
SCRIPTS = (
    "pack.js", "past.js", "draw.js", "detail.js", "shown.js", "choose.js", "time.js", "size.js",
    "map.js", "keys.js", "page.js",
)  # fmt: skip
"""The page's scripts, inlined in this order as one."""

SECTIONS = ("Growth", "Accuracy", "Subgoals", "Craftable", "Dreams", "Language model", "Config",
            "Manifest")  # fmt: skip


@dataclass(frozen=True)
class ReportData:
    """The data of a report."""

    name: str
    config: RunConfig
    manifest: JsonObject | None
    entries: Sequence[Sequence[Event]]
    stamps: Sequence[str]
    """The time stamp of each entry."""
    usage: Usage | None = None
    """The usage of the language model; None when it is unknown."""
    stands: str = ""
    """Whether the run goes on, or why it ended."""
    made: str = ""
    """When the data was read, as text."""
    fuels: Mapping[Item, float] = field(default_factory=dict)
    """How many smelts one unit of each fuel lasts for, as far as the world is known."""


def load_report(folder: Path) -> ReportData:
    """Read a run directory, of a run that ended, goes on, or was killed."""
    config, journal = read_run_config(folder), folder / "journal.jsonl"
    made_with = _manifest(folder)
    # Before the journal is read, so that it holds at least what these tell of.
    going, live = is_written(journal), load_status(folder)
    stamps = [str(line.get("at")) for line in journal_lines(journal)] if journal.exists() else []
    entries = list(read_journal(journal)) if journal.exists() else []
    # A run that goes on may have written more between the two readings.
    both = min(len(stamps), len(entries))
    return ReportData(
        name=folder.resolve().name,
        config=config,
        manifest=made_with,
        entries=entries[:both],
        stamps=stamps[:both],
        usage=_usage(folder),
        stands=_standing(folder, live, going, _over(config, entries[:both])),
        made=f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        fuels=_fuels(made_with),
    )


def _over(config: RunConfig, entries: Sequence[Sequence[Event]]) -> str:
    events = [event for events in entries for event in events]
    steps = sum(e.outcome.steps for e in events if isinstance(e, Act))
    verified = {event.recipe.item for event in events if isinstance(event, Verified)}
    return over(config, config.target in verified, steps)


def _standing(folder: Path, live: Live | None, going: bool, ended: str) -> str:
    sentence = standing(folder, live, going, ended)
    if going and live:
        return f"{sentence}: {live.steps:,} env steps at {live.at:%H:%M:%S} UTC"
    return sentence


def page(report: ReportData) -> str:
    """Return the report, complete in itself."""
    past = fold_history(report.entries)
    check, unknown = _judge(report.manifest)
    style = (HERE / "page.css").read_text(encoding="utf-8")
    script = "(() => {\n" + "".join(_read(name) for name in SCRIPTS) + "})();\n"
    heading = visible_text(f"{report.config.target or 'all items'}: {report.name}")
    return Template(_read("page.html")).substitute(
        title=escape(f"{heading} - deckard"),
        heading=escape(heading),
        stands=_stands(report, past),
        made=escape(f"Made {report.made}." if report.made else ""),
        summary=escape(str(totals(past.state)) if past.counts else "Nothing is recorded yet"),
        nothing=_nothing(report, past),
        drawn="" if past.state.awm.known else "hidden",
        contents=_contents(),
        style=style,
        style_hash=_csp_hash(style),
        script=script,
        script_hash=_csp_hash(script),
        data=_script_safe_json(
            report_graph_json(report.entries, past, report.config.target, check)
        ),
        sections="".join(_sections(report, past, check, unknown)),
    )


def _stands(report: ReportData, past: History) -> str:
    """Return as HTML whether the target is verified and how the run stands."""
    target = report.config.target
    reached = target is not None and past.state.awm.is_verified(target)
    phrases = [report.stands] if report.stands else []
    if target is not None and "target verified" not in report.stands:
        phrases.insert(0, "target verified" if reached else "target not verified")
    mark = "verified" if reached else "hypothesised"
    text = "; ".join(phrases)
    return f'<span class="{mark}">{escape(text)}</span>'


def _nothing(report: ReportData, past: History) -> str:
    """Return as HTML why there is no graph; nothing if there is one."""
    if past.state.awm.known:
        return ""
    target = report.config.target
    sentence = f"its target is {target}" if target else "it has no target"
    if not past.counts:
        sentence = f"There is no graph yet: the journal of the run has no entry; {sentence}."
    else:
        many = f"{len(past.counts):,} entr{'y' if len(past.counts) == 1 else 'ies'}"
        sentence = (
            f"There is no graph: none of the {many} of the journal names a recipe; {sentence}."
        )
    return f'<p class="none">{escape(visible_text(sentence))}</p>'


def _read(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8")


def _csp_hash(text: str) -> str:
    """Return the hash by which the page's content security policy allows this text alone."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _script_safe_json(values: JsonObject) -> str:
    """Return JSON in which no text can end the script element: `<`, `>` and `&` are escaped."""
    text = json.dumps(values, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _manifest(folder: Path) -> JsonObject | None:
    try:
        return manifest.read_manifest(folder)
    except RunDirError:
        return None


def _usage(folder: Path) -> Usage | None:
    try:
        return run_usage(folder)
    except DeckardError:
        return None


def _fuels(made_with: JsonObject | None) -> Mapping[Item, float]:
    """Return what burns in the Minecraft version of a run; nothing where it names none.

    The world itself is not built, for that takes long.
    """
    version = made_with["world"].get("minecraft") if made_with else None
    return load_tables(version).fuels if version in versions() else {}


def _judge(made_with: JsonObject | None) -> tuple[Check | None, str]:
    """Return the check against the world's true recipes, or why there is none."""
    try:
        tables = world_truth((made_with or {}).get("world", {})).tables
    except ConfigError as error:
        return None, str(error)
    return (lambda span: tables.deviations(span.recipe, observed=span.is_verified)), ""


def _sections(
    report: ReportData, past: History, check: Check | None, unknown: str
) -> Iterable[str]:
    if check is None:
        accuracy = f'<p class="none">Accuracy is not told: {escape(unknown)}.</p>'
    else:
        accuracy = charts.accuracy_chart(past, lambda span: not any(wrong_fields(check(span))))
    seconds = sections.durations(report.stamps)
    target, entries = report.config.target, report.entries
    yield '<div class="pair">'
    yield _section("Growth", charts.growth_chart(past.counts))
    yield _section("Accuracy", accuracy)
    yield "</div>"
    yield _section("Subgoals", sections.subgoal_table(entries, past, target, seconds))
    yield _section("Craftable", craftable_section(past.state, report.fuels))
    yield _section("Dreams", sections.dream_table(entries, past))
    yield _section("Language model", sections.llm_section(entries, report.usage))
    yield '<div class="pair">'
    yield _section("Config", sections.config_text(report.config))
    yield _section("Manifest", sections.manifest_table(report.manifest))
    yield "</div>"


def _contents() -> str:
    """Return links to all sections of the page."""
    return " ".join(f'<a href="#{_id(title)}">{title}</a>' for title in ("Graph", *SECTIONS))


def _section(title: str, content: str) -> str:
    assert title in SECTIONS, "the contents name every section"
    return f'<section id="{_id(title)}" aria-label="{title}"><h2>{title}</h2>{content}</section>\n'


def _id(title: str) -> str:
    return title.lower().replace(" ", "-")
