"""The steps of a deadline's clock."""

import uuid
from datetime import datetime

from pydantic import Field

from meridian.calendars.deadlines.rules import StepKind
from meridian.kernel.events.rules import Data, EventType


class DeadlineMoment(Data):
    """A step of a deadline's clock. The event's subject is what the deadline belongs to."""

    deadline_id: uuid.UUID = Field(description="The deadline.")
    kind: str = Field(description="What has to be done in time.", examples=["complaint_contact"])
    step: int = Field(description="Number of the step, counted from 1 in the order planned.", examples=[1])
    recipient: str = Field(description="Who is to be told: owner, department_manager, director …", examples=["owner"])
    at: datetime = Field(description="When the step came.", examples=["2026-10-08T10:00:00Z"])
    due_at: datetime | None = Field(description="When it is due, as counted then.", examples=["2026-10-09T10:00:00Z"])
    met_at: datetime | None = Field(description="When it was met, if it was meanwhile.", examples=[None])
    owner_id: uuid.UUID | None = Field(description="Who owes the work.", examples=[None])
    department_id: uuid.UUID | None = Field(description="The department that owes the work.", examples=[None])


DUE_SOON = EventType(
    "deadline.due_soon",
    "A deadline nears: told before it, once for each reminder.",
    DeadlineMoment,
    audience="owner_id",
)
OVERDUE = EventType(
    "deadline.overdue", "A deadline has passed without being met: told once.", DeadlineMoment, audience="owner_id"
)
ESCALATED = EventType(
    "deadline.escalated",
    "A passed deadline turns to the next rung of its ladder (MC-27): told once.",
    DeadlineMoment,
    audience="owner_id",
)

EVENT_OF_STEP = {StepKind.DUE_SOON: DUE_SOON, StepKind.OVERDUE: OVERDUE, StepKind.ESCALATED: ESCALATED}
