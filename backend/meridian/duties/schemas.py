"""What the duties answer and take."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from meridian.customers.rules import Category, ContactRule
from meridian.duties.care.schemas import CareDutyRead
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input
from meridian.policies.rules import Grade

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"
Days = Annotated[int, Field(ge=1, le=3650)]


class DutyRead(Output):
    """What policy owes one customer, and why then."""

    customer_id: uuid.UUID = Field(description="The customer.", examples=[ID])
    customer_name: str = Field(description="Its name.", examples=["Hafenwerk Pumpen GmbH"])
    owner_id: uuid.UUID | None = Field(description="Who owes it.", examples=[ID])
    owner_name: str | None = Field(description="Their name.", examples=["李雷"])
    grade: Grade = Field(description="The customer's grade.", examples=["A"])
    category: Category = Field(description="Its category.", examples=["interested"])
    country: str | None = Field(description="Where it is.", examples=["DE"])
    zone: str | None = Field(description="The IANA zone it lives by.", examples=["Europe/Berlin"])
    rule: ContactRule = Field(description="By which rule: of several, the one that is due first.", examples=["cadence"])
    setting: str = Field(description="The policy setting behind it.", examples=["contact_cadence_days"])
    policy_version: int = Field(description="Number of its version in force; 0 is the default.", examples=[3])
    days: int = Field(description="Within how many days.", examples=[7])
    counted_from: datetime = Field(description="From when on they are counted.", examples=[WHEN])
    from_contact: bool = Field(
        description="That was the last contact that reached somebody; false: when it was entered.", examples=[True]
    )
    due_at: datetime = Field(description="By when.", examples=[WHEN])
    days_overdue: int = Field(description="Whole days since then.", examples=[8])
    next_step_at: datetime | None = Field(description="The next step agreed on, if any.", examples=[None])
    executive_due_at: datetime | None = Field(
        description="Of a key customer: by when an executive owes it a contact (MC-13).", examples=[None]
    )
    executive_contact_at: datetime | None = Field(description="When one last reached it.", examples=[None])
    sponsor_id: uuid.UUID | None = Field(
        default=None,
        description="Of a key customer: who of senior management owes it; null: nobody.",
        examples=[ID],
    )
    sponsor_name: str | None = Field(default=None, description="Their name.", examples=["陈总"])
    next_care: CareDutyRead | None = Field(
        default=None,
        description="The next birthday or holiday that a care plan owes it: which, when, by which plan; null: none.",
    )


class CoverageCount(Output):
    """How far duties are kept."""

    customers: int = Field(description="Customers who are owed a contact.", examples=[412])
    overdue: int = Field(description="Of those, overdue now.", examples=[33])
    twice_overdue: int = Field(description="Overdue by more than the whole time once again.", examples=[2])
    due_today: int = Field(description="Due until the end of the company's day.", examples=[14])
    coverage: float | None = Field(description="Share that is not overdue, 0 to 1.", examples=[0.92])


class CoverageRow(CoverageCount):
    """One owner, team, grade, market or rule."""

    key: str | None = Field(description="The id or code; null for customers without one.", examples=["A"])
    name: str | None = Field(description="The name of who or what an id is.", examples=["李雷"])
    team_id: uuid.UUID | None = Field(default=None, description="An owner's team.", examples=[None])
    days: int | None = Field(default=None, description="Of a grade or rule: within how many days.", examples=[7])
    policy_version: int | None = Field(default=None, description="Of a rule: its setting's version.", examples=[3])


class DutyCoverage(CoverageCount):
    """How far duties are kept, together and by what was asked for; the most customers first."""

    rows: list[CoverageRow] = Field(description="One for each.")


class ExecutiveCoverage(CoverageCount):
    """How far executives keep in touch with key customers."""

    days: int = Field(description="Within how many days (`executive_contact_days`).", examples=[90])
    policy_version: int = Field(description="Number of its version in force; 0 is the default.", examples=[1])


class CoverageDay(Output):
    """One day of the company."""

    day: date = Field(description="The day.", examples=["2026-03-09"])
    customers: int = Field(description="Customers who were owed a contact.", examples=[18_420])
    overdue: int = Field(description="Of those, overdue.", examples=[1_284])
    coverage: float | None = Field(description="Share that was not overdue, 0 to 1.", examples=[0.91])


class CoverageDays(Output):
    items: list[CoverageDay] = Field(description="The days, the first one first.")


class BreachRead(Output):
    """A contact that was not made by when it was owed."""

    id: uuid.UUID = Field(description="The breach.", examples=[ID])
    customer_id: uuid.UUID = Field(description="The customer.", examples=[ID])
    customer_name: str = Field(description="Its name.", examples=["Hafenwerk Pumpen GmbH"])
    owner_id: uuid.UUID | None = Field(description="Whose it was then.", examples=[ID])
    owner_name: str | None = Field(description="Their name.", examples=["李雷"])
    rule: ContactRule = Field(description="By which rule it was owed.", examples=["cadence"])
    grade: Grade = Field(description="The grade then.", examples=["A"])
    due_at: datetime = Field(description="By when.", examples=[WHEN])
    ended_at: datetime | None = Field(description="When it was made, or owed no more; null: not yet.", examples=[None])
    days_late: int = Field(description="Whole days from then until it ended, or now.", examples=[3])


class DutyPreview(Input):
    """Values to try; those left out stay as they are. Nothing changes."""

    contact_cadence_days: Mapping[Grade, Days] | None = Field(
        default=None, description="Days by grade; grades left out stay.", examples=[{"B": 10}]
    )
    closed_revisit_days: Days | None = Field(default=None, description="After a purchase.", examples=[None])
    nurture_cadence_days: Days | None = Field(default=None, description="Of who means nothing yet.", examples=[None])
    progress_report_days: Days | None = Field(default=None, description="Of who means to buy.", examples=[None])


class PreviewedLoad(Output):
    """What the values would do to one person's customers, or to all of them."""

    customers: int = Field(description="Customers who are owed a contact.", examples=[3_308])
    sooner: int = Field(description="Due sooner than now.", examples=[2_906])
    later: int = Field(description="Due later than now.", examples=[0])
    overdue_before: int = Field(description="Overdue as things are.", examples=[402])
    overdue_after: int = Field(description="Overdue at once with these values.", examples=[788])
    calls_a_week_before: float = Field(description="Contacts a week that are owed as things are.", examples=[1654.0])
    calls_a_week_after: float = Field(description="Contacts a week that would be owed.", examples=[2316.0])


