"""What suggestions bring to the house."""

from meridian.cross_sell import events, jobs, models, router
from meridian.kernel.module import Module

MODULE = Module(
    routers=(router.router,),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    subscriptions=jobs.SUBSCRIPTIONS,
    integrity=models.INTEGRITY,
)
