"""What happens to dial plans, told to who asked for them."""

from pydantic import BaseModel, Field

from meridian.kernel.events.rules import EventType
from meridian.planner.dial_plans.rules import DialPlanState


class DialPlanMoved(BaseModel):
    state: DialPlanState = Field(description="The state it is in now.", examples=["ready"])


DIAL_PLAN_MOVED = EventType(
    "dial_plan.moved",
    "A dial plan was computed, applied or discarded.",
    DialPlanMoved,
    audience="owner_id",
)
EVENTS = (DIAL_PLAN_MOVED,)
