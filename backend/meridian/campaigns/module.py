"""What campaigns bring to the house."""

from meridian.campaigns import errors, events, jobs, router
from meridian.campaigns.members import router as members_router
from meridian.campaigns.results import router as results_router
from meridian.campaigns.workflow import CAMPAIGN
from meridian.kernel.module import Module

MODULE = Module(
    routers=(router.router, members_router.router, results_router.router),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    workflows=(CAMPAIGN,),
    integrity=errors.INTEGRITY,
)
