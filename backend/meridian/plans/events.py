"""What happens to plans and their items. Data names ids, codes and dates, never what was written."""

import uuid
from dataclasses import replace
from datetime import date

from pydantic import Field

from meridian.identity.permissions import Permission
from meridian.kernel.events.rules import Data, EventType, NoData


class PlanMoved(Data):
    move: str = Field(description="The move made.", examples=["submit"])
    state: str = Field(description="The state it led to.", examples=["submitted"])


class PlannedContactData(Data):
    plan_id: uuid.UUID = Field(description="The plan it belongs to.")
    state: str = Field(description="The state it is in now.", examples=["planned"])
    method: str = Field(description="How the contact is to be made.", examples=["phone"])
    due_on: date = Field(description="The date it is due, at the customer.", examples=["2026-03-17"])
    assignee_id: uuid.UUID = Field(description="Who is to make it.")
    promised: bool = Field(default=False, description="The customer asked to be called then.", examples=[False])


def _of_plan(name: str, description: str, data: type[Data] = NoData) -> EventType:
    """Told to the plan's owner."""
    return EventType(name, description, data, audience="owner_id")


PLAN_CREATED = _of_plan("contact_plan.created", "A contact plan was drafted.")
PLAN_CHANGED = _of_plan("contact_plan.changed", "A contact plan's name, purpose or owner changed.")
PLAN_MOVED = _of_plan("contact_plan.moved", "A contact plan entered another state.", PlanMoved)
PLAN_SUBMITTED = replace(PLAN_MOVED, audience=None, permission=Permission.PLAN_APPROVE)
"""The same, told to those who decide."""
PLAN_AMENDED = _of_plan("contact_plan.amended", "An approved plan was amended, or an amendment decided.", PlanMoved)
AMENDMENT_PROPOSED = replace(PLAN_AMENDED, audience=None, permission=Permission.PLAN_APPROVE)


def _of_item(name: str, description: str) -> EventType:
    return EventType(name, description, PlannedContactData, subject="planned_contact")


ITEM_PLANNED = _of_item("planned_contact.planned", "A contact was planned.")
ITEM_CHANGED = _of_item("planned_contact.changed", "A planned contact changed, or waits for approval.")
ITEM_DONE = _of_item("planned_contact.done", "A planned contact was made.")
ITEM_MISSED = _of_item("planned_contact.missed", "The day of a planned contact passed without it.")
ITEM_RESCHEDULED = _of_item("planned_contact.rescheduled", "A planned contact was moved to another day.")
ITEM_CANCELLED = _of_item("planned_contact.cancelled", "A planned contact was cancelled.")

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