class PreviewedOwner(PreviewedLoad):
    owner_id: uuid.UUID | None = Field(description="Whose customers.", examples=[ID])
    owner_name: str | None = Field(description="Their name.", examples=["李雷"])
    share_of_cap: float | None = Field(
        description="Of the calls they may make in five days (`rep_daily_call_cap`).", examples=[0.32]
    )


class PreviewedDay(Output):
    day: date = Field(
        description="A day of the company; what is overdue counts for the first.", examples=["2026-12-01"]
    )
    before: int = Field(description="Customers due as things are.", examples=[598])
    after: int = Field(description="Customers due with these values.", examples=[990])


class PreviewedCustomer(Output):
    customer_id: uuid.UUID = Field(description="A customer that would become overdue at once.", examples=[ID])
    customer_name: str = Field(description="Its name.", examples=["Hafenwerk Pumpen GmbH"])
    owner_id: uuid.UUID | None = Field(description="Whose it is.", examples=[ID])
    owner_name: str | None = Field(description="Their name.", examples=["李雷"])
    grade: Grade = Field(description="Its grade.", examples=["B"])
    counted_from: datetime = Field(description="From when the days are counted.", examples=[WHEN])
    due_before: datetime = Field(description="When it is due now.", examples=[WHEN])
    due_after: datetime = Field(description="When it would be.", examples=[WHEN])


class DutyPreviewRead(PreviewedLoad):
    """What the values would do, over the customers you see. Deciding them does just that."""

    owners: list[PreviewedOwner] = Field(description="Whose customers change, the most newly overdue first.")
    days: list[PreviewedDay] = Field(description="The next fourteen days.")
    newly_overdue: list[PreviewedCustomer] = Field(description="Who would become overdue at once, the first fifty.")
