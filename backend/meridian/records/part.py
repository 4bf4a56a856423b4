"""What contact records bring to the house."""

from meridian.kernel.part import Part
from meridian.records import errors, events, router

PART = Part(routers=(router.router,), events=events.EVENTS, integrity=errors.INTEGRITY)
