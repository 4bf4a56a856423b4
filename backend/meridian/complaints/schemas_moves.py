"""What moves of complaints and compensations ask for."""

import uuid
from datetime import datetime

from pydantic import Field

from meridian.complaints.codes import CompensationState, RootCause
from meridian.complaints.schemas import ID, WHEN
from meridian.kernel.schemas import Amount, CurrencyCode, Input, Instant, Line, Output, PositiveAmount, Text
from meridian.plans.codes import Method
from meridian.policies.checks import Currency
from meridian.records.schemas import Satisfaction


class ComplaintMove(Input):
    """Each move asks for its own fields; what is missing is named, also where the record itself lacks it."""

    contact_record_id: uuid.UUID | None = Field(
        default=None,
        description="`contact`: the contact made with the customer; `agree`, `refuse`: where they said so.",
        examples=[ID],
    )
    apologised: bool | None = Field(default=None, description="`contact`: an apology was given.", examples=[True])
    department_id: uuid.UUID | None = Field(
        default=None,
        description="`dispatch`, `reassign`: who is to solve it; `reopen`: the one before unless given.",
        examples=[ID],
    )
    responsible_id: uuid.UUID | None = Field(
        default=None, description="`dispatch`, `reassign`, `reopen`: the person of that department.", examples=[ID]
    )
    first_responder_id: uuid.UUID | None = Field(
        default=None,
        description="`hand_over`: who answers to the customer now that the first responder has left the company.",
        examples=[ID],
    )
    told_channel: Method | None = Field(
        default=None, description="`propose`: how the customer was told the solution.", examples=["phone"]
    )
    told_at: Instant | None = Field(default=None, description="`propose`: when; now unless given.", examples=[WHEN])
    note: Text | None = Field(
        default=None,
        description="`agree`: their words, unless a contact record has them.",
        examples=["“Fine, send it” (Ms Petersen)"],
    )
    reason: Text | None = Field(
        default=None,
        description="Why; owed on `refuse`, `reopen`, `withdraw`, `reassign`, `hand_over` and `escalate`.",
        examples=["They want a new pump instead"],
    )
    done: Text | None = Field(default=None, description="`resolve`: what was done.", examples=["Seal replaced"])
    done_at: Instant | None = Field(default=None, description="`resolve`: when.", examples=[WHEN])
    satisfaction: Satisfaction | None = Field(
        default=None, description="`confirm`: their four scores, unless they were asked in vain on two days."
    )
    comment: Text | None = Field(default=None, description="`confirm`: their words.", examples=["Quick in the end"])
    root_cause_category: RootCause | None = Field(
        default=None, description="`archive`: what caused it, unless it is known.", examples=["product_quality"]
    )
    no_prevention_reason: Text | None = Field(
        default=None,
        description="`archive`: why nothing needs to be prevented, unless an action is planned.",
        examples=["A single slip"],
    )


class CompensationCreate(Input):
    amount: PositiveAmount = Field(description="How much.", examples=["1250.00"])
    currency: Currency = Field(description="ISO 4217 code.", examples=["EUR"])
    reason: Text = Field(min_length=1, description="The loss it makes good.", examples=["Two days of standstill"])


class CompensationMove(Input):
    """`deny` asks for a reason; `change` for an amount, which voids an approval."""

    amount: PositiveAmount | None = Field(default=None, description="`change`: the new amount.", examples=["900.00"])
    currency: Currency | None = Field(
        default=None, description="`change`: the new currency; the same unless given.", examples=["EUR"]
    )
    reason: Line | None = Field(default=None, description="`deny`: why.", examples=["No loss was shown"])


class CompensationRead(Output):
    id: uuid.UUID = Field(description="The compensation.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    complaint_id: uuid.UUID = Field(description="The complaint.", examples=[ID])
    round: int = Field(description="The round it was asked for in.", examples=[1])
    amount: Amount = Field(description="How much.", examples=["1250.00"])
    currency: CurrencyCode = Field(description="ISO 4217 code.", examples=["EUR"])
    base_amount: Amount = Field(description="In base currency, by the rate of that day.", examples=["9765.00"])
    base_currency: CurrencyCode = Field(description="The base currency.", examples=["CNY"])
    reason: str = Field(description="The loss it makes good.", examples=["Two days of standstill"])
    needed_role: str = Field(description="The lowest role whose limit reaches it.", examples=["sales_manager"])
    state: CompensationState = Field(description="Where it stands.", examples=["requested"])
    state_since: datetime = Field(description="Since when.", examples=[WHEN])
    requested_by: uuid.UUID = Field(description="Who asked for it.", examples=[ID])
    requested_at: datetime = Field(description="When.", examples=[WHEN])
    approved_by: uuid.UUID | None = Field(description="Who approved it.", examples=[None])
    approved_at: datetime | None = Field(description="When.", examples=[None])
    denied_by: uuid.UUID | None = Field(description="Who denied it.", examples=[None])
    denied_at: datetime | None = Field(description="When.", examples=[None])
    denied_reason: str | None = Field(description="Why.", examples=[None])
    allowed_moves: list[str] = Field(description="Moves you may ask for now.", examples=[["approve", "deny"]])
