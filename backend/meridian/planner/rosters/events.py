"""What happens to rosters."""

from meridian.identity.permissions import Permission
from meridian.kernel.events.rules import EventType

ROSTER_CHANGED = EventType(
    "roster.changed", "Somebody's shifts were made, changed or removed.", permission=Permission.USER_READ
)
EVENTS = (ROSTER_CHANGED,)
