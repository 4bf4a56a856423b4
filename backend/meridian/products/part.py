"""What products and markets bring to the house."""

from meridian.kernel.part import Part
from meridian.products import errors, events, router

PART = Part(
    routers=(router.router,),
    events=events.EVENTS,
    integrity=errors.INTEGRITY,
)
