"""Plans, planned contacts and amendments as clients see them."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, ClassVar, Literal, Self

from pydantic import MISSING, Field, model_validator

from meridian.call_hours.rules import Closed
from meridian.kernel.language import msg
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Instant, Line, ProblemFault, Text
from meridian.kernel.workflow.schemas import Fields, MoveBody
from meridian.plans.care.schemas import CareProgramme, CareProgrammeRead
from meridian.plans.rules import AmendmentState, ChangeKind, ItemState, Method, PlanKind, PlanState

# Plans.


ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"

PlanName = Annotated[Line, Field(description="What the plan is called.", examples=["Gulf distributors, week 12"])]
Purpose = Annotated[
    Text | None, Field(description="What it is for.", examples=["Find out who buys spare parts this spring"])
]


class PlanCreate(Input):
    kind: PlanKind = Field(description="Dial, follow-up, revisit or care; revisit plans need approval.")
    name: PlanName
    purpose: Purpose = None
    owner_id: uuid.UUID | None = Field(
        default=None, description="Who answers for it; you, unless you plan for your people.", examples=[ID]
    )
    care: CareProgramme | None = Field(
        default=None, description="Of a care plan: the occasions it keeps (CR-28).", examples=[None]
    )


class PlanUpdate(Input):
    name: Line | MISSING = Field(default=MISSING, description="New name.", examples=["Gulf distributors, week 13"])
    purpose: Text | MISSING | None = Field(
        default=MISSING, description="New purpose; null clears it.", examples=["Spare parts"]
    )
    care: CareProgramme | MISSING | None = Field(
        default=MISSING, description="Of a care plan: the occasions it keeps now; null: none.", examples=[None]
    )


class PlanMove(MoveBody):
    """What moves ask for: `return` and `cancel` a reason; `submit` inside the lead time why it is urgent (RV-4)."""

    takes: ClassVar[Mapping[str, Fields]] = {"submit": ("urgent_reason",)}

    reason: Line | None = Field(default=None, description="Why.", examples=["Two customers are on holiday that week"])
    urgent_reason: Line | None = Field(
        default=None,
        description="Why the plan cannot keep the lead time; it is then flagged.",
        examples=["The buyer leaves the country on Friday"],
    )


class PlanRead(Output):
    id: uuid.UUID = Field(description="The plan.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    kind: PlanKind = Field(description="Dial, follow-up, revisit or care.", examples=["revisit"])
    name: str = Field(description="What it is called.", examples=["Gulf distributors, week 12"])
    purpose: str | None = Field(description="What it is for.", examples=["Find out who buys spare parts"])
    state: PlanState = Field(description="Where it stands.", examples=["draft"])
    state_since: datetime = Field(description="Since when.", examples=[WHEN])
    standing: bool = Field(description="A person's running plan, which takes the next steps of calls.")
    owner_id: uuid.UUID = Field(description="Who answers for it.", examples=[ID])
    owner_name: str = Field(description="That person's name.", examples=["李雷"])
    team_id: uuid.UUID | None = Field(description="The owner's team.", examples=[ID])
    department_id: uuid.UUID | None = Field(description="The owner's department.", examples=[ID])
    submitted_at: datetime | None = Field(description="When it was submitted.", examples=[None])
    submitted_by: uuid.UUID | None = Field(description="Who submitted it.", examples=[None])
    submitted_late: bool = Field(description="Submitted inside the lead time, with an urgent reason (RV-4).")
    urgent_reason: str | None = Field(description="Why it was urgent.", examples=[None])
    decided_at: datetime | None = Field(description="When it was approved or returned.", examples=[None])
    decided_by: uuid.UUID | None = Field(description="Who approved or returned it.", examples=[None])
    decision_reason: str | None = Field(description="What was said to that.", examples=[None])
    cancel_reason: str | None = Field(description="Why it was cancelled.", examples=[None])
    care: CareProgrammeRead | None = Field(
        description="Of a care plan: the occasions it keeps (CR-28); null: none.", examples=[None]
    )
    allowed_moves: list[str] = Field(description="Moves you may ask for now.", examples=[["submit", "cancel"]])
    created_at: datetime = Field(description="When it was drafted.", examples=[WHEN])
    updated_at: datetime = Field(description="When it last changed.", examples=[WHEN])


class PlanProgress(Output):
    """A plan's items by state."""

    planned: int = Field(description="Still to be made.", examples=[18])
    pending_approval: int = Field(description="Changed, and waiting for approval.", examples=[1])
    done: int = Field(description="Made.", examples=[40])
    missed: int = Field(description="Their day passed without them.", examples=[2])
    rescheduled: int = Field(description="Moved to another day, where they count again.", examples=[3])
    cancelled: int = Field(description="Given up.", examples=[1])
    first_due_on: date | None = Field(description="Earliest due date.", examples=["2026-03-16"])
    last_due_on: date | None = Field(description="Latest due date.", examples=["2026-03-20"])


