"""What planning brings to the house."""

from meridian.kernel.module import Module
from meridian.planner import errors
from meridian.planner.rosters import events as rosters_events
from meridian.planner.rosters import router as rosters_router
from meridian.planner.windows import router as windows_router

MODULE = Module(
    routers=(windows_router.router, rosters_router.router, rosters_router.beside),
    events=rosters_events.EVENTS,
    integrity=errors.INTEGRITY,
)
