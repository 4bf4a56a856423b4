"""What contact plans bring to the house."""

from meridian.kernel.part import Part
from meridian.plans import amendments, errors, events, jobs, router, router_amendments, router_items, workflows

PART = Part(
    routers=(router_items.router, router.router, router_amendments.router),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    subscriptions=jobs.SUBSCRIPTIONS,
    workflows=(workflows.PLAN, workflows.ITEM, amendments.AMENDMENT),
    integrity=errors.INTEGRITY,
)