class PlanDetail(PlanRead):
    progress: PlanProgress = Field(description="Its items by state.")


class PlanLoadDay(Output):
    """What one person has planned for one day."""

    assignee_id: uuid.UUID = Field(description="The person.", examples=[ID])
    assignee_name: str = Field(description="Their name.", examples=["李雷"])
    due_on: date = Field(description="The day, at the customers.", examples=["2026-03-16"])
    items: int = Field(description="Contacts planned in all plans.", examples=[24])
    calls: int = Field(description="Those of them by phone.", examples=[20])
    visits: int = Field(description="Those of them on site.", examples=[2])
    awaiting_approval: int = Field(description="Those in submitted plans or pending amendments.", examples=[3])
    over_cap: bool = Field(description="More calls than `rep_daily_call_cap` allows (OT-17).", examples=[False])


class PlanLoad(Output):
    """Planned contacts per person and day across plans (RV-4)."""

    daily_call_cap: int = Field(description="Calls a person may have planned per day.", examples=[80])
    days: list[PlanLoadDay] = Field(description="Person by person, day by day; days without items are left out.")


# Planned contacts and amendments.


MAX_ITEMS = 200

DueOn = Annotated[
    date,
    Field(ge=date(2000, 1, 1), le=date(2199, 12, 31), description="The local date at the customer it is due."),
]
_DUE_ON = Field(default=None, description="The date it is due, at the customer.", examples=["2026-03-17"])
_DUE_AT = Field(
    default=None, description="The exact time, for appointments; the date follows from it.", examples=[WHEN]
)
OUTSIDE_HOURS = Field(
    default=None,
    description="Why a call outside the customer's calling hours is planned; needed then, where policy allows it "
    "(OT-10).",
    examples=["She asked to be called on a Sunday"],
)
OVERRIDE = Field(
    default=None,
    description="Why somebody who refused is contacted all the same; takes the right `refusal:override` (OT-11).",
    examples=[None],
)


class PlannedContactCreate(Input):
    """A contact to make. Give a date, or an exact time."""

    customer_id: uuid.UUID = Field(description="Whom to contact.", examples=[ID])
    contact_id: uuid.UUID | None = Field(default=None, description="The person there.", examples=[ID])
    assignee_id: uuid.UUID | None = Field(
        default=None, description="Who is to make it; the plan's owner unless named.", examples=[ID]
    )
    method: Method = Field(description="How to contact them.", examples=["phone"])
    aim: Line = Field(description="What it is to achieve.", examples=["Agree on a trial order"])
    due_on: DueOn | None = _DUE_ON
    due_at: Instant | None = _DUE_AT
    place: Line | None = Field(default=None, description="Where, for visits.", examples=["Jebel Ali plant, gate 3"])
    materials: Line | None = Field(default=None, description="What to bring or send.", examples=["X200 brochure"])
    outside_hours_reason: Line | None = OUTSIDE_HOURS
    override_reason: Line | None = OVERRIDE

    @model_validator(mode="after")
    def _when(self) -> Self:
        if self.due_on is None and self.due_at is None:
            raise ValueError(msg("give due_on or due_at"))
        return self


