"""What happens to plans and their items. Data names ids, codes and dates, never what was written."""

import uuid
from collections.abc import Mapping
from datetime import date

from pydantic import BaseModel, Field

from meridian.kernel.events.rules import EventType
from meridian.plans.rules import ItemState


class PlanMoved(BaseModel):
    move: str = Field(description="The move made.", examples=["submit"])
    state: str = Field(description="The state it led to.", examples=["submitted"])


class PlannedContactData(BaseModel):
    plan_id: uuid.UUID = Field(description="The plan it belongs to.")
    state: str = Field(description="The state it is in now.", examples=["planned"])
    method: str = Field(description="How the contact is to be made.", examples=["phone"])
    due_on: date = Field(description="The date it is due, at the customer.", examples=["2026-03-17"])
    assignee_id: uuid.UUID = Field(description="Who is to make it.")


PLAN_CREATED = EventType("contact_plan.created", "A contact plan was drafted.")
PLAN_CHANGED = EventType("contact_plan.changed", "A contact plan's name, purpose or owner changed.")
PLAN_MOVED = EventType("contact_plan.moved", "A contact plan entered another state.", PlanMoved)
PLAN_AMENDED = EventType("contact_plan.amended", "An approved plan was amended, or an amendment decided.", PlanMoved)
ITEM_PLANNED = EventType("planned_contact.planned", "A contact was planned.", PlannedContactData)
ITEM_CHANGED = EventType(
    "planned_contact.changed", "A planned contact changed, or waits for approval.", PlannedContactData
)
ITEM_DONE = EventType("planned_contact.done", "A planned contact was made.", PlannedContactData)
ITEM_MISSED = EventType("planned_contact.missed", "The day of a planned contact passed without it.", PlannedContactData)
ITEM_RESCHEDULED = EventType(
    "planned_contact.rescheduled", "A planned contact was moved to another day.", PlannedContactData
)
ITEM_CANCELLED = EventType("planned_contact.cancelled", "A planned contact was cancelled.", PlannedContactData)

ITEM_EVENTS: Mapping[ItemState, EventType] = {
    ItemState.PLANNED: ITEM_CHANGED,
    ItemState.PENDING_APPROVAL: ITEM_CHANGED,
    ItemState.DONE: ITEM_DONE,
    ItemState.MISSED: ITEM_MISSED,
    ItemState.RESCHEDULED: ITEM_RESCHEDULED,
    ItemState.CANCELLED: ITEM_CANCELLED,
}
"""The event that tells of an item's entering a state."""

EVENTS = (
    PLAN_CREATED,
    PLAN_CHANGED,
    PLAN_MOVED,
    PLAN_AMENDED,
    ITEM_PLANNED,
    ITEM_CHANGED,
    ITEM_DONE,
    ITEM_MISSED,
    ITEM_RESCHEDULED,
    ITEM_CANCELLED,
)
