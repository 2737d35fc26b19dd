"""The sections of a report below the graph, as HTML: all text of the run is escaped."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

import yaml

from deckard.config import RunConfig
from deckard.intervals import wilson
from deckard.journal.events import Dreamed, Misdreamed, Practised, Pursued, Voided
from deckard.llms.usage import Usage
from deckard.types import Item, JsonObject, Option
from deckard.view.report.history import History
from deckard.view.run.story import DreamStory, Entries, Subgoal, dreams, subgoals
from deckard.view.run.usage import usage_line
from deckard.view.sanitize import visible_text

Row = Sequence[str]
MOST = 500
"""Rows of a table at most; a page with thousands is slow. Chosen."""
FIRST = 25
"""Rows that are shown before the reader asks for all; chosen."""


def html_text(text: str) -> str:
    """Return text of a run as HTML: escaped, with every character visible."""
    return escape(visible_text(text))


def item_button(item: Item) -> str:
    """Return the name of an item as a button that shows it in the graph."""
    return f'<button class="link" data-item="{html_text(item)}">{html_text(item)}</button>'


def html_table(
    heads: Sequence[str],
    rows: Sequence[Row],
    numbers: Iterable[int] = (),
    texts: Iterable[int] = (),
) -> str:
    """Return a table.

    Args:
        heads: The names of the columns.
        rows: The cells of each row, as HTML.
        numbers: Indices of the columns that are aligned to the right.
        texts: Indices of the columns that may break into lines.
    """
    kinds = dict.fromkeys(texts, " class=text") | dict.fromkeys(numbers, " class=num")

    def tr(cells: Sequence[str], tag: str) -> str:
        html = (f"<{tag}{kinds.get(k, '')}>{cell}</{tag}>" for k, cell in enumerate(cells))
        return f"<tr>{''.join(html)}</tr>"

    body = [tr(row, "td") for row in rows[:MOST]]
    rest = f'<tbody class="rest">{"".join(body[FIRST:])}</tbody>' if rows[FIRST:] else ""
    html = '<button type="button" class="more" hidden>' * bool(rest)
    html += f"All {len(body)} rows</button>" * bool(rest)
    if rows[MOST:]:
        html += f'<p class="note">{len(rows) - MOST:,} more are left out.</p>'
    return (
        f'<div class="scroll" tabindex="0"><table><thead>{tr(heads, "th")}</thead>'
        f"<tbody>{''.join(body[:FIRST])}</tbody>{rest}</table></div>{html}"
    )


@dataclass
class Effort:
    """The practice and pursuits of one subgoal, added up."""

    episodes: int = 0
    steps: int = 0
    seconds: float = 0.0
    tries: int = 0
    obtained: int = 0


def subgoal_table(
    entries: Entries, past: History, target: Item | None, seconds: Sequence[float]
) -> str:
    """Return a table of the subgoals: their policy, success rate and cost."""
    rows = subgoals(entries, past.state, target)
    if not rows:
        return '<p class="none">No subgoal was pursued yet.</p>'
    efforts = _efforts(entries, seconds)
    heads = ("subgoal", "how", "state", "policy", "success", "95 %", "practised", "pursued")
    return html_table(
        (*heads, "env steps", "seconds"),
        [_subgoal(row, efforts[row.item]) for row in rows],
        numbers=range(4, 10),
        texts=(0,),
    )


def _subgoal(row: Subgoal, effort: Effort) -> Row:
    return (
        item_button(row.item),
        row.how or "",
        row.status,
        html_text(row.option.file) if row.option else "",
        *_success(row.option, effort),
        f"{effort.episodes:,}",
        f"{row.pursuits:,}",
        f"{effort.steps:,}",
        f"{effort.seconds:,.1f}",
    )


def _efforts(entries: Entries, seconds: Sequence[float]) -> Mapping[Item, Effort]:
    """Add up the practice and pursuits of each item."""
    efforts: defaultdict[Item, Effort] = defaultdict(Effort)
    for events, duration in zip(entries, seconds, strict=True):
        for event in events:
            if isinstance(event, Practised | Pursued):
                effort = efforts[event.recipe.item]
                effort.steps += event.outcome.steps
                effort.seconds += duration
                if isinstance(event, Practised):
                    effort.episodes += event.outcome.episodes
                else:
                    effort.tries += 1
                    effort.obtained += event.ending == "obtained"
    return efforts


def _success(option: Option | None, effort: Effort) -> tuple[str, str]:
    """Return the success rate of the policy as measured, or else of the pursuits, with 95 % CI."""
    won, of = (option.successes, option.episodes) if option else (effort.obtained, effort.tries)
    if not of:
        return "", ""
    low, high = wilson(min(won, of), of)
    return f"{won}/{of}", f"{low:.0%} to {high:.0%}"


def dream_table(entries: Entries, past: History) -> str:
    """Return a table of the distinct dreamed recipes and their fates."""
    rows = dreams(entries, past.state)
    if not rows:
        return '<p class="none">Nothing was dreamed yet.</p>'
    order = ("corrected", "refuted", "open", "right")
    rows.sort(key=lambda row: order.index(row.fate))
    return html_table(
        ("dreamed recipe", "fate", "seen instead"), [_dreamt(row) for row in rows], texts=(0, 2)
    )


def _dreamt(row: DreamStory) -> Row:
    fate = f'<span class="fate {row.fate}">{row.fate}</span>'
    return html_text(str(row.recipe)), fate, html_text(row.change)


def llm_section(entries: Entries, usage: Usage | None) -> str:
    """Return a table of the language models' answers and a line of their usage."""
    answers = _answers(entries)
    if not answers:
        return '<p class="none">No language model was asked yet.</p>'
    models = sorted({event.model for event in answers})
    sentence = (
        usage_line(usage)
        if usage
        else "What the language model took cannot be told: see deckard llm usage."
    )
    return (
        html_table(
            ("model", "answers", "without a usable recipe", "asked again", "characters written"),
            [_account(model, [e for e in answers if e.model == model]) for model in models],
            numbers=(1, 2, 3, 4),
            texts=(0,),
        )
        + '<p class="note">An answer that could not be read is asked for again, and counted once '
        + f"above; below both count. {escape(sentence)}</p>"
    )


