"""Deadlines, and how they were counted, as they travel."""

import uuid
from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from meridian.calendars.deadlines.rules import Offset
from meridian.calendars.rules import DayKind
from meridian.calendars.schemas import ID, WHEN, LocalDate, TimeRange
from meridian.kernel.language import msg
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Instant
from meridian.policies.value_types import refuse


class PauseWanted(Input):
    start: Instant = Field(description="When the clock stops.", examples=["2026-10-08T02:00:00Z"])
    end: Instant | None = Field(
        default=None, description="When it runs on; null while it still stands.", examples=["2026-10-09T02:00:00Z"]
    )

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.end is not None and self.end < self.start:
            refuse((("end",), "order", msg("must not be earlier than the start")))
        return self


def _offset(text: str) -> str:
    Offset.parse(text)
    return text


class ExplainWanted(Input):
    """A deadline to be counted: days, hours and minutes of working time add up."""

    start: Instant = Field(description="When the clock starts.", examples=["2026-09-30T02:00:00Z"])
    working_days: int = Field(default=0, ge=0, le=1000, description="Working days.", examples=[3])
    working_hours: int = Field(default=0, ge=0, le=10_000, description="Working hours.", examples=[0])
    working_minutes: int = Field(default=0, ge=0, le=600_000, description="Working minutes.", examples=[0])
    pauses: list[PauseWanted] = Field(
        default=[], max_length=200, description="Time that does not count.", examples=[[]]
    )
    offsets: list[Annotated[str, StringConstraints(max_length=20), AfterValidator(_offset)]] = Field(
        default=[],
        max_length=20,
        description="Moments beside the deadline to be told as well: −25%, 0, +1d, +4h, -30min.",
        examples=[["-25%", "+1d"]],
    )


class SpanRead(Output):
    start: datetime = Field(description="From.", examples=["2026-09-30T02:00:00Z"])
    end: datetime = Field(description="Until.", examples=["2026-09-30T04:00:00Z"])
    seconds: float = Field(description="Its length.", examples=[7200])


class PauseRead(Output):
    start: datetime = Field(description="From.", examples=["2026-10-08T02:00:00Z"])
    end: datetime | None = Field(description="Until; null while it still stands.", examples=["2026-10-09T02:00:00Z"])


class SpecialDayRead(Output):
    date: LocalDate = Field(description="The local date.", examples=["2026-10-01"])
    kind: DayKind = Field(description="What makes it special.", examples=["public_holiday"])
    reason: str = Field(description="The holiday's name or the exception's reason.", examples=["国庆节"])
    hours: list[TimeRange] = Field(description="Worked stretches.", examples=[[]])


class ExplanationRead(Output):
    """How a deadline was counted."""

    calendar: str = Field(description="Name of the working calendar.", examples=["Head office"])
    zone: str = Field(description="Its time zone.", examples=["Asia/Shanghai"])
    holiday_country: str | None = Field(description="Whose public holidays hold.", examples=["CN"])
    holiday_subdivision: str | None = Field(description="Those of which part of it too.", examples=[None])
    started_at: datetime = Field(description="When the clock started.", examples=["2026-09-30T02:00:00Z"])
    due_at: datetime | None = Field(
        description="When the time is up; null while a pause holds it.", examples=["2026-10-10T02:00:00Z"]
    )
    amount_seconds: float = Field(description="Working time given.", examples=[86400])
    counted_seconds: float = Field(description="Working time in the counted stretches.", examples=[86400])
    missing_seconds: float = Field(description="What is left to count when the pause ends.", examples=[0])
    counted: list[SpanRead] = Field(description="Each stretch that counted, in order.")
    pauses: list[PauseRead] = Field(description="Time that did not count.")
    special_days: list[SpecialDayRead] = Field(
        description="Dates on the way that holidays, make-up days or exceptions decided."
    )


class MomentRead(Output):
    offset: str = Field(description="As asked.", examples=["-25%"])
    at: datetime | None = Field(description="When; null while a pause holds it.", examples=["2026-10-09T09:00:00Z"])


class ExplainedRead(ExplanationRead):
    moments: list[MomentRead] = Field(description="The moments asked for, in the order asked.")


class DeadlineStepRead(Output):
    number: int = Field(description="Counted from 1 in the order planned.", examples=[1])
    kind: str = Field(description="due_soon, overdue or escalated.", examples=["due_soon"])
    recipient: str = Field(description="Who is told.", examples=["owner"])
    offset: str = Field(description="Distance from the deadline.", examples=["-25%"])
    at: datetime | None = Field(description="When it comes; null when it will not, yet.", examples=[WHEN])
    raised_at: datetime | None = Field(description="When it was told; null until then.", examples=[None])


class DeadlineRead(Output):
    """A deadline as its subject shows it."""

    id: uuid.UUID = Field(description="The deadline.", examples=[ID])
    kind: str = Field(description="What has to be done in time.", examples=["complaint_contact"])
    started_at: datetime = Field(description="When its clock started.", examples=[WHEN])
    amount_minutes: int = Field(description="Working minutes given, pinned at its start.", examples=[480])
    due_at: datetime | None = Field(description="When it is due; null while a pause holds it.", examples=[WHEN])
    paused_since: datetime | None = Field(description="When it was stopped, if it stands.", examples=[None])
    met_at: datetime | None = Field(description="When the work was done.", examples=[None])
    cancelled_at: datetime | None = Field(description="When it stopped being owed.", examples=[None])
    missed: bool | None = Field(description="Whether it was met too late; null until it is met.", examples=[None])
    owner_id: uuid.UUID | None = Field(description="Who owes the work.", examples=[None])
    department_id: uuid.UUID | None = Field(description="The department that owes it.", examples=[None])
    steps: list[DeadlineStepRead] = Field(description="Its reminders and escalations, in order.")
