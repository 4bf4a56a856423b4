"""`/v1/test-clock`: moves the product's clock. There only where `MERIDIAN_TEST_CLOCK` is on, never in production."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.http import Route
from meridian.kernel.jobs import defer
from meridian.kernel.schemas import Input, Instant, Output
from meridian.operations import clock

router = APIRouter(prefix="/v1/test-clock", tags=["operations"], route_class=Route)
Administrator = Annotated[Actor, allow(Permission.USER_WRITE)]
WHEN = "2026-03-10T02:00:00Z"


class TestClockSet(Input):
    now: Instant | None = Field(description="What time it shall be; null for the machine's time.", examples=[WHEN])


class TestClockRead(Output):
    now: datetime = Field(description="What time it is for the product; it goes on from there.", examples=[WHEN])
    ahead_seconds: float = Field(description="How far it stands ahead of the machine's clock.", examples=[86400])


def _read(now: datetime, shift: timedelta) -> TestClockRead:
    return TestClockRead(now=now, ahead_seconds=shift.total_seconds())


@router.get("", summary="Read the test clock")
async def get_test_clock(session: Reading, actor: Administrator) -> TestClockRead:
    """What time it is for the product."""
    return _read(session.now, await clock.shift(session))


@router.put("", summary="Set the test clock")
async def set_test_clock(session: Writing, actor: Administrator, body: TestClockSet, request: Request) -> TestClockRead:
    """Sets the time in every process, jobs included. Sessions and keys expire by it.

    What the clock brings about (missed contacts, deadlines passed, reviews owed …) is looked after at once.
    """
    now, shift = await clock.set_to(session, body.now)
    for job in request.app.state.jobs_of_the_clock:
        await defer(session, job, lock=job.name)
    return _read(now, shift)
