"""What identity brings to the house; its busiest router first."""

from meridian.identity import errors, events, jobs
from meridian.identity.keys import router
from meridian.identity.organisation import router as organisation_router
from meridian.identity.sessions import router as sessions_router
from meridian.identity.users import router as users_router
from meridian.kernel.module import Module

MODULE = Module(
    routers=(sessions_router.router, users_router.router, organisation_router.router, router.router),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    integrity=errors.INTEGRITY,
)
