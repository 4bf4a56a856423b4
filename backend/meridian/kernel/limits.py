"""Requests per minute and principal, counted in this process; several processes each allow their share."""

import time
from typing import NamedTuple

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter


class Verdict(NamedTuple):
    allowed: bool
    remaining: int
    reset_seconds: int


class Limiter:
    def __init__(self, processes: int = 1) -> None:
        self._strategy = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._processes = processes

    async def hit(self, principal: str, per_minute: int) -> Verdict:
        """Counts one request. `reset_seconds` is when the window has passed."""
        item = RateLimitItemPerMinute(max(1, per_minute // self._processes))
        allowed = await self._strategy.hit(item, principal)
        window = await self._strategy.get_window_stats(item, principal)
        return Verdict(allowed, window.remaining, max(0, round(window.reset_time - time.time())))
