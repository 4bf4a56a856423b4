"""What happens in and after review meetings."""

import uuid
from datetime import date

from pydantic import BaseModel, Field

from meridian.kernel.events import EventType


class ReviewData(BaseModel):
    opportunity_id: uuid.UUID = Field(description="The opportunity.")
    owner_id: uuid.UUID = Field(description="Whose opportunity it is.")
    attendee_ids: list[uuid.UUID] = Field(description="Who was there.")


class ActionData(BaseModel):
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
EVENTS = (REVIEW_HELD, REVIEW_CHANGED, ACTION_GIVEN, ACTION_CHANGED, ACTION_DONE, ACTION_REOPENED)
