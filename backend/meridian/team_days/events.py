"""What happens to targets."""

from meridian.identity.permissions import Permission
from meridian.kernel.events.rules import EventType

MONTH_TARGET_CHANGED = EventType(
    "month_target.changed", "A person's or a team's targets of a month were set.", permission=Permission.TARGET_READ
)
EVENTS = (MONTH_TARGET_CHANGED,)
