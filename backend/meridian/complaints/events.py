"""Events about complaints, compensations and preventive actions."""

import uuid
from datetime import date

from pydantic import Field

from meridian.kernel.events.rules import Data, EventType

# What happens to complaints. Reminders of what is due come from their deadlines (`deadline.due_soon`).


class ComplaintMoment(Data):
    """Where a complaint stands."""

    number: str = Field(description="What people call it.", examples=["C-2026-00042"])
    state: str = Field(description="The state it is in now.", examples=["dispatched"])
    move: str | None = Field(default=None, description="The move that led there.", examples=["dispatch"])
    round: int = Field(description="The round it is in.", examples=[1])
    first_responder_id: uuid.UUID = Field(description="Who answers to the customer.")
    department_id: uuid.UUID | None = Field(description="The department that owes the solution.")
    responsible_id: uuid.UUID | None = Field(description="The person there who owes it.")


class ComplaintFields(Data):
    fields: list[str] = Field(description="Names of the fields that changed.", examples=[["wanted_solution"]])


class Escalated(Data):
    """One person told of one rung."""

    number: str = Field(description="What people call it.", examples=["C-2026-00042"])
    level: int = Field(description="The rung of the ladder it has reached.", examples=[1])
    recipient: str = Field(description="The rung's role.", examples=["department_manager"])
    deadline_id: uuid.UUID | None = Field(description="The deadline missed; null when a person escalated it.")
    kind: str | None = Field(description="What was owed by then.", examples=["complaint_solution"])
    by_clock: bool = Field(description="Raised by the clock, not by a person.", examples=[True])


class CompensationMoment(Data):
    complaint_id: uuid.UUID = Field(description="The complaint it belongs to.")
    state: str = Field(description="The state it is in now.", examples=["approved"])
    needed_role: str = Field(description="The lowest role whose limit reaches it.", examples=["director"])


COMPLAINT_REGISTERED = EventType("complaint.registered", "A complaint was registered (CR-23).", ComplaintMoment)
COMPLAINT_MOVED = EventType("complaint.moved", "A complaint was moved in its workflow.", ComplaintMoment)
COMPLAINT_DISPATCHED = EventType(
    "complaint.dispatched",
    "A complaint was given to a department and person to solve (CR-23).",
    ComplaintMoment,
    audience="responsible_id",
)
COMPLAINT_UPDATED = EventType("complaint.updated", "What is known of a complaint changed.", ComplaintFields)
COMPLAINT_REMINDED = EventType(
    "complaint.reminded", "A complaint nears a deadline: told to each further person the ladder names.", Escalated
)
COMPLAINT_ESCALATED = EventType(
    "complaint.escalated", "A complaint was escalated: told once to each person of the rung (MC-27).", Escalated
)
COMPENSATION_REQUESTED = EventType(
    "compensation.requested",
    "A compensation waits for its approval (CR-25).",
    CompensationMoment,
    audience="requested_by",
)
COMPENSATION_MOVED = EventType(
    "compensation.moved",
    "A compensation was approved, denied, changed or became void.",
    CompensationMoment,
    audience="requested_by",
)
EVENTS = (
    COMPLAINT_REGISTERED,
    COMPLAINT_MOVED,
    COMPLAINT_DISPATCHED,
    COMPLAINT_UPDATED,
    COMPLAINT_REMINDED,
    COMPLAINT_ESCALATED,
    COMPENSATION_REQUESTED,
    COMPENSATION_MOVED,
)


# What happens to preventive actions. Each is told to the action's owner.


class PreventiveMoment(Data):
    """Where a preventive action stands."""

    complaint_id: uuid.UUID = Field(description="The complaint it came from.")
    category: str = Field(description="The root cause it works against.", examples=["packaging_transport"])
    owner_id: uuid.UUID = Field(description="Who is to do it.")
    due_on: date = Field(description="By when.", examples=["2026-04-10"])
    state: str = Field(description="The state it is in now.", examples=["open"])
    move: str | None = Field(default=None, description="The move that led there.", examples=["complete"])


def _to_owner(name: str, description: str) -> EventType:
    return EventType(name, description, PreventiveMoment, audience="owner_id")


PREVENTIVE_ACTION_CREATED = _to_owner(
    "preventive_action.created", "Something is to be done against repetition (CR-27)."
)
PREVENTIVE_ACTION_UPDATED = _to_owner("preventive_action.updated", "A preventive action, its owner or its day changed.")
PREVENTIVE_ACTION_MOVED = _to_owner("preventive_action.moved", "A preventive action was done, cancelled or reopened.")
PREVENTIVE_EVENTS = (PREVENTIVE_ACTION_CREATED, PREVENTIVE_ACTION_UPDATED, PREVENTIVE_ACTION_MOVED)
