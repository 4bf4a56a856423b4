"""What grades bring to the house."""

from meridian.grading import events, jobs, router
from meridian.grading.workflow import PROPOSAL
from meridian.kernel.module import Module

MODULE = Module(
    routers=(router.router,),
    events=events.EVENTS,
    subscriptions=jobs.SUBSCRIPTIONS,
    jobs=jobs.JOBS,
    workflows=(PROPOSAL,),
)
