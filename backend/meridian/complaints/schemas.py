"""Complaints as clients write and read them."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, ClassVar

from pydantic import MISSING, Field

from meridian.complaints.rules import ComplaintOrigin, ComplaintState, DeadlineKind, RootCause
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Instant, Line, Text
from meridian.kernel.workflow.schemas import Fields, MoveBody
from meridian.plans.rules import Method
from meridian.policies.rules import Priority
from meridian.records.schemas import Satisfaction

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"

ContactId = Annotated[uuid.UUID | None, Field(description="Who complains.", examples=[ID])]
Channel = Annotated[Method | None, Field(description="How they complained.", examples=["phone"])]
ProductId = Annotated[uuid.UUID | None, Field(description="Our product it is about.", examples=[ID])]
Product = Annotated[Line | None, Field(description="Product or service it is about.", examples=["X200-B, seal kit"])]
Reason = Annotated[Text | None, Field(description="What they complain about.", examples=["The seal leaks"])]
Wanted = Annotated[Text | None, Field(description="What they want.", examples=["A new seal, free of charge"])]
Urgency = Annotated[Priority, Field(description="How urgent it is.", examples=["high"])]
Listened = Annotated[bool, Field(description="They were heard out calmly (CR-22).", examples=[True])]
Apologised = Annotated[bool, Field(description="They were given an apology (CR-22).", examples=[True])]
AcknowledgedAt = Annotated[Instant | None, Field(description="When they were told we took it up.", examples=[WHEN])]
AcknowledgedBy = Annotated[Method | None, Field(description="How they were told so.", examples=["phone"])]
Category = Annotated[RootCause | None, Field(description="Category of the root cause.", examples=["product_quality"])]
NoPrevention = Annotated[
    Text | None, Field(description="Why nothing needs to be done against repetition.", examples=["A single slip"])
]


class ComplaintCreate(Input):
    """What is known may be incomplete now; contacting the customer needs it all."""

    customer_id: uuid.UUID = Field(description="Who complains.", examples=[ID])
    contact_id: ContactId = None
    channel: Channel = None
    origin: ComplaintOrigin = Field(
        default=ComplaintOrigin.DIRECT, description="Where it was heard.", examples=["direct"]
    )
    contact_record_id: uuid.UUID | None = Field(
        default=None, description="The contact record it was heard in.", examples=[ID]
    )
    product_id: ProductId = None
    product: Product = None
    reason: Reason = None
    wanted_solution: Wanted = None
    priority: Urgency = Priority.NORMAL
    listened: Listened = False
    apologised: Apologised = False
    acknowledged_at: AcknowledgedAt = None
    acknowledged_channel: AcknowledgedBy = None
    first_responder_id: uuid.UUID | None = Field(
        default=None, description="Who answers to the customer until the end; you unless given.", examples=[ID]
    )


class ComplaintUpdate(Input):
    """Fields left out stay."""

    contact_id: ContactId | MISSING = MISSING
    channel: Channel | MISSING = MISSING
    product_id: ProductId | MISSING = MISSING
    product: Product | MISSING = MISSING
    reason: Reason | MISSING = MISSING
    wanted_solution: Wanted | MISSING = MISSING
    priority: Urgency | MISSING = MISSING
    listened: Listened | MISSING = MISSING
    apologised: Apologised | MISSING = MISSING
    acknowledged_at: AcknowledgedAt | MISSING = MISSING
    acknowledged_channel: AcknowledgedBy | MISSING = MISSING
    root_cause_category: Category | MISSING = MISSING
    no_prevention_reason: NoPrevention | MISSING = MISSING


class ComplaintLine(Output):
    """A complaint as lists show it."""

    id: uuid.UUID = Field(description="The complaint.", examples=[ID])
    number: str = Field(description="What people call it.", examples=["C-2026-00042"])
    version: int = Field(description="Its version, also the ETag.", examples=[3])
    customer_id: uuid.UUID = Field(description="Who complains.", examples=[ID])
    customer_name: str = Field(description="The customer's name.", examples=["Hafenwerk Pumpen GmbH"])
    contact_id: uuid.UUID | None = Field(description="The person there.", examples=[ID])
    contact_name: str | None = Field(description="That person's name.", examples=["Anna Petersen"])
    channel: Method | None = Field(description="How they complained.", examples=["phone"])
    origin: ComplaintOrigin = Field(description="Where it was heard.", examples=["contact_record"])
    contact_record_id: uuid.UUID | None = Field(description="The contact record it was heard in.", examples=[ID])
    product_id: uuid.UUID | None = Field(description="Our product it is about.", examples=[ID])
    product: str | None = Field(description="Product or service it is about.", examples=["X200-B, seal kit"])
    reason: str | None = Field(description="What they complain about.", examples=["The seal leaks"])
    wanted_solution: str | None = Field(description="What they want.", examples=["A new seal, free of charge"])
    priority: Priority = Field(description="How urgent it is.", examples=["high"])
    listened: bool = Field(description="They were heard out calmly.", examples=[True])
    apologised: bool = Field(description="They were given an apology.", examples=[True])
    acknowledged_at: datetime | None = Field(description="When they were told we took it up.", examples=[WHEN])
    acknowledged_channel: Method | None = Field(description="How they were told so.", examples=["phone"])
    registered_at: datetime = Field(description="When it was registered.", examples=[WHEN])
    registered_by: uuid.UUID | None = Field(description="Who registered it.", examples=[ID])
    first_responder_id: uuid.UUID = Field(description="Who answers to the customer until the end.", examples=[ID])
    first_responder_name: str = Field(description="That person's name.", examples=["李雷"])
    contacted_record_id: uuid.UUID | None = Field(
        description="The contact record by which the customer was contacted.", examples=[ID]
    )
    department_id: uuid.UUID | None = Field(description="The department that owes the solution.", examples=[ID])
    department_name: str | None = Field(description="Its name.", examples=["Product"])
    responsible_id: uuid.UUID | None = Field(description="The person there who owes it.", examples=[ID])
    responsible_name: str | None = Field(description="That person's name.", examples=["韩梅梅"])
    dispatched_at: datetime | None = Field(description="When it went to that department.", examples=[WHEN])
    state: ComplaintState = Field(description="Where it stands.", examples=["investigating"])
    state_since: datetime = Field(description="Since when.", examples=[WHEN])
    round: int = Field(description="Counted from 1; reopening begins the next.", examples=[1])
    escalation_level: int = Field(description="The rung of the escalation ladder it has reached.", examples=[0])
    due_at: datetime | None = Field(
        description="The next deadline that runs; null when none does or it is paused.", examples=[WHEN]
    )
    overdue: bool = Field(description="A deadline has passed without being met.", examples=[False])
    due_kind: DeadlineKind | None = Field(
        description="What is owed next, also while its clock stands; null when nothing is.",
        examples=["complaint_solution"],
    )
    paused: bool = Field(description="Its clocks stand while the customer is waited for.", examples=[False])
    working_seconds_left: int | None = Field(
        description="Working time until `due_at` of whoever owes it; negative: so much since then; null without one.",
        examples=[2880],
    )
    withdrawn_at: datetime | None = Field(description="When the customer withdrew it.", examples=[None])
    withdrawn_reason: str | None = Field(description="Why.", examples=[None])
    root_cause_category: RootCause | None = Field(
        description="Category of the root cause.", examples=["product_quality"]
    )
    no_prevention_reason: str | None = Field(
        description="Why nothing needs to be done against repetition.", examples=[None]
    )
    archived_at: datetime | None = Field(description="When it was archived; it is read-only since.", examples=[None])
    allowed_moves: list[str] = Field(description="Moves you may ask for now.", examples=[["dispatch", "withdraw"]])
    created_at: datetime = Field(description="When it was entered.", examples=[WHEN])
    updated_at: datetime = Field(description="When it last changed.", examples=[WHEN])


class ComplaintDeadline(Output):
    """A deadline as the complaint shows it."""

    id: uuid.UUID = Field(description="The deadline.", examples=[ID])
    kind: DeadlineKind = Field(description="What is owed by then.", examples=["complaint_solution"])
    started_at: datetime = Field(description="When its clock started.", examples=[WHEN])
    due_at: datetime | None = Field(description="When it is due; null while a pause holds it.", examples=[WHEN])
    paused: bool = Field(description="Its clock stands while the customer is waited for.", examples=[False])
    met_at: datetime | None = Field(description="When what is owed was done.", examples=[None])
    cancelled_at: datetime | None = Field(description="When it stopped being owed.", examples=[None])
    overdue: bool = Field(description="It has passed without being met, or was met too late.", examples=[False])


class ComplaintRead(ComplaintLine):
    """A complaint with its deadlines, those of earlier rounds included, in the order they started."""

    deadlines: list[ComplaintDeadline] = Field(description="Its deadlines.")


class ComplaintMove(MoveBody):
    """Each move asks for its own fields; what is missing is named, also where the record itself lacks it."""

    takes: ClassVar[Mapping[str, Fields]] = {
        "contact": ("contact_record_id", "apologised"),
        "dispatch": ("department_id", "responsible_id"),
        "propose": ("told_channel", "told_at"),
        "agree": ("contact_record_id", "note"),
        "refuse": ("contact_record_id", "note"),
        "resolve": ("done", "done_at"),
        "confirm": ("satisfaction", "comment"),
        "reopen": ("department_id", "responsible_id"),
        "archive": ("root_cause_category", "no_prevention_reason"),
        "reassign": ("department_id", "responsible_id"),
        "hand_over": ("first_responder_id",),
    }
    unless_known: ClassVar[Mapping[str, Fields]] = {
        "contact": ("reason", "apologised"),
        "agree": ("note",),
        "confirm": ("satisfaction",),
        "reopen": ("department_id", "responsible_id"),
        "archive": ("root_cause_category", "no_prevention_reason"),
    }

    contact_record_id: uuid.UUID | None = Field(
        default=None,
        description="The contact with the customer in which it was made or said.",
        examples=[ID],
    )
    apologised: bool | None = Field(default=None, description="An apology was given.", examples=[True])
    department_id: uuid.UUID | None = Field(
        default=None,
        description="Who is to solve it; when reopened, the one before unless given.",
        examples=[ID],
    )
    responsible_id: uuid.UUID | None = Field(default=None, description="The person of that department.", examples=[ID])
    first_responder_id: uuid.UUID | None = Field(
        default=None,
        description="Who answers to the customer now that the first responder has left the company.",
        examples=[ID],
    )
    told_channel: Method | None = Field(
        default=None, description="How the customer was told the solution.", examples=["phone"]
    )
    told_at: Instant | None = Field(default=None, description="When; now unless given.", examples=[WHEN])
    note: Text | None = Field(
        default=None,
        description="Their words, unless a contact record has them.",
        examples=["“Fine, send it” (Ms Petersen)"],
    )
    reason: Text | None = Field(
        default=None,
        description="Why.",
        examples=["They want a new pump instead"],
    )
    done: Text | None = Field(default=None, description="What was done.", examples=["Seal replaced"])
    done_at: Instant | None = Field(default=None, description="When.", examples=[WHEN])
    satisfaction: Satisfaction | None = Field(
        default=None, description="Their four scores, unless they were asked in vain twice."
    )
    comment: Text | None = Field(default=None, description="Their words.", examples=["Quick in the end"])
    root_cause_category: RootCause | None = Field(
        default=None, description="What caused it, unless it is known.", examples=["product_quality"]
    )
    no_prevention_reason: Text | None = Field(
        default=None,
        description="Why nothing needs to be prevented, unless an action is planned.",
        examples=["A single slip"],
    )


DAY = "2026-04-10"
FIRST, LAST = date(2000, 1, 1), date(2199, 12, 31)
