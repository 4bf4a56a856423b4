"""What contact plans bring to the house."""

from meridian.kernel.module import Module
from meridian.plans import errors, events, jobs, router, workflow
from meridian.plans.amendments import router as amendments_router
from meridian.plans.items import router as items_router

MODULE = Module(
    routers=(items_router.router, router.router, amendments_router.router),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    subscriptions=jobs.SUBSCRIPTIONS,
    workflows=(workflow.PLAN, workflow.ITEM, workflow.AMENDMENT),
    integrity=errors.INTEGRITY,
)
