"""What exports bring to the house."""

from meridian.exports import events, jobs, router, rules
from meridian.kernel.part import Part

PART = Part(routers=(router.router,), events=events.EVENTS, jobs=jobs.JOBS, workflows=(rules.EXPORT,))
