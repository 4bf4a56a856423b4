"""Handoffs as clients see them."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import Field

from meridian.handoffs.rules import HandoffState, Origin
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Line, Text
from meridian.kernel.workflow.schemas import Fields, MoveBody

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"
Question = Annotated[
    Text,
    Field(min_length=1, description="What is asked or needed.", examples=["Does the X200 stand 70 °C brine?"]),
]
Hours = Annotated[
    int | None,
    Field(
        ge=1,
        le=400,
        description="The department's working hours to answer in; `handoff_answer_working_hours` unless given.",
        examples=[8],
    ),
]


class HandoffAsk(Input):
    """A question for a department, as a contact record carries it."""

    department_id: uuid.UUID = Field(description="The department asked.", examples=[ID])
    question: Question
    answer_within_working_hours: Hours = None


class HandoffCreate(HandoffAsk):
    customer_id: uuid.UUID = Field(description="Whose question it is.", examples=[ID])


class HandoffMove(MoveBody):
    """What moves ask for: `assign` a person of the department; `answer` the answer; `tell` may carry a note."""

    always: ClassVar[Fields] = ()
    takes: ClassVar[Mapping[str, Fields]] = {"assign": ("assignee_id",), "answer": ("answer",), "tell": ("note",)}

    assignee_id: uuid.UUID | None = Field(default=None, description="Who is to answer.", examples=[ID])
    answer: Text | None = Field(default=None, description="The answer.", examples=["Yes, with EPDM seals"])
    note: Line | None = Field(default=None, description="How the customer was told.", examples=["By phone"])


class HandoffRead(Output):
    id: uuid.UUID = Field(description="The handoff.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    customer_id: uuid.UUID = Field(description="Whose question it is.", examples=[ID])
    customer_name: str = Field(description="The customer's name.", examples=["Hafenwerk Pumpen GmbH"])
    department_id: uuid.UUID = Field(description="The department asked.", examples=[ID])
    department_name: str = Field(description="Its name.", examples=["Product"])
    assignee_id: uuid.UUID | None = Field(description="Who is to answer.", examples=[None])
    assignee_name: str | None = Field(description="That person's name.", examples=[None])
    question: str = Field(description="What is asked or needed.", examples=["Does the X200 stand 70 °C brine?"])
    state: HandoffState = Field(description="Where it stands.", examples=["open"])
    state_since: datetime = Field(description="Since when.", examples=[WHEN])
    asked_by: uuid.UUID | None = Field(description="Who asked.", examples=[ID])
    asked_by_name: str | None = Field(description="That person's name.", examples=["李雷"])
    asked_at: datetime = Field(description="When it was asked.", examples=[WHEN])
    due_at: datetime = Field(description="When the answer is due.", examples=["2026-03-11T02:00:00Z"])
    overdue: bool = Field(description="Still unanswered after it was due.", examples=[False])
    answered_late: bool = Field(description="Answered after it was due.", examples=[False])
    answer: str | None = Field(description="The answer.", examples=[None])
    answered_by: uuid.UUID | None = Field(description="Who answered.", examples=[None])
    answered_at: datetime | None = Field(description="When.", examples=[None])
    told_by: uuid.UUID | None = Field(description="Who told the customer.", examples=[None])
    told_at: datetime | None = Field(description="When.", examples=[None])
    told_note: str | None = Field(description="How.", examples=[None])
    origin_type: Origin | None = Field(description="The kind of record it came from.", examples=["contact_record"])
    origin_id: uuid.UUID | None = Field(description="That record.", examples=[ID])
    allowed_moves: list[str] = Field(description="Moves you may ask for now.", examples=[["assign", "answer"]])
    created_at: datetime = Field(description="When it was entered.", examples=[WHEN])
    updated_at: datetime = Field(description="When it last changed.", examples=[WHEN])
