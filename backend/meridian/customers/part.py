"""What customers bring to the house."""

from meridian.customers import (
    errors,
    errors_business,
    events,
    events_business,
    fast,
    jobs,
    router,
    router_bulk,
    router_business,
    router_care,
    router_contacts,
    router_fields,
    router_reviews,
    rules_verification,
)
from meridian.kernel.part import Part

PART = Part(
    routers=(
        router.router,
        router_contacts.router,
        router_business.router,
        router_care.router,
        router_bulk.router,
        router_reviews.router,
        router_fields.router,
    ),
    fast=fast.FAST,
    events=(*events.EVENTS, *events_business.EVENTS),
    jobs=jobs.JOBS,
    subscriptions=jobs.SUBSCRIPTIONS,
    workflows=(rules_verification.VERIFICATION,),
    integrity={**errors.INTEGRITY, **errors_business.INTEGRITY},
)
