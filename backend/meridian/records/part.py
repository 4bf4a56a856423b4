"""What contact records bring to the house."""

from meridian.kernel.part import Part
from meridian.records import errors, events, router, router_revisits

PART = Part(routers=(router.router, router_revisits.router), events=events.EVENTS, integrity=errors.INTEGRITY)
