"""Events about opportunities, milestones, reviews and review actions."""

import uuid
from datetime import date

from pydantic import Field

from meridian.kernel.events.rules import Data, EventType
from meridian.opportunities.rules import MilestoneKind, OpportunityState

# What happens to opportunities. Data holds ids, codes and names of fields.


class OpportunityData(Data):
    stage: str = Field(description="The stage it is in.", examples=["potential"])
    owner_id: uuid.UUID = Field(description="Whose it is.")


class OpportunityChange(OpportunityData):
    fields: list[str] = Field(description="Names of what changed.", examples=[["amount", "lines"]])


class OpportunityMoved(Data):
    move: str = Field(description="The move made.", examples=["negotiate"])
    from_state: OpportunityState = Field(description="The state left.", examples=["needs_defined"])
    to_state: OpportunityState = Field(description="The state entered.", examples=["negotiation"])
    owner_id: uuid.UUID = Field(description="Whose it is.")


OPPORTUNITY_CREATED = EventType("opportunity.created", "An opportunity was opened (CR-12).", OpportunityData)
OPPORTUNITY_CHANGED = EventType(
    "opportunity.changed", "An opportunity or something that belongs to it changed.", OpportunityChange
)
STAGE_CHANGED = EventType(
    "opportunity.stage_changed", "An opportunity entered another stage (CR-13).", OpportunityMoved
)
OPPORTUNITY_PLACED = EventType(
    "opportunity.placed", "A card was laid elsewhere in a column of the board.", OpportunityData
)
OPPORTUNITY_WON = EventType("opportunity.won", "An opportunity's contract was signed.", OpportunityMoved)
OPPORTUNITY_COMPLETED = EventType(
    "opportunity.completed", "An opportunity's contract was carried out.", OpportunityMoved
)
OPPORTUNITY_LOST = EventType("opportunity.lost", "An opportunity was lost.", OpportunityMoved)
OPPORTUNITY_CANCELLED = EventType(
    "opportunity.cancelled", "An opportunity was given up after its contract was signed.", OpportunityMoved
)

ENDS = {
    OpportunityState.COMPLETED: OPPORTUNITY_COMPLETED,
    OpportunityState.LOST: OPPORTUNITY_LOST,
    OpportunityState.CANCELLED: OPPORTUNITY_CANCELLED,
}
EVENTS = (
    OPPORTUNITY_CREATED,
    OPPORTUNITY_CHANGED,
    STAGE_CHANGED,
    OPPORTUNITY_PLACED,
    OPPORTUNITY_WON,
    *ENDS.values(),
)


# What happens to milestones.


class MilestoneData(Data):
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
MILESTONE_EVENTS = (
    MILESTONE_CREATED,
    MILESTONE_CHANGED,
    MILESTONE_REMOVED,
    MILESTONE_DONE,
    MILESTONE_UNDONE,
    MILESTONE_OVERDUE,
)


# What happens in and after review meetings.


class ReviewData(Data):
    opportunity_id: uuid.UUID = Field(description="The opportunity.")
    owner_id: uuid.UUID = Field(description="Whose opportunity it is.")
    attendee_ids: list[uuid.UUID] = Field(description="Who was there.")


class ActionData(Data):
    opportunity_id: uuid.UUID = Field(description="The opportunity.")
    review_id: uuid.UUID = Field(description="The meeting.")
    owner_id: uuid.UUID = Field(description="Who is to do it.")
    due_on: date = Field(description="By when.", examples=["2026-03-20"])


REVIEW_HELD = EventType("opportunity_review.held", "An opportunity was reviewed (CR-15).", ReviewData)
REVIEW_CHANGED = EventType("opportunity_review.changed", "The minutes of a review were corrected.", ReviewData)
ACTION_GIVEN = EventType("review_action.given", "A review asked somebody to do something.", ActionData)
ACTION_CHANGED = EventType("review_action.changed", "An action got another owner, day or wording.", ActionData)
ACTION_DONE = EventType("review_action.done", "What a review had asked for is done.", ActionData)
ACTION_REOPENED = EventType("review_action.reopened", "An action turned out not to be done.", ActionData)
REVIEW_EVENTS = (REVIEW_HELD, REVIEW_CHANGED, ACTION_GIVEN, ACTION_CHANGED, ACTION_DONE, ACTION_REOPENED)
