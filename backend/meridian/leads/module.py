"""What scores of leads bring to the house."""

from meridian.kernel.module import Module
from meridian.leads import events, jobs, router

MODULE = Module(routers=(router.router,), events=events.EVENTS, jobs=jobs.JOBS, subscriptions=jobs.SUBSCRIPTIONS)
