"""What working calendars and deadlines bring to the house."""

from meridian.calendars import errors, events, queries, router, time_in_state
from meridian.calendars.deadlines import jobs
from meridian.kernel.module import Module

MODULE = Module(
    routers=(router.router,),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    caches=(time_in_state.CALENDARS, queries.NOW),
    integrity=errors.INTEGRITY,
)
