"""What happens to opportunities. Data holds ids, codes and names of fields."""

import uuid

from pydantic import BaseModel, Field

from meridian.kernel.events import EventType
from meridian.opportunities.codes import OpportunityState


class OpportunityData(BaseModel):
    stage: str = Field(description="The stage it is in.", examples=["potential"])
    owner_id: uuid.UUID = Field(description="Whose it is.")


class OpportunityChange(OpportunityData):
    fields: list[str] = Field(description="Names of what changed.", examples=[["amount", "lines"]])


class OpportunityMoved(BaseModel):
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
