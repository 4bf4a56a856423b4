"""What campaigns bring to the house."""

from meridian.campaigns import events, jobs, models, router
from meridian.campaigns.workflow import CAMPAIGN
from meridian.kernel.module import Module

MODULE = Module(
    routers=(router.router, router.results_router),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    workflows=(CAMPAIGN,),
    integrity=models.INTEGRITY,
)
