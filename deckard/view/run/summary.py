"""What a run has come to: its subgoals, its corrections, and what to do next."""

import shlex
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from deckard.config import RunConfig
from deckard.dream.quality import AnswerQuality, count
from deckard.journal.state import State
from deckard.llms import usage as ledger
from deckard.types import Option
from deckard.view.graph.text import totals
from deckard.view.run import usage as spent
from deckard.view.run.story import DreamStory, Entries, Subgoal, dreams, subgoals
from deckard.view.sanitize import row
from deckard.view.styles import MARKS, STYLES

if TYPE_CHECKING:
    from deckard.runs.result import RunResult

NAMED = 8
"""Corrections that the summary spells out."""


def print_summary(
    console: Console, config: RunConfig, folder: Path, result: "RunResult", entries: Entries
) -> None:
    """Print the subgoals of a run, what was corrected, and the commands to try next."""
    state = result.state
    console.print(summary_table(subgoals(entries, state, config.target)))
    console.print(totals(state))
    console.print(row(run_verdict(dreams(entries, state), count(entries))))
    steps = f"{state.practice_steps:,} of the env steps were practice"
    console.print(row(f"{steps}; run directory {folder}"), soft_wrap=True)
    if state.aborted or state.restarts:
        console.print(row(broken_off(state)), soft_wrap=True)
    if state.died:
        console.print(row(deaths(state)), soft_wrap=True)
    used = ledger.run_usage(folder)
    if used != ledger.Usage():
        console.print(row(spent.usage_line(used)), soft_wrap=True)
    for command in next_commands(config, folder, result):
        console.print(row((f"  {command}", "cyan")), soft_wrap=True)


def broken_off(state: State) -> str:
    """Say how many episodes the world broke off, and how often it had to be started again."""
    many, times = state.aborted, state.restarts
    broken = f"The world broke off {many:,} episode{'s' * (many != 1)}, which taught nothing"
    return f"{broken}, and was started again {times:,} time{'s' * (times != 1)}."


def deaths(state: State) -> str:
    """Say how often the agent died."""
    times = f"{state.died:,} time{'s' * (state.died != 1)}"
    return f"The agent died {times}; what it saw before counts, and no death does as a success."


def summary_json(
    config: RunConfig, folder: Path, result: "RunResult", entries: Entries
) -> dict[str, Any]:
    """Return the same for other programs."""
    state = result.state
    return {
        "deckard_run": 1,
        "run": str(folder),
        "target": config.target,
        "verified": succeeded(config, result),
        "reason": result.reason,
        "env_steps": state.steps,
        "practice_steps": state.practice_steps,
        "entries": state.entries,
        "aborted_episodes": state.aborted,
        "world_restarts": state.restarts,
        "deaths": state.died,
        "subgoals": [_subgoal(s) for s in subgoals(entries, state, config.target)],
        "dreams": [
            d.recipe.model_dump(mode="json") | {"fate": d.fate, "change": d.change}
            for d in dreams(entries, state)
        ],
        "answers": count(entries).document(),
        "llm": spent.usage_json(ledger.run_usage(folder)),
    }


def succeeded(config: RunConfig, result: "RunResult") -> bool:
    """Whether a run that ended did what it was for: its target, or all there was to try."""
    if config.target:
        return bool(result.state.obtained[config.target])
    return not (result.out_of_budget or result.stopped)


def _subgoal(subgoal: Subgoal) -> dict[str, Any]:
    option = subgoal.option.model_dump(mode="json") if subgoal.option else None
    return asdict(subgoal) | {"option": option}


def summary_table(rows: Sequence[Subgoal]) -> Table:
    """Return the subgoals as a table that fits 80 columns."""
    drawn = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("subgoal", "how", "state"):
        drawn.add_column(name, no_wrap=True, overflow="ellipsis")
    for name in ("policy", "practice steps", "pursuits"):
        drawn.add_column(name, justify="right", no_wrap=True)
    for own in rows:
        state = Text(f"{MARKS[own.status]} {own.status}", STYLES[own.status])
        steps = f"{own.practice_steps:,}" if own.practice_steps else ""
        pursuits = str(own.pursuits) if own.pursuits else ""
        item = row(own.item)
        drawn.add_row(item, own.how or "", state, _policy(own.option), steps, pursuits)
    return drawn


def _policy(option: Option | None) -> str:
    return f"{option.successes}/{option.episodes}" if option else ""


def run_verdict(dreamed: Sequence[DreamStory], answers: AnswerQuality) -> str:
    """Say how many of the dreamed recipes were wrong, and what became of them."""
    if not dreamed:
        return "Nothing was dreamed."
    by_fate = {f: [d for d in dreamed if d.fate == f] for f in ("corrected", "refuted", "open")}
    sentences = [_corrected(by_fate["corrected"], len(dreamed))]
    if by_fate["refuted"]:
        names = _listed([d.recipe.item for d in by_fate["refuted"]])
        sentences.append(
            f"{len(by_fate['refuted'])} refuted, with nothing better found yet: {names}."
        )
    if by_fate["open"]:
        sentences.append(f"{len(by_fate['open'])} not settled.")
    if not by_fate["corrected"] and not by_fate["refuted"]:
        tried = len(dreamed) - len(by_fate["open"])
        sentences[0] = f"All {tried} dreamed recipes that were tried were right."
        if tried == 1:
            sentences[0] = "The one dreamed recipe that was tried was right."
        if tried == 0:
            sentences = [f"Of {len(dreamed)} dreamed recipes none is settled yet."]
    return " ".join([*sentences, *_answered(answers)])


def _answered(answers: AnswerQuality) -> list[str]:
    """Tell of answers that could not be used, and of circles."""
    sentences = []
    if answers.unusable:
        why = ", ".join(
            f"{n} {fault.replace('_', ' ')}" for fault, n in answers.faults.most_common()
        )
        many = "s" * (answers.unusable > 1)
        sentences.append(f"{answers.unusable} answer{many} held no usable recipe ({why}).")
    if answers.circles:
        sentences.append(f"{answers.circles} closed a circle of hypotheses.")
    return sentences


def _corrected(corrected: Sequence[DreamStory], of: int) -> str:
    if not corrected:
        return f"Of {of} dreamed recipes none was corrected."
    were = "was" if len(corrected) == 1 else "were"
    changes = _listed([f"{d.recipe.item} ({d.change})" for d in corrected])
    return f"{len(corrected)} of {of} dreamed recipes {were} wrong and corrected: {changes}."


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def next_commands(config: RunConfig, folder: Path, result: "RunResult") -> list[str]:
    """Return the commands that make sense after a run."""
    state, run = result.state, shlex.quote(str(folder))
    commands = [f"deckard graph show {run}", f"deckard report {run}"]
    if config.target and state.awm.is_verified(config.target):
        commands.append(f"deckard play {run} {config.target} --gif {config.target}.gif")
    if config.world.name == "craftworld":
        commands.append(f"deckard score {run}")
    if result.stopped:
        commands.append(f"deckard run -o {run}")
    if result.out_of_budget:
        commands.append(
            f"deckard run -o {run} -s max_steps={2 * max(config.max_steps, state.steps)}"
        )
    return commands
