"""What files bring to the house."""

from meridian.files import events, jobs, router
from meridian.kernel.part import Part

PART = Part(routers=(router.router,), events=events.EVENTS, jobs=jobs.JOBS)
