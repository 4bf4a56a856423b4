"""Working calendars, their days and explained deadlines as they travel."""

import uuid
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import MISSING, AfterValidator, Field, StringConstraints, model_validator

from meridian.calendars.hours import clock_minutes
from meridian.calendars.public_holidays import supported_countries
from meridian.calendars.rules import DayKind, zones
from meridian.calendars.steps import Offset
from meridian.kernel.schemas import CountryCode, Input, Instant, Line, Output
from meridian.policies.checks import refuse

LocalDate = date  # a field named `date` would hide the type
ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"
DAY = [{"start": "09:00", "end": "12:00"}, {"start": "13:00", "end": "18:00"}]
WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), DAY)
TRIP = {"date": "2026-12-31", "hours": [], "reason": "Company trip"}


def _known_zone(zone: str) -> str:
    if zone not in zones():
        raise ValueError("must be an IANA time zone such as Asia/Shanghai")
    return zone


def _known_country(country: str) -> str:
    if country not in supported_countries():
        raise ValueError("no public holidays are known for this country")
    return country


class TimeRange(Input):
    """A stretch of local wall time on one date."""

    start: Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = Field(
        description="First minute.", examples=["09:00"]
    )
    end: Annotated[str, StringConstraints(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")] = Field(
        description="First minute after it, at most 24:00.", examples=["12:00"]
    )

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if clock_minutes(self.end) <= clock_minutes(self.start):
            refuse((("end",), "order", "must be later than the start; work over midnight is written as two days"))
        return self


def _apart(ranges: list[TimeRange]) -> list[TimeRange]:
    overlaps = [n for n in range(1, len(ranges)) if clock_minutes(ranges[n].start) < clock_minutes(ranges[n - 1].end)]
    if overlaps:
        refuse(*(((n, "start"), "order", "must not be earlier than the end of the one before") for n in overlaps))
    return ranges


DayHours = Annotated[list[TimeRange], Field(max_length=12), AfterValidator(_apart)]


class WeekHours(Input):
    """Hours of each weekday in order, the gaps between them being breaks; a weekday left out is free."""

    monday: DayHours = Field(default=[], description="Monday's hours.", examples=[DAY])
    tuesday: DayHours = Field(default=[], description="Tuesday's hours.", examples=[DAY])
    wednesday: DayHours = Field(default=[], description="Wednesday's hours.", examples=[DAY])
    thursday: DayHours = Field(default=[], description="Thursday's hours.", examples=[DAY])
    friday: DayHours = Field(default=[], description="Friday's hours.", examples=[DAY])
    saturday: DayHours = Field(default=[], description="Saturday's hours.", examples=[[]])
    sunday: DayHours = Field(default=[], description="Sunday's hours.", examples=[[]])

    @model_validator(mode="after")
    def _somewhen(self) -> Self:
        if not any(getattr(self, name) for name in type(self).model_fields):
            raise ValueError("a working calendar works on some weekday")
        return self


class ExceptionDay(Input):
    """One date unlike the others: a day off, or one worked although the week or a holiday says no."""

    date: LocalDate = Field(description="The local date.", examples=["2026-12-31"])
    hours: DayHours | None = Field(
        description="What is worked: an empty list is a day off, null the hours of an ordinary working day.",
        examples=[[]],
    )
    reason: Line = Field(description="Why.", examples=["Company trip"])


def _once_each(days: list[ExceptionDay]) -> list[ExceptionDay]:
    seen = [day.date for day in days]
    twice = [n for n, day in enumerate(days) if day.date in seen[:n]]
    if twice:
        refuse(*(((n, "date"), "duplicate", "is named already") for n in twice))
    return sorted(days, key=lambda day: day.date)


Name = Annotated[Line, Field(description="What people call it.", examples=["Head office"])]
Zone = Annotated[
    str,
    StringConstraints(max_length=100),
    AfterValidator(_known_zone),
    Field(description="IANA time zone the hours are meant in.", examples=["Asia/Shanghai"]),
]
Week = Annotated[WeekHours, Field(description="The ordinary week; replaced as a whole.", examples=[WEEK])]
HolidayCountry = Annotated[
    Annotated[CountryCode, AfterValidator(_known_country)] | None,
    Field(
        description="ISO 3166 code of the country whose public holidays and make-up working days hold; null for none.",
        examples=["CN"],
    ),
]
Exceptions = Annotated[
    list[ExceptionDay],
    Field(
        max_length=1000, description="The company's own days, each date once; replaced as a whole.", examples=[[TRIP]]
    ),
    AfterValidator(_once_each),
]


class CalendarCreate(Input):
    """A department's own calendar."""

    department_id: uuid.UUID = Field(description="The department that works by it.", examples=[ID])
    name: Name
    zone: Zone
    weekly: Week
    holiday_country: HolidayCountry = None
    exceptions: Exceptions = []


class CalendarUpdate(Input):
    """Fields left out stay."""

    name: Name | MISSING = MISSING
    zone: Zone | MISSING = MISSING
    weekly: Week | MISSING = MISSING
    holiday_country: HolidayCountry | MISSING = MISSING
    exceptions: Exceptions | MISSING = MISSING


class CalendarRead(Output):
    id: uuid.UUID = Field(description="The calendar.", examples=[ID])
    version: int = Field(description="Grows with each change; the ETag.", examples=[1])
    department_id: uuid.UUID | None = Field(
        description="The department that works by it; null for the company's, which serves all without their own.",
        examples=[None],
    )
    name: str = Field(description="What people call it.", examples=["Head office"])
    zone: str = Field(description="IANA time zone the hours are meant in.", examples=["Asia/Shanghai"])
    weekly: WeekHours = Field(description="The ordinary week.", examples=[WEEK])
    holiday_country: str | None = Field(description="Whose public holidays hold.", examples=["CN"])
    exceptions: list[ExceptionDay] = Field(description="The company's own days, by date.", examples=[[TRIP]])
    day_minutes: int = Field(description="Working minutes that one working day of policy stands for.", examples=[480])
    created_at: datetime = Field(description="When it was made.", examples=[WHEN])
    updated_at: datetime = Field(description="When it last changed.", examples=[WHEN])


class DayRead(Output):
    date: LocalDate = Field(description="The local date.", examples=["2026-10-10"])
    kind: DayKind = Field(description="Why it is worked or not.", examples=["make_up"])
    reason: str = Field(description="The holiday's name or the exception's reason, else empty.", examples=[""])
    hours: list[TimeRange] = Field(description="Worked stretches.", examples=[DAY])
    minutes: int = Field(description="Working minutes of that date in real time; clock changes count.", examples=[480])


class CalendarDays(Output):
    calendar_id: uuid.UUID = Field(description="The calendar.", examples=[ID])
    zone: str = Field(description="Whose dates these are.", examples=["Asia/Shanghai"])
    items: list[DayRead] = Field(description="Day by day, in order.")
    minutes: int = Field(description="Working minutes of all these days.", examples=[480])


class PauseWanted(Input):
    start: Instant = Field(description="When the clock stops.", examples=["2026-10-08T02:00:00Z"])
    end: Instant | None = Field(
        default=None, description="When it runs on; null while it still stands.", examples=["2026-10-09T02:00:00Z"]
    )

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.end is not None and self.end < self.start:
            refuse((("end",), "order", "must not be earlier than the start"))
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
