"""What working calendars and deadlines bring to the house."""

from meridian.calendars import dwell, errors, events, jobs, router
from meridian.kernel.part import Part

PART = Part(
    routers=(router.router,),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    kept=(dwell.CALENDARS,),
    integrity=errors.INTEGRITY,
)