class PlannedContactAdd(PlannedContactCreate):
    reason: Line | None = Field(
        default=None, description="Why; needed to amend an approved plan.", examples=["New distributor won"]
    )


class PlannedContactsAdd(Input):
    items: list[PlannedContactCreate] = Field(min_length=1, max_length=MAX_ITEMS, description="The contacts to plan.")
    reason: Line | None = Field(default=None, description="Why; needed to amend an approved plan.", examples=[None])


class PlannedContactUpdate(Input):
    """What may change in place; fields left out stay. Dates move by `reschedule` once the plan runs."""

    contact_id: uuid.UUID | MISSING | None = Field(
        default=MISSING, description="Another person; null for none.", examples=[ID]
    )
    method: Method | MISSING = Field(default=MISSING, description="Another method.", examples=["online_meeting"])
    aim: Line | MISSING = Field(default=MISSING, description="Another aim.", examples=["Agree on a trial order"])
    place: Line | MISSING | None = Field(
        default=MISSING, description="Where; null clears it.", examples=["Their stand"]
    )
    materials: Line | MISSING | None = Field(
        default=MISSING, description="What to bring; null clears it.", examples=["Samples"]
    )
    due_on: DueOn | MISSING = Field(default=MISSING, description="Another date.", examples=["2026-03-17"])
    due_at: Instant | MISSING = Field(default=MISSING, description="Another exact time.", examples=[WHEN])
    outside_hours_reason: Line | MISSING | None = Field(
        default=MISSING, description="Why outside the customer's calling hours; needed then (OT-10).", examples=[None]
    )
    override_reason: Line | MISSING | None = Field(
        default=MISSING, description="Why although they refused; needed then (OT-11).", examples=[None]
    )
    reason: Line | None = Field(default=None, description="Why; needed to amend an approved plan.", examples=[None])


class PlannedContactMove(MoveBody):
    """What moves ask for: `reassign` the new person; `reschedule` a reason and the new date; `cancel` a reason."""

    takes: ClassVar[Mapping[str, Fields]] = {
        "reassign": ("assignee_id",),
        "reschedule": ("due_on", "due_at", "outside_hours_reason"),
    }

    assignee_id: uuid.UUID | None = Field(default=None, description="Who is to make it now.", examples=[ID])
    due_on: DueOn | None = _DUE_ON
    due_at: Instant | None = _DUE_AT
    outside_hours_reason: Line | None = OUTSIDE_HOURS
    reason: Line | None = Field(default=None, description="Why.", examples=["The buyer asked for next week"])


class CallTimeRead(Output):
    """What the company's calling hours say of calling somebody now (OT-10)."""

    callable_now: bool | None = Field(description="They may be called now; null while their time is unknown.")
    closed: Closed | None = Field(description="Why not: not the hour, a day off, a public holiday.", examples=["hours"])
    holiday: str | None = Field(description="The holiday, in your language where it is known.", examples=[None])
    zone: str | None = Field(description="The IANA zone they live by.", examples=["Asia/Dubai"])
    local_time: str | None = Field(description="Their wall clock.", examples=["2026-03-10T06:00"])
    opens_at: datetime | None = Field(description="When they may be called next, if not now.", examples=[WHEN])
    closes_at: datetime | None = Field(description="Until when they may be called, if now.", examples=[None])


