"""Proposed grades as clients read and decide them."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar

from pydantic import Field

from meridian.grading.rules import GradePart, ProposalState
from meridian.kernel.masking import MaskedFields, Output, Sensitive
from meridian.kernel.schemas import Amount, Input, Line
from meridian.kernel.workflow.schemas import MoveBody
from meridian.policies.rules import Grade

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"
AT_ONCE = 1_000


class GradePartRead(Output):
    """One fact of a grade."""

    value: Amount | None = Field(
        description="What was found: base currency bought or expected in a year, orders in a year, days since the last"
        " one; null where there is none.",
        examples=["420000.00"],
    )
    level: Grade = Field(description="The level it earns.", examples=["B"])
    weight: Decimal = Field(description="How much it counts.", examples=["0.5"])


class GradeProposalRead(Output):
    """Another grade for a customer, and how it comes about."""

    id: uuid.UUID = Field(description="The proposal.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    customer_id: uuid.UUID = Field(description="The customer.", examples=[ID])
    customer_name: str = Field(description="Its name.", examples=["Hafenwerk Pumpen GmbH"])
    owner_id: uuid.UUID | None = Field(description="Whose it is.", examples=[ID])
    owner_name: str | None = Field(description="Their name.", examples=["王芳"])
    from_grade: Grade = Field(description="Its grade when it was proposed.", examples=["C"])
    to_grade: Grade = Field(description="The grade proposed.", examples=["B"])
    score: Decimal = Field(description="The weighted mean of the levels: A counts 4, D counts 1.", examples=["2.7"])
    parts: Annotated[dict[GradePart, GradePartRead] | None, Sensitive("budget")] = Field(
        description="Each fact with its level and its weight.",
        examples=[{"amount": {"value": "420000.00", "level": "B", "weight": "0.5"}}],
    )
    currency: str = Field(description="The base currency of the amounts.", examples=["CNY"])
    state: ProposalState = Field(description="Where it stands.", examples=["open"])
    evaluated_at: datetime = Field(description="When it was worked out.", examples=[WHEN])
    decided_by: uuid.UUID | None = Field(description="Who decided.", examples=[None])
    decided_at: datetime | None = Field(description="When.", examples=[None])
    decision_reason: str | None = Field(description="Why.", examples=[None])
    allowed_moves: list[str] = Field(description="Moves you may make.", examples=[["confirm", "deny"]])
    masked_fields: MaskedFields


class GradeProposalMove(MoveBody):
    """What moves of a proposal carry."""

    reason: Line | None = Field(default=None, description="Why; needed to deny.", examples=["Bought by a merger"])
    takes: ClassVar[dict[str, tuple[str, ...]]] = {}


class GradesConfirm(Input):
    """Several proposals at once: those of these grades and owner, as far as you decide on them."""

    from_grade: Grade | None = Field(default=None, description="Graded so now.", examples=["C"])
    to_grade: Grade | None = Field(default=None, description="Proposed so.", examples=["B"])
    owner_id: uuid.UUID | None = Field(default=None, description="Customers of this person.", examples=[ID])
    expected: int = Field(
        ge=1,
        le=AT_ONCE,
        description="How many you saw: another number is refused, so nothing is overlooked.",
        examples=[12],
    )
    reason: Line = Field(description="Why.", examples=["Yearly review"])


class GradesConfirmed(Output):
    confirmed: int = Field(description="How many customers are graded anew.", examples=[12])


class GradeRunRead(Output):
    """When every customer's grade was worked out."""

    id: uuid.UUID = Field(description="The run.", examples=[ID])
    started_at: datetime = Field(description="When it was asked for.", examples=[WHEN])
    finished_at: datetime | None = Field(description="When it was done; null while it is under way.", examples=[WHEN])
    asked_by: uuid.UUID | None = Field(description="Who asked; null for the clock.", examples=[None])
    evaluated: int = Field(description="Customers looked at.", examples=[3000])
    proposed: int = Field(description="Proposals open afterwards.", examples=[41])
