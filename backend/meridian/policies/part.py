"""What policies bring to the house."""

from meridian.kernel.part import Part
from meridian.policies import events, router

PART = Part(
    routers=(router.router,),
    events=events.EVENTS,
)
