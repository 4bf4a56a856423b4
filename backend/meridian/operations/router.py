"""`/healthz`, `/readyz`, `/metrics`; `/v1/test-clock` only where `MERIDIAN_TEST_CLOCK` is on."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import Field

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.openapi import PUBLIC
from meridian.kernel.http.route import Route
from meridian.kernel.jobs import defer
from meridian.kernel.language import msg
from meridian.kernel.masking import Output
from meridian.kernel.openapi.problems import problem_responses
from meridian.kernel.problems import Unavailable
from meridian.kernel.schemas import Input, Instant
from meridian.operations import metrics as numbers
from meridian.operations import readiness, service

# `/healthz`, `/readyz`, `/metrics`: is the process alive, can it serve, how is it doing.


router = APIRouter(tags=["operations"], route_class=Route)


class Health(Output):
    """A process that answers."""

    status: Literal["ok"] = Field(default="ok", description="Always `ok`; anything else is a problem document.")


class Readiness(Output):
    """A process that can serve."""

    status: Literal["ok", "degraded"] = Field(
        description="`degraded`: it serves, but a check says what is not as it should be."
    )
    checks: dict[str, str] = Field(
        description="Each check and its verdict, `ok` or words.",
        examples=[{"database": "ok", "schema": "ok", "notifications": "ok", "process": "ok", "worker": "ok"}],
    )


@router.get("/healthz", summary="Is the process alive?", openapi_extra=PUBLIC)
async def healthz() -> Health:
    """Answers as long as the process does, whatever has become of the database. For restarting a process that hangs."""
    return Health()


@router.get("/readyz", summary="Can it serve?", openapi_extra=PUBLIC, responses=problem_responses((503,)))
async def readyz(request: Request) -> Readiness:
    """Whether the database that is written to answers, its schema is as new as the code, notifications are heard and
    the file store is this database's; 503, with `checks` saying what is wrong, otherwise. `degraded` when something
    else is wrong that another process would fare no better with: no worker runs, the file store or the replica is away,
    a disk is full. For load balancers, monitors and `meridian run`."""
    checks, can_serve = await readiness.report(request.app.state)
    wrong = {name: verdict for name, verdict in checks.items() if verdict != readiness.OK}
    if not can_serve:
        words = msg("not ready: {checks}", checks=[f"{name} {verdict}" for name, verdict in wrong.items()])
        raise Unavailable(words, headers={"Retry-After": "2"}, checks=checks)
    return Readiness(status="degraded" if wrong else "ok", checks=checks)


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    openapi_extra=PUBLIC,
    response_class=Response,
    responses={200: {"description": "Prometheus text.", "content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(request: Request) -> Response:
    """Requests and their durations by route, database pools, queue and event lag; no personal data."""
    return Response(await numbers.exposition(request.app.state), media_type=CONTENT_TYPE_LATEST)


# `/v1/test-clock`: moves the product's clock. There only where `MERIDIAN_TEST_CLOCK` is on, never in production.


test_clock_router = APIRouter(prefix="/v1/test-clock", tags=["operations"], route_class=Route)
Administrator = Annotated[Actor, allow(Permission.USER_WRITE)]
WHEN = "2026-03-10T02:00:00Z"


class TestClockSet(Input):
    now: Instant | None = Field(description="What time it shall be; null for the machine's time.", examples=[WHEN])


class TestClockRead(Output):
    now: datetime = Field(description="What time it is for the product; it goes on from there.", examples=[WHEN])
    ahead_seconds: float = Field(description="How far it stands ahead of the machine's clock.", examples=[86400])


def _clock_read(now: datetime, shift: timedelta) -> TestClockRead:
    return TestClockRead(now=now, ahead_seconds=shift.total_seconds())


@test_clock_router.get("", summary="Read the test clock")
async def get_test_clock(session: Reading, actor: Administrator) -> TestClockRead:
    """What time it is for the product."""
    return _clock_read(session.now, await service.clock_shift(session))


@test_clock_router.put("", summary="Set the test clock")
async def set_test_clock(session: Writing, actor: Administrator, body: TestClockSet, request: Request) -> TestClockRead:
    """Sets the time in every process, jobs included. Sessions and keys expire by it.

    What the clock brings about (missed contacts, deadlines passed, reviews owed …) is looked after at once.
    """
    now, shift = await service.set_clock(session, body.now)
    for job in request.app.state.jobs_of_the_clock:
        await defer(session, job, lock=job.name)
    return _clock_read(now, shift)
