"""Days that pass: the clock moved to a moment of the company's, and all that the worker does by then."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from meridian.alerts import jobs as alerts
from meridian.calendars.deadlines.jobs import sweep
from meridian.customers.jobs import end_shares
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.plans.jobs import follow_clock
from meridian.worker import run_until_idle
from tests.support.alerts import expect_nothing_left
from tests.support.api import Api
from tests.support.world import World

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Days:
    """Where a journey takes place."""

    api: Api
    db: Database
    world: World
    clock: SettableClock
    settings: Settings
    database_url: str

    async def until(self, when: str) -> None:
        """`03-16 10:00` of 2026 where the company is, and what the worker does by then."""
        local = datetime.strptime(f"2026-{when}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
        self.clock.set(local.astimezone(UTC))
        await self.work()

    async def work(self) -> None:
        """Plans follow the clock, deadlines are raised, events told, alerts compared with their facts."""
        await follow_clock(JobContext(self.db, self.settings))
        await end_shares(JobContext(self.db, self.settings))
        await sweep(JobContext(self.db, self.settings))
        await run_until_idle(self.database_url, self.settings, self.clock)
        await alerts.sweep(JobContext(self.db, self.settings))
        await expect_nothing_left(self.db)

    async def alerts(self, who: str, **about: Any) -> list[str]:
        """What needs this person now: the reasons of their own live alerts, in order."""
        query = {"owner_id": str(self.world.people[who]), "live": "true", "sort": "created_at", **about}
        found = (await self.api.get("/v1/alerts", who=who, params=query, expect=200)).json()["items"]
        return [alert["reason"] for alert in found]
