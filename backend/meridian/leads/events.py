"""What happens to scores of leads. That a single customer's score moved is not told: it follows from what is."""

from meridian.identity.permissions import Permission
from meridian.kernel.events.rules import EventType

LEADS_CHECKED = EventType(
    "lead_check.finished",
    "Scores were compared with who bought (MC-10).",
    customer=None,
    permission=Permission.CUSTOMER_READ,
)
EVENTS = (LEADS_CHECKED,)
