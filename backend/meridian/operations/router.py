"""`/healthz`, `/readyz`, `/metrics`: is the process alive, can it serve, how is it doing."""

from typing import Literal

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import Field

from meridian.kernel.contract import PUBLIC, problem_responses
from meridian.kernel.http import Route
from meridian.kernel.problems import Unavailable
from meridian.kernel.schemas import Output
from meridian.operations import metrics as numbers
from meridian.operations import readiness

router = APIRouter(tags=["operations"], route_class=Route)


class Health(Output):
    """A process that answers."""

    status: Literal["ok"] = Field(default="ok", description="Always `ok`; anything else is a problem document.")


class Readiness(Health):
    """A process that can serve."""

    checks: dict[str, str] = Field(
        description="Each check and its verdict.",
        examples=[{"database": "ok", "schema": "ok", "notifications": "ok", "process": "ok"}],
    )


@router.get("/healthz", summary="Is the process alive?", openapi_extra=PUBLIC)
async def healthz() -> Health:
    """Answers as long as the process does, whatever has become of the database. For restarting a process that hangs."""
    return Health()


@router.get("/readyz", summary="Can it serve?", openapi_extra=PUBLIC, responses=problem_responses((503,)))
async def readyz(request: Request) -> Readiness:
    """Whether the database answers, its schema is as new as the code, and notifications are heard; 503, with `checks`
    saying what is wrong, otherwise. For load balancers and for `meridian run`."""
    checks = await readiness.checks(request.app.state)
    wrong = [f"{name} {verdict}" for name, verdict in checks.items() if verdict != readiness.OK]
    if wrong:
        raise Unavailable("; ".join(wrong), headers={"Retry-After": "2"}, checks=checks)
    return Readiness(checks=checks)


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