def _answers(entries: Entries) -> list[Dreamed | Misdreamed]:
    """Return the answers of the models, without those that turned out to be none of theirs."""
    flat = [event for events in entries for event in events]
    void = {(event.item, event.reason) for event in flat if isinstance(event, Voided)}
    answers = (event for event in flat if isinstance(event, Dreamed | Misdreamed))
    return [a for a in answers if isinstance(a, Dreamed) or (a.item, a.reason) not in void]


def _account(model: str, answers: Sequence[Dreamed | Misdreamed]) -> Row:
    bad = sum(isinstance(event, Misdreamed) for event in answers)
    again = sum(event.first_fault is not None for event in answers)
    counts = len(answers), bad, again, sum(len(event.text) for event in answers)
    return html_text(model), *(f"{count:,}" for count in counts)


def config_text(config: RunConfig) -> str:
    """Return the config as YAML."""
    text = yaml.safe_dump(config.model_dump(), sort_keys=False, allow_unicode=True)
    return f"<pre>{escape(text)}</pre>"


def manifest_table(manifest: JsonObject | None) -> str:
    """Return the manifest as a table of names and values."""
    if manifest is None:
        return '<p class="none">The run has no manifest that can be read.</p>'
    return html_table(("what", "value"), list(_flat(manifest)), texts=(1,))


def _flat(values: JsonObject, above: str = "") -> Iterable[Row]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield html_text(f"{above}{name}"), html_text(str(value))


def durations(stamps: Sequence[str]) -> list[float]:
    """Return the seconds between each entry and the one before, by their time stamps."""
    times = [_time(stamp) for stamp in stamps]
    pairs = zip([*times[:1], *times], times, strict=False)
    return [max(0.0, b - a) for a, b in pairs]


def _time(stamp: str) -> float:
    try:
        return datetime.fromisoformat(stamp).timestamp()
    except (TypeError, ValueError):
        return 0.0
