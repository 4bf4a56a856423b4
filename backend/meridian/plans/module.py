"""What contact plans bring to the house."""

from meridian.kernel.module import Module
from meridian.plans import events, jobs, models, router, workflow

MODULE = Module(
    routers=(router.items_router, router.router, router.amendments_router),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    subscriptions=jobs.SUBSCRIPTIONS,
    workflows=(workflow.PLAN, workflow.ITEM, workflow.AMENDMENT),
    integrity=models.INTEGRITY,
)
