"""What exchange rates bring to the house."""

from meridian.kernel.part import Part
from meridian.rates import events, router

PART = Part(routers=(router.router,), events=events.EVENTS)
