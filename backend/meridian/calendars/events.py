"""What happens to calendars, and the list of all events of this domain."""

from meridian.calendars.deadlines.events import DUE_SOON, ESCALATED, OVERDUE
from meridian.identity.permissions import Permission
from meridian.kernel.events.rules import EventType

CALENDAR_CHANGED = EventType(
    "calendar.changed", "A working calendar was made, changed or removed.", permission=Permission.USER_READ
)
EVENTS = (DUE_SOON, OVERDUE, ESCALATED, CALENDAR_CHANGED)
