"""What happens to the records below a customer."""

from meridian.kernel.events import EventType

BUSINESS_CHANGED = EventType(
    "customer.business_changed",
    "A need, product of interest, installed product or order of a customer was entered, changed or removed.",
)
EVENTS = (BUSINESS_CHANGED,)
