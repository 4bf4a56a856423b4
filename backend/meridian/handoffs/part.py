"""What handoffs bring to the house."""

from meridian.handoffs import events, jobs, router
from meridian.kernel.part import Part

PART = Part(routers=(router.router,), events=events.EVENTS, subscriptions=jobs.SUBSCRIPTIONS)
