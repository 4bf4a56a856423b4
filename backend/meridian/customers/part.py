"""What customers bring to the house."""

from meridian.customers import errors, errors_business, events, events_business, router, router_business
from meridian.kernel.part import Part

PART = Part(
    routers=(router.router, router_business.router),
    events=(*events.EVENTS, *events_business.EVENTS),
    integrity={**errors.INTEGRITY, **errors_business.INTEGRITY},
)
