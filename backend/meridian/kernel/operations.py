"""What watches the API from outside: is the process alive, can it serve, how is it doing."""

import os
from typing import Literal

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from pydantic import Field
from sqlalchemy import text

from meridian.kernel.contract import PUBLIC, problem_responses
from meridian.kernel.http import Route, database
from meridian.kernel.part import Part
from meridian.kernel.schemas import Output

METRICS_DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"  # where several processes leave their counts for each other

router = APIRouter(tags=["operations"], route_class=Route)


class Health(Output):
    """A process that answers."""

    status: Literal["ok"] = Field(default="ok", description="always `ok`; anything else is a problem document")


@router.get("/healthz", summary="Is the process alive?", openapi_extra=PUBLIC)
async def healthz() -> Health:
    """Answers as long as the process does, whatever has become of the database. For restarting a process that hangs."""
    return Health()


@router.get("/readyz", summary="Can it serve?", openapi_extra=PUBLIC, responses=problem_responses((503,)))
async def readyz(request: Request) -> Health:
    """Asks the database a question; 503 while it cannot be reached. For load balancers and for `meridian run`."""
    async with database(request).read() as session:
        await session.execute(text("SELECT 1"))
    return Health()


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    openapi_extra=PUBLIC,
    response_class=Response,
    responses={200: {"description": "Prometheus text.", "content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics() -> Response:
    """Requests and their durations by route, of all API processes on this machine; no personal data."""
    registry = REGISTRY
    if METRICS_DIRECTORY in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)


PART = Part(routers=(router,))
