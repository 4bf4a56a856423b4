"""Review meetings and their action items, as clients write and read them."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, ClassVar

from pydantic import MISSING, Field

from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Instant, Line
from meridian.kernel.workflow.schemas import Fields, MoveBody
from meridian.opportunities import schemas as f
from meridian.opportunities.schemas import PartRead

MAX = 50
HeldAt = Annotated[Instant, Field(description="When the meeting was; not in the future.", examples=[f.WHEN])]
AttendeeIds = Annotated[
    list[uuid.UUID], Field(min_length=1, max_length=MAX, description="Colleagues who were there.", examples=[[f.ID]])
]
Progress = Annotated[f.Words, Field(description="Where it stands, shared.", examples=["Trial passed, price is open"])]
Decisions = Annotated[
    list[Line], Field(max_length=MAX, description="What was decided.", examples=[["Offer 3 % for payment in advance"]])
]
What = Annotated[Line, Field(description="What is to be done.", examples=["Send the pressure curves"])]
ActionOwner = Annotated[uuid.UUID, Field(description="Who is to do it.", examples=[f.ID])]
ActionDue = Annotated[f.Day, Field(description="By when.", examples=["2026-03-20"])]


class ReviewActionCreate(Input):
    description: What
    owner_id: ActionOwner
    due_on: ActionDue


class ReviewActionUpdate(Input):
    description: What | MISSING = MISSING
    owner_id: ActionOwner | MISSING = MISSING
    due_on: ActionDue | MISSING = MISSING
    reason: f.Reason = None


class ReviewActionMove(MoveBody):
    """`complete` needs a result, `reopen` a reason."""

    takes: ClassVar[Mapping[str, Fields]] = {"complete": ("result",)}

    result: Line | None = Field(default=None, description="What came of it.", examples=["Sent on Monday"])
    reason: f.Reason = None


class ReviewActionRead(PartRead):
    review_id: uuid.UUID = Field(description="The meeting.", examples=[f.ID])
    opportunity_title: str = Field(description="What the sale is about.", examples=["Dosing pumps for Jebel Ali"])
    customer_id: uuid.UUID = Field(description="The customer.", examples=[f.ID])
    description: str = Field(description="What is to be done.", examples=["Send the pressure curves"])
    owner_id: uuid.UUID = Field(description="Who is to do it.", examples=[f.ID])
    owner_name: str = Field(description="That person's name.", examples=["朱静"])
    due_on: date = Field(description="By when.", examples=["2026-03-20"])
    overdue: bool = Field(description="Not done by its day.", examples=[False])
    done_at: datetime | None = Field(description="When it was done.", examples=[None])
    done_by: uuid.UUID | None = Field(description="Who said so.", examples=[None])
    result: str | None = Field(description="What came of it.", examples=[None])
    allowed_moves: list[str] = Field(description="Moves you may ask for now.", examples=[["complete"]])
    created_by: uuid.UUID | None = Field(description="Who gave it.", examples=[f.ID])


class OpportunityReviewCreate(Input):
    held_at: HeldAt
    attendee_ids: AttendeeIds
    progress: Progress
    decisions: Decisions = Field(default_factory=list)
    actions: list[ReviewActionCreate] = Field(
        default_factory=list, max_length=MAX, description="What somebody is to do by when."
    )


class OpportunityReviewUpdate(Input):
    held_at: HeldAt | MISSING = MISSING
    attendee_ids: AttendeeIds | MISSING = MISSING
    progress: Progress | MISSING = MISSING
    decisions: Decisions | MISSING = MISSING
    reason: f.Reason = None


class Attendee(Output):
    user_id: uuid.UUID = Field(description="The colleague.", examples=[f.ID])
    name: str = Field(description="That person's name.", examples=["郑凯"])


class OpportunityReviewRead(PartRead):
    held_at: datetime = Field(description="When the meeting was.", examples=[f.WHEN])
    attendees: list[Attendee] = Field(description="Who was there.")
    progress: str = Field(description="Where it stands.", examples=["Trial passed, price is open"])
    decisions: list[str] = Field(description="What was decided.", examples=[["Offer 3 % for payment in advance"]])
    actions: list[ReviewActionRead] = Field(description="What somebody is to do by when.")
    created_by: uuid.UUID | None = Field(description="Who wrote it down.", examples=[f.ID])
