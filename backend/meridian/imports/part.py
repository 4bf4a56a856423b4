"""What imports bring to the house."""

from meridian.imports import events, jobs, router, router_screening, rules
from meridian.kernel.part import Part

PART = Part(
    routers=(router.router, router_screening.router),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    workflows=(rules.IMPORT,),
)
