"""What alerts bring to the house."""

from meridian.alerts import events, jobs, router
from meridian.alerts.rules import ALERT
from meridian.kernel.part import Part

PART = Part(
    routers=(router.router,),
    events=events.EVENTS,
    jobs=jobs.JOBS,
    subscriptions=jobs.SUBSCRIPTIONS,
    workflows=(ALERT,),
)
