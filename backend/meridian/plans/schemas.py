"""Plans as clients see them."""

import uuid
from datetime import date, datetime
from typing import Annotated

from pydantic import MISSING, Field

from meridian.kernel.schemas import Input, Line, Output, Text
from meridian.plans.codes import PlanKind, PlanState

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


class PlanUpdate(Input):
    name: Line | MISSING = Field(default=MISSING, description="New name.", examples=["Gulf distributors, week 13"])
    purpose: Text | MISSING | None = Field(
        default=MISSING, description="New purpose; null clears it.", examples=["Spare parts"]
    )


class PlanMove(Input):
    """What moves ask for: `return` and `cancel` a reason; `submit` inside the lead time why it is urgent (RV-4)."""

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
