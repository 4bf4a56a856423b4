"""What duplicates bring to the house."""

from meridian.duplicates import events, jobs, router
from meridian.duplicates.workflow import PAIR
from meridian.kernel.module import Module

MODULE = Module(
    routers=(router.router, router.merges_router, router.pairs_router),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    workflows=(PAIR,),
)
