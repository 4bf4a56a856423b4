"""Working calendars and their days as they travel."""

import uuid
from datetime import date, datetime
from typing import Annotated, Self

from pydantic import MISSING, AfterValidator, Field, StringConstraints, model_validator

from meridian.calendars.rules import DayKind, clock_minutes, supported_countries, zones
from meridian.kernel.language import msg
from meridian.kernel.masking import Output
from meridian.kernel.schemas import CountryCode, Day, Input, Line
from meridian.policies.value_types import refuse

LocalDate = date  # a field named `date` would hide the type
ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"
DAY = [{"start": "09:00", "end": "12:00"}, {"start": "13:00", "end": "18:00"}]
WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), DAY)
TRIP = {"date": "2026-12-31", "hours": [], "reason": "Company trip"}


def _known_zone(zone: str) -> str:
    if zone not in zones():
        raise ValueError(msg("must be an IANA time zone such as {example}", example="Asia/Shanghai"))
    return zone


def _known_country(country: str) -> str:
    if country not in supported_countries():
        raise ValueError(msg("no public holidays are known for this country"))
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
            refuse((("end",), "order", msg("must be later than the start; work over midnight is written as two days")))
        return self


def _apart(ranges: list[TimeRange]) -> list[TimeRange]:
    overlaps = [n for n in range(1, len(ranges)) if clock_minutes(ranges[n].start) < clock_minutes(ranges[n - 1].end)]
    if overlaps:
        refuse(*(((n, "start"), "order", msg("must not be earlier than the end of the one before")) for n in overlaps))
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
            raise ValueError(msg("a working calendar works on some weekday"))
        return self


class ExceptionDay(Input):
    """One date unlike the others: a day off, or one worked although the week or a holiday says no."""

    date: Day = Field(description="The local date.", examples=["2026-12-31"])
    hours: DayHours | None = Field(
        description="What is worked: an empty list is a day off, null the hours of an ordinary working day.",
        examples=[[]],
    )
    reason: Line = Field(description="Why.", examples=["Company trip"])


def _once_each(days: list[ExceptionDay]) -> list[ExceptionDay]:
    seen = [day.date for day in days]
    twice = [n for n, day in enumerate(days) if day.date in seen[:n]]
    if twice:
        refuse(*(((n, "date"), "duplicate", msg("is named already")) for n in twice))
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
HolidaySubdivision = Annotated[
    Annotated[str, StringConstraints(max_length=30)] | None,
    Field(
        description="The part of that country whose own holidays hold as well, as ISO 3166-2 codes it without the "
        "country (`BY`, `ENG`, `NSW`); null for the national ones alone.",
        examples=["BY"],
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
    holiday_subdivision: HolidaySubdivision = None
    exceptions: Exceptions = []


class CalendarUpdate(Input):
    """Fields left out stay."""

    name: Name | MISSING = MISSING
    zone: Zone | MISSING = MISSING
    weekly: Week | MISSING = MISSING
    holiday_country: HolidayCountry | MISSING = MISSING
    holiday_subdivision: HolidaySubdivision | MISSING = MISSING
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
    holiday_subdivision: str | None = Field(description="Those of which part of it too.", examples=[None])
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
