"""Milestones as clients write and read them."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, ClassVar

from pydantic import MISSING, Field

from meridian.kernel.schemas import Input, Line, Money, Text
from meridian.kernel.workflow.schemas import Fields, MoveBody
from meridian.opportunities import schemas as f
from meridian.opportunities.rules import MilestoneKind, MilestoneState
from meridian.opportunities.schemas import PartRead

Named = Annotated[Line, Field(description="What is to happen.", examples=["Down payment of 30 %"])]
DueOn = Annotated[f.Day, Field(description="Last day for it, by the company's calendar.", examples=["2026-04-15"])]
Worth = Annotated[f.Sum | None, Field(description="The sum to be paid; a payment has one.", examples=[f.PRICE])]
Note = Annotated[Text | None, Field(description="Whatever else matters.", examples=["Against bank guarantee"])]


class MilestoneCreate(Input):
    kind: MilestoneKind = Field(description="A payment of the customer or a delivery of ours.", examples=["delivery"])
    title: Named
    due_on: DueOn
    amount: Worth = None
    note: Note = None


class MilestoneUpdate(Input):
    """Fields left out stay as they are; null clears what may be empty."""

    title: Named | MISSING = MISSING
    due_on: DueOn | MISSING = MISSING
    amount: Worth | MISSING = MISSING
    note: Note | MISSING = MISSING
    reason: f.Reason = None


class MilestoneMove(MoveBody):
    """`complete` needs done_on, `undo` a reason."""

    takes: ClassVar[Mapping[str, Fields]] = {"complete": ("done_on",)}

    done_on: f.Day | None = Field(
        default=None, description="The day it happened; not in the future.", examples=["2026-03-09"]
    )
    reason: f.Reason = None


class MilestoneRead(PartRead):
    customer_id: uuid.UUID = Field(description="The customer.", examples=[f.ID])
    customer_name: str = Field(description="The customer's name.", examples=["Hafenwerk Pumpen GmbH"])
    opportunity_title: str = Field(description="What the sale is about.", examples=["Dosing pumps for Jebel Ali"])
    owner_id: uuid.UUID = Field(description="Whose opportunity it is.", examples=[f.ID])
    owner_name: str = Field(description="That person's name.", examples=["李雷"])
    kind: MilestoneKind = Field(description="A payment of the customer or a delivery of ours.", examples=["payment"])
    title: str = Field(description="What is to happen.", examples=["Down payment of 30 %"])
    due_on: date = Field(description="Last day for it.", examples=["2026-04-15"])
    state: MilestoneState = Field(description="Upcoming, due today, overdue, or done.", examples=["upcoming"])
    amount: Money | None = Field(description="The sum to be paid.")
    note: str | None = Field(description="Whatever else matters.", examples=["Against bank guarantee"])
    done_on: date | None = Field(description="The day it happened.", examples=[None])
    done_by: uuid.UUID | None = Field(description="Who said so.", examples=[None])
    done_at: datetime | None = Field(description="When they did.", examples=[None])
    allowed_moves: list[str] = Field(description="Moves you may ask for now.", examples=[["complete"]])
    created_by: uuid.UUID | None = Field(description="Who entered it.", examples=[f.ID])
