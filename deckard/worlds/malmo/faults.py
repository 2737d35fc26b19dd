"""Scripted faults: the ways in which a Minecraft goes wrong, at the moments that a file names.

The file is a YAML list; a fault is `{do: drop, on: step, mission: 2, tick: 10}`:

- `do`: `drop` the connection, `hang`, be `busy`, send an `empty` frame, be `done`, send `garbage`
  in place of JSON, `kill` the player, or `exit` as a process that died.
- `on`: the message at which it happens: `hello`, `quit`, `mission`, `peek` or `step`.
- when: in a `mission` (from 1) and at a `tick` of it (from 1); or with `every: n` at every nth such
  message since the server began. With none of these, at the first. `times` says how often it may
  happen: once if not said, with `every` without end.
- `seconds` that a `hang` lasts; without, until the other side gives up.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import yaml

from deckard.errors import ConfigError
from deckard.types import JsonObject

FaultKind = Literal["drop", "hang", "busy", "empty", "done", "garbage", "kill", "exit"]
"""What happens."""
Moment = Literal["hello", "quit", "mission", "peek", "step"]
"""The message at which it happens."""
POSSIBLE: dict[str, tuple[str, ...]] = {
    "drop": get_args(Moment),
    "hang": get_args(Moment),
    "busy": ("mission",),
    "empty": ("peek", "step"),
    "done": ("peek", "step"),
    "garbage": ("peek", "step"),
    "kill": ("step",),
    "exit": get_args(Moment),
}
"""The messages at which each kind of fault can happen."""


@dataclass(frozen=True)
class ScriptedFault:
    """One fault and the moment at which it happens."""

    do: FaultKind
    on: Moment = "step"
    mission: int | None = None
    tick: int | None = None
    every: int | None = None
    times: int | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        if self.on not in POSSIBLE.get(self.do, ()):
            possible = "; ".join(f"{do} on {'|'.join(on)}" for do, on in POSSIBLE.items())
            raise ConfigError(f"a fault cannot {self.do!r} on {self.on!r}; it can {possible}")
        counts = (self.mission, self.tick, self.every, self.times)
        fit = all(n is None or (_is_number(n) and isinstance(n, int)) for n in counts)
        if not fit or not (self.seconds is None or _is_number(self.seconds)):
            raise ConfigError(f"the numbers of a fault are above 0, counts whole, unlike in {self}")


class FaultSchedule:
    """Counts messages and returns the faults that are due."""

    def __init__(self, faults: tuple[ScriptedFault, ...] = ()) -> None:
        self._left = {i: _times(fault) for i, fault in enumerate(faults)}
        self._faults = faults
        self._messages: dict[str, int] = {}
        self.happened: list[ScriptedFault] = []

    def due(self, on: Moment, mission: int, tick: int) -> ScriptedFault | None:
        """Return the fault that is due at a message; call it once per message."""
        self._messages[on] = self._messages.get(on, 0) + 1
        for i, fault in enumerate(self._faults):
            if self._left[i] and fault.on == on and self._now(fault, mission, tick):
                self._left[i] -= 1
                self.happened.append(fault)
                return fault
        return None

    def _now(self, fault: ScriptedFault, mission: int, tick: int) -> bool:
        return (
            fault.mission in (None, mission)
            and fault.tick in (None, tick)
            and (fault.every is None or self._messages[fault.on] % fault.every == 0)
        )


def _is_number(n: object) -> bool:
    return isinstance(n, int | float) and not isinstance(n, bool) and n > 0


def _times(fault: ScriptedFault) -> float:
    if fault.times is not None:
        return fault.times
    return 1 if fault.every is None else float("inf")


def load_faults(path: Path) -> tuple[ScriptedFault, ...]:
    """Read a file of faults; ConfigError when it is malformed."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"cannot read the faults of {path}: {error}") from None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigError(f"{path} is not a list of faults such as {{do: drop, on: step, tick: 9}}")
    return tuple(_fault(row, path) for row in rows)


def _fault(row: JsonObject, path: Path) -> ScriptedFault:
    # To YAML 1.1 the word `on` is true.
    row = {("on" if key is True else key): value for key, value in row.items()}
    try:
        return ScriptedFault(**row)
    except TypeError as error:
        raise ConfigError(f"{path}: {row} is no fault: {error}") from None
