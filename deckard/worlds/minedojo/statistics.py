"""What was broken, killed or died, by the statistics that the game itself keeps."""

from collections import deque

from deckard.worlds.minedojo.names import canonical_name
from deckard.worlds.minedojo.simulator import Raw

MEMORY = 60
"""Ticks for which a break can explain what is picked up; then it was one that gave nothing."""


class GameStatistics:
    """Follows the statistics of one mission from tick to tick."""

    def __init__(self, raw: Raw) -> None:
        self._counts, self._deaths = _counts(raw), _deaths(raw)
        self._waiting: deque[tuple[str, int]] = deque()
        self.died = False
        """Whether the agent died since `settle`."""

    def note(self, raw: Raw, now: int) -> bool:
        """Take in a tick; whether something was broken or killed in it."""
        if _deaths(raw) > self._deaths or raw.get("living_death_event_fired"):
            self.died = True
        self._deaths = _deaths(raw)
        counts = _counts(raw)
        if counts == self._counts:
            return False
        fresh = [name for name, n in counts.items() if n > self._counts.get(name, 0)]
        self._counts = counts
        self._waiting.extend((canonical_name(name), now) for name in fresh)
        return bool(fresh)

    def settle(self, gained: bool, now: int) -> str | None:
        """Return what explains what a decision gained, or what was broken in vain; each once.

        A block's drop may be picked up later than the block broke: so a break is kept for some
        time, and told with the gain, of several the latest.
        """
        self.died = False
        if gained and self._waiting:
            return self._waiting.pop()[0]
        if self._waiting and now - self._waiting[0][1] > MEMORY:
            return self._waiting.popleft()[0]
        return None

    def forget(self) -> None:
        """Drop what has not been told: another episode begins."""
        self._waiting.clear()
        self.died = False


def _counts(raw: Raw) -> dict[str, int]:
    """Return how many of each block and mob were ever broken and killed."""
    stat = raw.get("stat") or {}
    mined = stat.get("mine_block", {}).get("minecraft", {})
    killed = stat.get("kill_entity", {})
    return {name: n for table in (mined, killed) for name, n in table.items() if n}


def _deaths(raw: Raw) -> int:
    return int((raw.get("stat") or {}).get("deaths", 0))
