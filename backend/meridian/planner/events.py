"""What happens to rosters, and to dial plans, told to who asked for them."""

from pydantic import Field

from meridian.identity.permissions import Permission
from meridian.kernel.events.rules import Data, EventType
from meridian.planner.rules import DialPlanState

ROSTER_CHANGED = EventType(
    "roster.changed", "Somebody's shifts were made, changed or removed.", permission=Permission.USER_READ
)


class DialPlanMoved(Data):
    state: DialPlanState = Field(description="The state it is in now.", examples=["ready"])


DIAL_PLAN_MOVED = EventType(
    "dial_plan.moved",
    "A dial plan was computed, applied or discarded.",
    DialPlanMoved,
    audience="owner_id",
)
EVENTS = (ROSTER_CHANGED, DIAL_PLAN_MOVED)
