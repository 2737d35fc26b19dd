"""A run as it looks from outside: read from its directory alone, while it goes on or after."""

import shlex
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from deckard.config import RunConfig
from deckard.journal import reader as skim
from deckard.journal.journal import is_written
from deckard.journal.reader import Entry
from deckard.journal.state import State
from deckard.llms.cassette import NAME as CASSETTE
from deckard.llms.usage import Usage, run_usage
from deckard.runs.directory import read_run_config
from deckard.runs.log.status import Live, load_status
from deckard.view.event_text import correction_texts, entry_text
from deckard.view.run.history import KEPT, GraphCounts, RecordedEntry
from deckard.view.run.usage import usage_json as ledger
from deckard.view.run.usage import usage_line
from deckard.wake.progress import Asking, Doing, Practising

T = TypeVar("T")
STEPS, USD = "env steps", "USD"
"""Names of budgets."""


@dataclass(frozen=True)
class Budget:
    """Something that a run may use up."""

    name: str
    used: float
    most: float

    @property
    def left(self) -> float:
        """What may still be used."""
        return max(0, self.most - self.used)


@dataclass(frozen=True)
class RunStatus:
    """A run at a moment: what a screen shows of it."""

    run: Path
    config: RunConfig
    entries: tuple[Entry, ...]
    counts: GraphCounts
    usage: Usage
    live: Live | None
    going: bool
    """Whether a process is at work on it."""
    moment: datetime
    over: str = ""
    """Why there is nothing left to do, by its journal."""

    @property
    def now(self) -> Doing:
        """What is under way; nothing once no process is at work."""
        return self.live.now if self.live and self.going else None

    @property
    def steps(self) -> int:
        """Env steps so far, those of the training that goes on included."""
        now = self.now
        return self.counts.steps + (now.steps if isinstance(now, Practising) else 0)

    @property
    def speed(self) -> float:
        """Env steps a second: of late, or on the whole once no process is at work."""
        if self.live and self.going:
            return self.live.speed
        return self.counts.steps / self.seconds if self.seconds else 0.0

    @property
    def seconds(self) -> float:
        """Seconds from its beginning until now, or until the last entry."""
        until = self.moment if self.going else _at(self.entries[-1]) if self.entries else None
        return self._since(until) if until else 0.0

    @property
    def latest(self) -> tuple[RecordedEntry, ...]:
        """The last entries."""
        return self.since(max(0, len(self.entries) - KEPT))

    def since(self, count: int) -> tuple[RecordedEntry, ...]:
        """The entries but for so many at the beginning."""
        return tuple(
            RecordedEntry(self._since(_at(e)), e.steps, entry_text(e.full))
            for e in self.entries[count:]
        )

    @property
    def corrections(self) -> tuple[str, ...]:
        """The last corrections."""
        entries = ([v for v in e.events if not isinstance(v, dict)] for e in self.entries)
        return tuple([text for events in entries for text in correction_texts(events)][-KEPT:])

    @property
    def budgets(self) -> tuple[Budget, ...]:
        """What the run may use up, and has."""
        llm, usage = self.config.llm, self.usage
        used = {
            STEPS: (self.steps, self.config.max_steps),
            "calls": (usage.requests, llm.max_calls),
            "tokens": (usage.tokens_in + usage.tokens_out, llm.max_tokens),
            USD: (usage.usd or 0.0, llm.max_usd),
        }
        return tuple(Budget(n, used, most) for n, (used, most) in used.items() if most is not None)

    def lasts(self, budget: Budget) -> float | None:
        """Seconds that a budget lasts: env steps at the speed of late, others at that of the run.

        None once no process is at work, and for what was not used yet.
        """
        speed = budget.used / self.seconds if self.seconds else 0.0
        speed = self.speed if budget.name == STEPS else speed
        return budget.left / speed if self.going and speed > 0 else None

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """What budgets are left, what the language model took, and whether the run goes on."""
        left = ", ".join(map(self._left, self.budgets))
        usage = usage_line(self.usage).partition(": ")[2]
        return ("left", left), ("model", usage), ("run", self.state)

    def _left(self, budget: Budget) -> str:
        left = f"{budget.left:,.4g}" if budget.name == USD else f"{budget.left:,}"
        seconds = self.lasts(budget)
        lasts = "" if seconds is None else f" ({_clock(seconds)} at this speed)"
        return f"{left} of {budget.most:,} {budget.name}{lasts}"

    @property
    def state(self) -> str:
        """Whether the run goes on, why it ended, or how it would go on."""
        return standing(self.run, self.live, self.going, self.over)

    def _since(self, moment: datetime) -> float:
        begun = [_at(self.entries[0])] if self.entries else []
        begun += [self.live.began] if self.live else []
        return max(0.0, (moment - min(begun, default=moment)).total_seconds())


