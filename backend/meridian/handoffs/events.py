"""What happens to handoffs. That one is overdue is told by its deadline (`deadline.overdue`)."""

import uuid

from pydantic import Field

from meridian.kernel.events.rules import Data, EventType


class HandoffData(Data):
    state: str = Field(description="The state it is in now.", examples=["open"])
    department_id: uuid.UUID = Field(description="The department asked.")
    assignee_id: uuid.UUID | None = Field(description="Who is to answer, once somebody is.")


HANDOFF_OPENED = EventType("handoff.opened", "A question was passed to a department (OT-13).", HandoffData)
HANDOFF_MOVED = EventType(
    "handoff.moved", "A handoff was assigned, answered, or its answer told to the customer.", HandoffData
)
EVENTS = (HANDOFF_OPENED, HANDOFF_MOVED)
