"""What complaints bring to the house."""

from meridian.complaints import errors, events, jobs, router
from meridian.complaints.rules import COMPENSATION, COMPLAINT
from meridian.kernel.part import Part

PART = Part(
    routers=(router.router,),
    events=events.EVENTS,
    subscriptions=jobs.SUBSCRIPTIONS,
    workflows=(COMPLAINT, COMPENSATION),
    integrity=errors.INTEGRITY,
)