def standing(run: Path, live: Live | None, going: bool, over: str) -> str:
    """Say whether a run goes on, why it ended, or how it would go on.

    A run that was killed, or whose `live.json` is lost, does not say why it ended; `over` is what
    its journal says.
    """
    if going:
        return "goes on"
    if live and live.ended:
        return f"ended: {live.ended}"
    if over:
        return f"at work no more: {over}"
    how = f"deckard run -o {shlex.quote(str(run))}"
    if live is None:
        return f"not at work, and nothing tells whether it ended; go on, if it can, with: {how}"
    return f"stopped; go on with: {how}{_broken_off(live)}"


def over(config: RunConfig, reached: bool, steps: int) -> str:
    """Say why a run has nothing left to do, as far as its journal shows it.

    `reached` is whether it knows its target, `steps` what it has spent.
    """
    if reached:
        return f"target verified: {config.target}"
    if steps >= config.max_steps:
        return f"out of budget: {steps:,} of max_steps={config.max_steps:,} env steps spent"
    return ""


def _broken_off(live: Live | None) -> str:
    """What was under way when a run stopped and had cost env steps, of which none is kept."""
    now = live.now if live else None
    if not isinstance(now, Practising) or not now.steps:
        return ""
    what = f"{now.recipe.how} {now.recipe.item}"
    return f" (it was {now.steps:,} env steps into practising {what}, which begins anew)"


def _at(entry: Entry) -> datetime:
    """When an entry was written; one that does not say so was at no time."""
    try:
        moment = datetime.fromisoformat(entry.at)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


class StatusReader:
    """Looks at a run again and again; a file that has not changed is not read again."""

    def __init__(self, run: Path) -> None:
        self.run = run
        self._read: dict[Path, tuple[object, Any]] = {}

    def look(self) -> RunStatus:
        """Return how the run stands; RunDirError when there is none, or it is damaged."""
        run, journal = self.run, self.run / "journal.jsonl"
        going = is_written(journal)  # first: what was written before it ended is seen then
        config = self._fresh(run / "config.yaml", lambda: read_run_config(run))
        entries, counts, state = self._fresh(journal, lambda: _skimmed(journal))
        reached = config.target is not None and state.awm.is_verified(config.target)
        usage = self._fresh(run / "llm" / CASSETTE, lambda: run_usage(run))
        return RunStatus(
            run=run,
            config=config,
            entries=entries,
            counts=counts,
            usage=usage,
            live=load_status(run),
            going=going,
            moment=datetime.now(UTC),
            over=over(config, reached, state.steps),
        )

    def _fresh(self, path: Path, read: Callable[[], T]) -> T:
        signature = _signature(path)
        if path not in self._read or self._read[path][0] != signature:
            self._read[path] = signature, read()
        content: T = self._read[path][1]
        return content


def _signature(path: Path) -> tuple[int, ...]:
    try:
        stat = path.stat()
    except OSError:
        return ()
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def _skimmed(journal: Path) -> tuple[tuple[Entry, ...], GraphCounts, State]:
    entries = tuple(skim.skim(journal))
    state = skim.read_growth(entries)
    return entries, GraphCounts.of(state), state


def status_json(look: RunStatus) -> dict[str, Any]:
    """Return a look for other programs."""
    counts, live = look.counts, look.live
    return {
        "run": str(look.run),
        "target": look.config.target,
        "going": look.going,
        "ended": live.ended if live and not look.going else None,
        "seconds": round(look.seconds, 1),
        "entries": len(look.entries),
        "env_steps": look.steps,
        "practice_steps": counts.practice_steps,
        "env_steps_per_second": round(look.speed, 1),
        "verified": counts.verified,
        "hypothesised": counts.hypothesised,
        "refuted": len(counts.wrong.refuted),
        "corrected": len(counts.wrong.corrected),
        "now": _doing(look.now),
        "frontier": list(counts.frontier),
        "corrections": list(look.corrections),
        "latest": [asdict(entry) for entry in look.latest],
        "llm": ledger(look.usage),
        "budgets": [
            asdict(budget) | {"left": budget.left, "seconds_left": look.lasts(budget)}
            for budget in look.budgets
        ],
    }


def _doing(now: Doing) -> dict[str, Any] | None:
    match now:
        case None:
            return None
        case Asking(item=item):
            return {"doing": "asking", "item": item}
        case Practising(progress=progress):
            return {
                "doing": "measuring" if now.measuring else "practising",
                "recipe": str(now.recipe),
                "env_steps": now.steps,
                "success_curve": list(now.curve),
                **asdict(progress),
            }
    goal, doing = now
    return {"doing": "pursuing", "recipe": str(doing), "goal": str(goal)}