class PlannedContactRead(Output):
    """A planned contact."""

    id: uuid.UUID = Field(description="The planned contact.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    plan_id: uuid.UUID = Field(description="Its plan.", examples=[ID])
    plan_kind: PlanKind = Field(description="The plan's kind.", examples=["follow_up"])
    plan_name: str = Field(description="The plan's name.", examples=["Gulf distributors, week 12"])
    plan_state: PlanState = Field(description="Where the plan stands.", examples=["active"])
    customer_id: uuid.UUID = Field(description="Whom to contact.", examples=[ID])
    customer_name: str = Field(description="The customer's name.", examples=["Hafenwerk Pumpen GmbH"])
    contact_id: uuid.UUID | None = Field(description="The person there.", examples=[ID])
    contact_name: str | None = Field(description="That person's name.", examples=["Anna Petersen"])
    assignee_id: uuid.UUID = Field(description="Who is to make it.", examples=[ID])
    assignee_name: str = Field(description="That person's name.", examples=["李雷"])
    method: Method = Field(description="How to contact them.", examples=["phone"])
    aim: str = Field(description="What it is to achieve.", examples=["Agree on a trial order"])
    place: str | None = Field(description="Where, for visits.", examples=[None])
    materials: str | None = Field(description="What to bring or send.", examples=[None])
    zone: str = Field(description="The IANA zone its date counts in.", examples=["Asia/Dubai"])
    due_on: date = Field(description="The date it is due, there.", examples=["2026-03-17"])
    due_at: datetime | None = Field(description="The exact time, where one was agreed.", examples=[None])
    due_from: datetime = Field(description="When it becomes due.", examples=["2026-03-16T20:00:00Z"])
    missed_after: datetime = Field(description="When it counts as missed.", examples=["2026-03-17T22:00:00Z"])
    occasion: PlanKind = Field(
        description="The kind of contact: its plan's, or a revisit in another plan (RV-10).", examples=["follow_up"]
    )
    promised: bool = Field(description="The customer asked to be called then (OT-15).", examples=[False])
    outside_hours_reason: str | None = Field(
        description="Why a call outside their calling hours; null for what lies in them (OT-10).", examples=[None]
    )
    override_reason: str | None = Field(
        description="Why they are contacted although they refused; null for who did not (OT-11).", examples=[None]
    )
    state: ItemState = Field(description="Where it stands.", examples=["planned"])
    state_since: datetime = Field(description="Since when.", examples=[WHEN])
    state_reason: str | None = Field(description="Why it got there.", examples=[None])
    attempts: int = Field(description="Calls that reached nobody.", examples=[0])
    last_attempt_at: datetime | None = Field(description="The last of them.", examples=[None])
    done_at: datetime | None = Field(description="When it was made.", examples=[None])
    done_record_id: uuid.UUID | None = Field(description="The contact record that closed it.", examples=[None])
    origin_record_id: uuid.UUID | None = Field(description="The record whose next step it is.", examples=[None])
    previous_id: uuid.UUID | None = Field(description="The item it was rescheduled from.", examples=[None])
    amendment_id: uuid.UUID | None = Field(description="The amendment it waits for.", examples=[None])
    call_time: CallTimeRead | None = Field(description="Whether they may be called now, while it is to be made.")
    checklist: list[str] = Field(description="What to see to for this method (RV-6).", examples=[["open_script"]])
    needs_appointment: bool = Field(description="A visit whose time has not been agreed yet.", examples=[False])
    allowed_moves: list[str] = Field(description="Moves you may ask for now.", examples=[["reassign", "cancel"]])
    created_at: datetime = Field(description="When it was planned.", examples=[WHEN])
    updated_at: datetime = Field(description="When it last changed.", examples=[WHEN])


class PlannedContactResult(Output):
    """What became of one of the items sent."""

    index: int = Field(description="Its place in the request, from 0.", examples=[0])
    status: Literal["planned", "pending_approval", "refused"] = Field(description="What became of it.")
    id: uuid.UUID | None = Field(description="The planned contact, unless refused.", examples=[ID])
    errors: list[ProblemFault] = Field(description="Why it was refused; pointers are into the item.", examples=[[]])


class PlannedContactsResult(Output):
    planned: int = Field(description="How many were planned, pending ones included.", examples=[199])
    refused: int = Field(description="How many were refused.", examples=[1])
    results: list[PlannedContactResult] = Field(description="One for each item, in order.")


class AmendmentAdd(PlannedContactCreate):
    change: Literal[ChangeKind.ADD] = Field(description="Plan a further contact.", examples=["add"])


class AmendmentUpdate(Input):
    change: Literal[ChangeKind.UPDATE] = Field(description="Change a planned one.", examples=["update"])
    item_id: uuid.UUID = Field(description="The item to change.", examples=[ID])
    contact_id: uuid.UUID | MISSING | None = Field(
        default=MISSING, description="Another person; null for none.", examples=[ID]
    )
    assignee_id: uuid.UUID | MISSING = Field(default=MISSING, description="Another assignee.", examples=[ID])
    method: Method | MISSING = Field(default=MISSING, description="Another method.", examples=["visit"])
    aim: Line | MISSING = Field(default=MISSING, description="Another aim.", examples=["Show the new valve"])
    place: Line | MISSING | None = Field(default=MISSING, description="Where; null clears it.", examples=[None])
    materials: Line | MISSING | None = Field(
        default=MISSING, description="What to bring; null clears it.", examples=[None]
    )
    due_on: DueOn | MISSING = Field(default=MISSING, description="Another date.", examples=["2026-03-17"])
    due_at: Instant | MISSING = Field(default=MISSING, description="Another exact time.", examples=[WHEN])
    outside_hours_reason: Line | MISSING | None = Field(
        default=MISSING, description="Why outside the customer's calling hours; needed then (OT-10).", examples=[None]
    )
    override_reason: Line | MISSING | None = Field(
        default=MISSING, description="Why although they refused; needed then (OT-11).", examples=[None]
    )


class AmendmentRemove(Input):
    change: Literal[ChangeKind.REMOVE] = Field(description="Give one up.", examples=["remove"])
    item_id: uuid.UUID = Field(description="The item to give up.", examples=[ID])


PlanChange = Annotated[AmendmentAdd | AmendmentUpdate | AmendmentRemove, Field(discriminator="change")]


class AmendmentCreate(Input):
    reason: Line = Field(description="Why the plan changes (RV-5).", examples=["Their plant is closed that week"])
    changes: list[PlanChange] = Field(min_length=1, max_length=MAX_ITEMS, description="What changes, item by item.")


class AmendmentDecision(MoveBody):
    takes: ClassVar[Mapping[str, Fields]] = {"approve": ("returned_item_ids",)}

    reason: Line | None = Field(
        default=None, description="Why; needed too where some of it is returned.", examples=["Too far to travel"]
    )
    returned_item_ids: list[uuid.UUID] = Field(
        default_factory=list,
        max_length=MAX_ITEMS,
        description="Items whose change is returned while the others are approved: they stand as they were.",
        examples=[[ID]],
    )


class AmendedItem(Output):
    """One item of an amendment."""

    item_id: uuid.UUID = Field(description="The item.", examples=[ID])
    change: ChangeKind = Field(description="Added, updated or removed.", examples=["update"])
    material: list[str] = Field(description="Why it needs approval; empty: applied at once.", examples=[["method"]])
    returned: bool = Field(default=False, description="Returned though the amendment was approved.", examples=[False])
    before: dict[str, str | None] = Field(description="The fields' values before.", examples=[{"method": "phone"}])
    after: dict[str, str | None] = Field(description="The fields' values after.", examples=[{"method": "visit"}])


class AmendmentRead(Output):
    """A change of an approved plan."""

    id: uuid.UUID = Field(description="The amendment.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    plan_id: uuid.UUID = Field(description="The plan.", examples=[ID])
    state: AmendmentState = Field(description="Where it stands.", examples=["pending"])
    reason: Text = Field(description="Why the plan changes.", examples=["Their plant is closed that week"])
    changes: list[AmendedItem] = Field(description="What changes, item by item.")
    proposed_by: uuid.UUID | None = Field(description="Who proposed it.", examples=[ID])
    decided_at: datetime | None = Field(description="When it was decided.", examples=[None])
    decided_by: uuid.UUID | None = Field(description="Who decided.", examples=[None])
    decision_reason: str | None = Field(description="What was said to that.", examples=[None])
    allowed_moves: list[str] = Field(description="Moves you may ask for now.", examples=[["approve", "return"]])
    created_at: datetime = Field(description="When it was proposed.", examples=[WHEN])
