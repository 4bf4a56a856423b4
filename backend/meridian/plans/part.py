"""What contact plans bring to the house."""

from meridian.kernel.part import Part
from meridian.plans import errors, events, jobs, router, router_amendments, router_items

PART = Part(
    routers=(router_items.router, router.router, router_amendments.router),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    subscriptions=jobs.SUBSCRIPTIONS,
    integrity=errors.INTEGRITY,
)
