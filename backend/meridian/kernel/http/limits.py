"""Requests per minute and principal, counted in this process; several processes each allow their share."""

import time
from math import floor
from typing import NamedTuple

MINUTE = 60.0


class Verdict(NamedTuple):
    allowed: bool
    remaining: int
    reset_seconds: int


class Limiter:
    """A sliding window of a minute: this minute's requests, and of the last one's the share still inside it."""

    def __init__(self, processes: int = 1) -> None:
        self._processes = processes
        self._minute = 0
        self._counts: dict[str, int] = {}
        self._before: dict[str, int] = {}

    def hit(self, principal: str, per_minute: int) -> Verdict:
        """Counts one request, if it is allowed. `reset_seconds` is when one more would be."""
        limit = max(1, per_minute // self._processes)
        left = MINUTE - self._turn(time.time())
        count, before = self._counts.get(principal, 0), self._before.get(principal, 0)
        used = floor(count + before * left / MINUTE)
        allowed = used < limit
        if allowed:
            self._counts[principal] = count + 1
        reset = left % (MINUTE / before) if before else left
        return Verdict(allowed, max(0, limit - used - allowed), round(reset))

    def _turn(self, now: float) -> float:
        """Seconds since the minute began; in a new one, this one's counts become the last one's."""
        minute, into = divmod(now, MINUTE)
        if minute != self._minute:
            self._before = self._counts if minute == self._minute + 1 else {}
            self._counts, self._minute = {}, int(minute)
        return into
