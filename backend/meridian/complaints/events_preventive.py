"""What happens to preventive actions. Each is told to the action's owner."""

import uuid
from datetime import date

from pydantic import BaseModel, Field

from meridian.kernel.events import EventType


class PreventiveMoment(BaseModel):
    """Where a preventive action stands."""

    complaint_id: uuid.UUID = Field(description="The complaint it came from.")
    category: str = Field(description="The root cause it works against.", examples=["packaging_transport"])
    owner_id: uuid.UUID = Field(description="Who is to do it.")
    due_on: date = Field(description="By when.", examples=["2026-04-10"])
    state: str = Field(description="The state it is in now.", examples=["open"])
    move: str | None = Field(default=None, description="The move that led there.", examples=["done"])


PREVENTIVE_ACTION_CREATED = EventType(
    "preventive_action.created", "Something is to be done against repetition (CR-27).", PreventiveMoment
)
PREVENTIVE_ACTION_UPDATED = EventType(
    "preventive_action.updated", "A preventive action, its owner or its day changed.", PreventiveMoment
)
PREVENTIVE_ACTION_MOVED = EventType(
    "preventive_action.moved", "A preventive action was done, cancelled or reopened.", PreventiveMoment
)
EVENTS = (PREVENTIVE_ACTION_CREATED, PREVENTIVE_ACTION_UPDATED, PREVENTIVE_ACTION_MOVED)
