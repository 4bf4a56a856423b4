"""What alerts bring to the house."""

from meridian.alerts import events, jobs, router
from meridian.alerts.workflow import ALERT
from meridian.kernel.module import Module

MODULE = Module(
    routers=(router.router, router.waiting_router),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    subscriptions=jobs.SUBSCRIPTIONS,
    workflows=(ALERT,),
)
