"""What contact records bring to the house."""

from meridian.kernel.module import Module
from meridian.records import events, jobs, models, router
from meridian.records.reported import router as reported_router

MODULE = Module(
    routers=(router.router, router.revisits_router, reported_router.router),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    integrity=models.INTEGRITY,
)
