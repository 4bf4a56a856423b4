"""What duplicates bring to the house."""

from meridian.duplicates import events, router
from meridian.kernel.part import Part

PART = Part(routers=(router.router,), events=events.EVENTS)
