"""What opportunities bring to the house."""

from meridian.kernel.part import Part
from meridian.opportunities import errors, events, router, workflow

PART = Part(
    routers=(router.router,),
    events=events.EVENTS,
    workflows=(workflow.OPPORTUNITY,),
    integrity=errors.INTEGRITY,
)
