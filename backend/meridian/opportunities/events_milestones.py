"""What happens to milestones."""

import uuid
from datetime import date

from pydantic import BaseModel, Field

from meridian.kernel.events import EventType
from meridian.opportunities.codes import MilestoneKind


class MilestoneData(BaseModel):
    opportunity_id: uuid.UUID = Field(description="The opportunity.")
    owner_id: uuid.UUID = Field(description="Whose opportunity it is.")
    kind: MilestoneKind = Field(description="Payment or delivery.", examples=["payment"])
    due_on: date = Field(description="Last day for it.", examples=["2026-04-15"])


MILESTONE_CREATED = EventType("milestone.created", "A payment or delivery was agreed (TS-10).", MilestoneData)
MILESTONE_CHANGED = EventType("milestone.changed", "A milestone's day, sum or title changed.", MilestoneData)
MILESTONE_REMOVED = EventType("milestone.removed", "A milestone was taken out.", MilestoneData)
MILESTONE_DONE = EventType("milestone.done", "A payment came or a delivery was made.", MilestoneData)
MILESTONE_UNDONE = EventType("milestone.undone", "A milestone turned out not to be done.", MilestoneData)
MILESTONE_OVERDUE = EventType(
    "milestone.overdue", "A milestone's last day is over and it is not done; told once for each due day.", MilestoneData
)
EVENTS = (
    MILESTONE_CREATED,
    MILESTONE_CHANGED,
    MILESTONE_REMOVED,
    MILESTONE_DONE,
    MILESTONE_UNDONE,
    MILESTONE_OVERDUE,
)
