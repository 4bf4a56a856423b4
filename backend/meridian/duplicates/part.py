"""What duplicates bring to the house."""

from meridian.duplicates import events, jobs, router, router_merge, router_pairs
from meridian.duplicates.rules import PAIR
from meridian.kernel.part import Part

PART = Part(
    routers=(router.router, router_merge.router, router_merge.merges_router, router_pairs.router),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    workflows=(PAIR,),
)
