"""What policies bring to the house."""

from meridian.kernel.part import Part
from meridian.policies import events, queries, router

PART = Part(
    routers=(router.router,),
    events=events.EVENTS,
    kept=(queries.HISTORY,),
)
