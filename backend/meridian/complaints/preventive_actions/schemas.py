"""Preventive actions as clients write and read them."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, ClassVar

from pydantic import MISSING, Field

from meridian.complaints.rules import PreventiveState, RootCause
from meridian.complaints.schemas import DAY, FIRST, ID, LAST, WHEN
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Text
from meridian.kernel.workflow.schemas import Fields, MoveBody

Description = Annotated[
    Text, Field(min_length=1, description="What is to be done.", examples=["Foam corners in every seal kit's box"])
]
OwnerId = Annotated[uuid.UUID, Field(description="Who is to do it.", examples=[ID])]
DueOn = Annotated[
    date, Field(ge=FIRST, le=LAST, description="The last day for it, in the company's zone.", examples=[DAY])
]


class PreventiveActionCreate(Input):
    description: Description
    owner_id: OwnerId
    due_on: DueOn
    category: RootCause | None = Field(
        default=None,
        description="The root cause it works against; the complaint's unless given.",
        examples=["packaging_transport"],
    )


class PreventiveActionUpdate(Input):
    """Fields left out stay."""

    description: Description | MISSING = MISSING
    owner_id: OwnerId | MISSING = MISSING
    due_on: DueOn | MISSING = MISSING
    category: (
        Annotated[RootCause, Field(description="The root cause it works against.", examples=["packaging_transport"])]
        | MISSING
    ) = MISSING


class PreventiveActionMove(MoveBody):
    """`done` asks for the effect, `cancel` and `reopen` for a reason."""

    takes: ClassVar[Mapping[str, Fields]] = {"complete": ("effect",), "reopen": ("due_on",)}

    effect: Text | None = Field(
        default=None,
        description="The effect measured.",
        examples=["No broken seal in 40 shipments, 3 of 40 before"],
    )
    reason: Text | None = Field(default=None, description="Why.", examples=["Two boxes came in broken again"])
    due_on: DueOn | None = Field(
        default=None, description="The new last day; the old one unless given.", examples=[DAY]
    )


class PreventiveActionRead(Output):
    id: uuid.UUID = Field(description="The action.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    complaint_id: uuid.UUID = Field(description="The complaint it came from.", examples=[ID])
    complaint_number: str = Field(description="What people call that.", examples=["C-2026-00042"])
    customer_id: uuid.UUID = Field(description="Whose complaint that was.", examples=[ID])
    customer_name: str = Field(description="The customer's name.", examples=["Hafenwerk Pumpen GmbH"])
    category: RootCause = Field(description="The root cause it works against.", examples=["packaging_transport"])
    description: str = Field(description="What is to be done.", examples=["Foam corners in every seal kit's box"])
    owner_id: uuid.UUID = Field(description="Who is to do it.", examples=[ID])
    owner_name: str = Field(description="That person's name.", examples=["韩梅梅"])
    due_on: date = Field(description="The last day for it, in the company's zone.", examples=[DAY])
    overdue: bool = Field(description="Still open after that day.", examples=[False])
    state: PreventiveState = Field(description="Where it stands.", examples=["open"])
    state_since: datetime = Field(description="Since when.", examples=[WHEN])
    created_by: uuid.UUID | None = Field(description="Who asked for it.", examples=[ID])
    done_at: datetime | None = Field(description="When it was done.", examples=[None])
    done_by: uuid.UUID | None = Field(description="Who noted that.", examples=[None])
    effect: str | None = Field(description="The effect measured.", examples=[None])
    cancelled_reason: str | None = Field(description="Why it was given up.", examples=[None])
    allowed_moves: list[str] = Field(description="Moves you may ask for now.", examples=[["complete", "cancel"]])
    created_at: datetime = Field(description="When it was entered.", examples=[WHEN])
    updated_at: datetime = Field(description="When it last changed.", examples=[WHEN])
