"""What identity brings to the house."""

from meridian.identity import errors, events, router_session
from meridian.kernel.part import Part

PART = Part(
    routers=(router_session.router,),
    events=events.EVENTS,
    integrity=errors.INTEGRITY,
)
