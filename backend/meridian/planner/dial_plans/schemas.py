"""Dial plans as they travel."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from meridian.kernel.masking import Output
from meridian.kernel.schemas import Day, Input, Line
from meridian.kernel.workflow.schemas import MoveBody
from meridian.planner.rosters.rules import DutyKind
from meridian.planner.rules import LEAST_CALL, MOST_CALL, MOST_DAYS, DialPlanState, Emphasis, LeftOutReason, SlotChange
from meridian.policies.rules import Grade

LocalDate = date
ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-12-01T06:30:00Z"

Ids = Annotated[list[uuid.UUID], Field(max_length=400)]


class DialPlanCreate(Input):
    """For whom and which days, and what counts most."""

    name: Line | None = Field(default=None, description="What it is called; its days unless given.", examples=["A"])
    team_ids: Ids = Field(default=[], description="Teams, with everybody in them who calls.", examples=[[ID]])
    user_ids: Ids = Field(default=[], description="People beside them.", examples=[[]])
    first_day: Day = Field(description="The first day, by each person's own calendar.", examples=["2026-11-30"])
    days: int = Field(default=5, ge=1, le=MOST_DAYS, description="How many days on end.", examples=[5])
    emphasis: Emphasis = Field(
        default=Emphasis.OVERDUE,
        description="What counts most beside the grade: how long contact is overdue, or what is open with them.",
        examples=["overdue"],
    )
    pool: bool = Field(default=True, description="Customers of the teams without an owner are planned too.")
    call_minutes: int | None = Field(
        default=None,
        ge=LEAST_CALL,
        le=MOST_CALL,
        description="How long a call takes; by what calls took unless given.",
        examples=[None],
    )


Customers = Annotated[list[uuid.UUID], Field(max_length=400)]


class DialPlanMove(MoveBody):
    takes = {"revise": ("pin", "exclude", "release")}

    reason: Line | None = Field(default=None, description="Why.", examples=[None])
    pin: Customers = Field(default=[], description="Customers whose call stays where it is.", examples=[[ID]])
    exclude: Customers = Field(default=[], description="Customers whom it is not to plan.", examples=[[]])
    release: Customers = Field(default=[], description="Customers neither pinned nor excluded any more.", examples=[[]])


class DialPlanRead(Output):
    """A dial plan: tried out until it is applied."""

    id: uuid.UUID = Field(description="The plan.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    name: str = Field(description="What it is called.", examples=["A"])
    state: DialPlanState = Field(description="Where it stands.", examples=["ready"])
    state_since: datetime = Field(description="Since when.", examples=[WHEN])
    nightly: bool = Field(description="Proposed by night, in place of a plan in use.", examples=[False])
    owner_id: uuid.UUID = Field(description="Who asked for it.", examples=[ID])
    owner_name: str = Field(description="That person's name.", examples=["陈浩"])
    team_ids: list[uuid.UUID] = Field(description="The teams it is for.", examples=[[ID]])
    user_ids: list[uuid.UUID] = Field(description="People beside them.", examples=[[]])
    first_day: LocalDate = Field(description="The first day.", examples=["2026-11-30"])
    last_day: LocalDate = Field(description="The last day.", examples=["2026-12-04"])
    emphasis: Emphasis = Field(description="What counts most beside the grade.", examples=["overdue"])
    pool: bool = Field(description="Customers without an owner are planned too.", examples=[True])
    progress: int = Field(description="How far it is computed, of a hundred.", examples=[100])
    computed_at: datetime | None = Field(description="When it was computed.", examples=[WHEN])
    failure: str | None = Field(description="Why it could not be.", examples=[None])
    call_minutes: int | None = Field(description="How long a call takes in it.", examples=[10])
    daily_cap: int | None = Field(description="Calls per person and day at most (OT-17).", examples=[80])
    rest_minutes: int | None = Field(description="Minutes of each hour that stay free (OT-17).", examples=[5])
    planned: int | None = Field(description="Calls planned.", examples=[542])
    left_out: int | None = Field(description="Customers owed a call who have none.", examples=[54])
    dropped: int | None = Field(description="Of those, the ones who had an hour before.", examples=[21])
    overdue: int | None = Field(description="Customers overdue.", examples=[269])
    overdue_planned: int | None = Field(description="Those of them who are planned.", examples=[231])
    value: int | None = Field(
        description="What reaching those planned is worth. No plan reaches more.", examples=[48216]
    )
    owed_value: int | None = Field(description="What reaching all who can be called would be.", examples=[51900])
    solver_ms: int | None = Field(description="What finding the best took.", examples=[412])
    applied_at: datetime | None = Field(description="When it was put to use.", examples=[None])
    skipped: int | None = Field(description="Calls that could not be planned any more when it was.", examples=[None])
    allowed_moves: list[str] = Field(description="Moves you may ask for now.", examples=[["apply", "discard"]])
    created_at: datetime = Field(description="When it was asked for.", examples=[WHEN])


class PersonDay(Output):
    date: LocalDate = Field(description="The person's local date.", examples=["2026-12-01"])
    duty: DutyKind = Field(description="What they do that day.", examples=["shift"])
    minutes: int = Field(description="Minutes they work.", examples=[480])
    calls: int = Field(description="Calls planned.", examples=[28])


class PersonPlan(Output):
    user_id: uuid.UUID = Field(description="The person.", examples=[ID])
    user_name: str = Field(description="Their name.", examples=["王芳"])
    zone: str = Field(description="The zone of their wall clock.", examples=["Asia/Shanghai"])
    calls: int = Field(description="Calls planned over all days.", examples=[132])
    days: list[PersonDay] = Field(description="Day by day.")


class LeftOutCount(Output):
    reason: LeftOutReason = Field(description="Why.", examples=["capacity"])
    customers: int = Field(description="How many.", examples=[23])
    grades: dict[str, int] = Field(description="By grade.", examples=[{"C": 9, "D": 14}])


class PlannedHoliday(Output):
    date: LocalDate = Field(description="The local date.", examples=["2026-12-01"])
    country: str = Field(description="Where.", examples=["RO"])
    name: str = Field(description="The public holiday, in your language where it is known.", examples=["National Day"])


class DialPlanFigures(Output):
    """What a plan comes to."""

    planned: int = Field(description="Calls planned.", examples=[542])
    left_out: int = Field(description="Customers owed a call who have none.", examples=[54])
    overdue: int = Field(description="Customers overdue.", examples=[269])
    overdue_planned: int = Field(description="Those of them who are planned.", examples=[231])
    grade_a: int = Field(description="Calls to customers of grade A.", examples=[164])
    open_amount: Decimal | None = Field(
        description="What is open with those planned, in base currency; null where you may not see it.",
        examples=["18420000"],
    )
    language_known: int = Field(description="Calls whose language is known.", examples=[400])
    language_spoken: int = Field(description="Those made by somebody who speaks it.", examples=[348])
    usual: int = Field(description="Calls in an hour in which they usually answer.", examples=[347])
    added: int = Field(description="Calls that were not planned before.", examples=[118])
    moved: int = Field(description="Calls moved to another hour.", examples=[46])
    same: int = Field(description="Calls that stay.", examples=[378])
    fixed: int = Field(description="Agreed times and promised call-backs, never moved.", examples=[37])
    dropped: int = Field(description="Calls planned before that have no hour now.", examples=[21])
    most_a_day: int = Field(description="Calls of the fullest day of anybody.", examples=[41])


class DialPlanDetail(DialPlanRead):
    figures: DialPlanFigures | None = Field(description="What it comes to; null until it is computed.")
    people: list[PersonPlan] = Field(description="Person by person.")
    reasons: list[LeftOutCount] = Field(description="Why customers are left out, most first.")
    holidays: list[PlannedHoliday] = Field(description="Public holidays where its customers are.")


class DialSlotRead(Output):
    """A call of a plan, and why."""

    id: uuid.UUID = Field(description="The slot.", examples=[ID])
    customer_id: uuid.UUID = Field(description="Whom to call.", examples=[ID])
    customer_name: str = Field(description="The customer's name.", examples=["Anadolu Kimya A.Ş."])
    city: str | None = Field(description="Where they are.", examples=["Izmir"])
    country: str | None = Field(description="In which country.", examples=["TR"])
    contact_id: uuid.UUID | None = Field(description="The person there, where one is planned with.", examples=[None])
    rep_id: uuid.UUID = Field(description="Who calls.", examples=[ID])
    rep_name: str = Field(description="That person's name.", examples=["王芳"])
    starts_at: datetime = Field(description="When.", examples=[WHEN])
    minutes: int = Field(description="How long it takes.", examples=[10])
    rep_time: str = Field(description="By the caller's wall clock.", examples=["2026-12-01T14:30"])
    local_time: str | None = Field(description="By the customer's wall clock.", examples=["2026-12-01T09:30"])
    grade: Grade = Field(description="The customer's grade.", examples=["A"])
    change: SlotChange = Field(description="Beside what was planned before.", examples=["added"])
    pinned: bool = Field(description="It stays where it is when the plan is computed again.", examples=[False])
    off_duty: bool = Field(
        description="Agreed for when the person is off duty: it stays, and somebody else has to call.", examples=[False]
    )
    previous_at: datetime | None = Field(description="When it was planned before.", examples=[None])
    previous_rep_name: str | None = Field(description="With whom it was planned before.", examples=[None])
    why_customer: list[str] = Field(description="Why this customer.", examples=[["overdue by 9 days"]])
    why_hour: list[str] = Field(description="Why this hour.", examples=[["10 of 14 calls in this hour were answered"]])
    item_id: uuid.UUID | None = Field(description="The planned contact it is.", examples=[None])


class DialLeftOutRead(Output):
    """A customer who is owed a call and has none in the plan."""

    id: uuid.UUID = Field(description="The entry.", examples=[ID])
    customer_id: uuid.UUID = Field(description="The customer.", examples=[ID])
    customer_name: str = Field(description="Its name.", examples=["Tramway Lyonnais"])
    city: str | None = Field(description="Where it is.", examples=["Lyon"])
    country: str | None = Field(description="In which country.", examples=["FR"])
    rep_id: uuid.UUID | None = Field(description="Whose it is.", examples=[ID])
    rep_name: str | None = Field(description="That person's name.", examples=["王芳"])
    reason: LeftOutReason = Field(description="Why.", examples=["capacity"])
    grade: Grade = Field(description="The customer's grade.", examples=["C"])
    due_at: datetime | None = Field(description="When the call is owed.", examples=[WHEN])
    previous_at: datetime | None = Field(description="When it was planned before.", examples=[None])


class SlotDifference(Output):
    """A customer whom two plans treat differently."""

    customer_id: uuid.UUID = Field(description="The customer.", examples=[ID])
    customer_name: str = Field(description="Its name.", examples=["Dunai Vegyipari Kft."])
    grade: Grade = Field(description="Its grade.", examples=["B"])
    kind: SlotChange | None = Field(
        description="`added`: only in the other plan; `moved`; null: only in this one.", examples=["moved"]
    )
    at: datetime | None = Field(description="When in this plan.", examples=[WHEN])
    rep_name: str | None = Field(description="With whom in this plan.", examples=["赵一鸣"])
    other_at: datetime | None = Field(description="When in the other.", examples=[None])
    other_rep_name: str | None = Field(description="With whom in the other.", examples=[None])
    why: list[str] = Field(description="What is known of the customer.", examples=[["overdue by 9 days"]])


class PersonCalls(Output):
    user_id: uuid.UUID = Field(description="The person.", examples=[ID])
    user_name: str = Field(description="Their name.", examples=["王芳"])
    calls: int = Field(description="Their calls in this plan.", examples=[132])
    other_calls: int = Field(description="And in the other.", examples=[138])


class DialPlanComparison(Output):
    """Two plans side by side."""

    plan: DialPlanRead = Field(description="This plan.")
    other: DialPlanRead = Field(description="The other.")
    figures: DialPlanFigures = Field(description="What this one comes to.")
    other_figures: DialPlanFigures = Field(description="What the other comes to.")
    people: list[PersonCalls] = Field(description="Calls of each person.")
    only_here: int = Field(description="Customers only in this plan.", examples=[31])
    only_there: int = Field(description="Customers only in the other.", examples=[47])
    moved: int = Field(description="Customers at another hour or with somebody else.", examples=[53])
    differences: list[SlotDifference] = Field(description="Those customers, the best grades first; 500 at most.")
