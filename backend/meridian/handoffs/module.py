"""What handoffs bring to the house."""

from meridian.handoffs import events, jobs, router
from meridian.handoffs.workflow import HANDOFF
from meridian.kernel.module import Module

MODULE = Module(routers=(router.router,), events=events.EVENTS, subscriptions=jobs.SUBSCRIPTIONS, workflows=(HANDOFF,))
