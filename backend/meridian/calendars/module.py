"""What working calendars and deadlines bring to the house."""

from meridian.calendars import events, models, queries, router
from meridian.calendars.deadlines import jobs
from meridian.kernel.module import Module

MODULE = Module(
    routers=(router.router,),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    caches=(queries.KEPT, queries.NOW),
    integrity=models.INTEGRITY,
)
