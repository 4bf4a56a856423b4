"""Rosters as they travel."""

import uuid
from datetime import date, datetime
from typing import Annotated

from pydantic import MISSING, AfterValidator, Field

from meridian.calendars.schemas import DayHours, TimeRange, WeekHours
from meridian.customers.fields import Languages
from meridian.kernel.language import msg
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Day, Input, Line
from meridian.planner.rosters.rules import DutyKind, ExceptionKind
from meridian.policies.value_types import refuse

LocalDate = date
ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"
EVENING = [{"start": "13:00", "end": "18:00"}, {"start": "19:00", "end": "22:00"}]
WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), EVENING)
LEAVE = {"date": "2026-12-03", "hours": [], "kind": "leave", "reason": "Annual leave"}


class RosterException(Input):
    """One date unlike the others."""

    date: Day = Field(description="The person's local date.", examples=["2026-12-03"])
    hours: DayHours = Field(default=[], description="What is worked that day; empty: nothing.", examples=[[]])
    kind: ExceptionKind = Field(description="What it is.", examples=["leave"])
    reason: Line | None = Field(default=None, description="More of it.", examples=["Annual leave"])


def _once_each(days: list[RosterException]) -> list[RosterException]:
    seen = [day.date for day in days]
    twice = [n for n, day in enumerate(days) if day.date in seen[:n]]
    if twice:
        refuse(*(((n, "date"), "duplicate", msg("is named already")) for n in twice))
    return sorted(days, key=lambda day: day.date)


Week = Annotated[
    WeekHours,
    Field(description="The usual week by the person's wall clock; replaced as a whole.", examples=[WEEK]),
]
Exceptions = Annotated[
    list[RosterException],
    Field(max_length=400, description="Dates that differ, each once; replaced as a whole.", examples=[[LEAVE]]),
    AfterValidator(_once_each),
]
KeepsHolidays = Annotated[
    bool,
    Field(description="The department's public holidays and days off are free, unless an exception differs."),
]
Note = Annotated[Line | None, Field(description="What else there is to know.", examples=["Evenings for Brazil"])]


class RosterCreate(Input):
    user_id: uuid.UUID = Field(description="Whose roster.", examples=[ID])
    weekly: Week
    exceptions: Exceptions = []
    keeps_holidays: KeepsHolidays = True
    languages: Languages = []
    note: Note = None


class RosterUpdate(Input):
    """Fields left out stay; the week, the exceptions and the languages are replaced."""

    weekly: Week | MISSING = MISSING
    exceptions: Exceptions | MISSING = MISSING
    keeps_holidays: KeepsHolidays | MISSING = MISSING
    languages: Languages | MISSING = MISSING
    note: Note | MISSING = MISSING


class RosterRead(Output):
    """When a person works."""

    id: uuid.UUID = Field(description="The roster.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    user_id: uuid.UUID = Field(description="Whose it is.", examples=[ID])
    user_name: str = Field(description="That person's name.", examples=["王芳"])
    zone: str = Field(description="The zone of their wall clock.", examples=["Asia/Shanghai"])
    weekly: Week
    exceptions: Exceptions
    keeps_holidays: KeepsHolidays
    languages: Languages
    note: Note
    writable: bool = Field(description="You may change it.", examples=[True])
    created_at: datetime = Field(description="When it was made.", examples=[WHEN])
    updated_at: datetime = Field(description="When it last changed.", examples=[WHEN])


class DutyDay(Output):
    date: LocalDate = Field(description="The person's local date.", examples=["2026-12-01"])
    kind: DutyKind = Field(description="What they do.", examples=["shift"])
    hours: list[TimeRange] = Field(description="The hours worked, by their wall clock.", examples=[EVENING])
    minutes: int = Field(description="Minutes of them.", examples=[480])
    reason: str = Field(description="The holiday's name or the exception's reason, else empty.", examples=[""])


class PersonDuty(Output):
    """A person's days."""

    user_id: uuid.UUID = Field(description="The person.", examples=[ID])
    user_name: str = Field(description="Their name.", examples=["王芳"])
    team_id: uuid.UUID | None = Field(description="Their team.", examples=[ID])
    team_name: str | None = Field(description="Its name.", examples=["Europe"])
    zone: str = Field(description="The zone of their wall clock.", examples=["Asia/Shanghai"])
    roster_id: uuid.UUID | None = Field(
        description="Their roster; null for who works by the department's hours.", examples=[ID]
    )
    languages: list[str] = Field(description="In which they can call.", examples=[["zh", "en"]])
    writable: bool = Field(description="You may change their roster.", examples=[True])
    days: list[DutyDay] = Field(description="Day by day, in order.")


class DutyGrid(Output):
    first: LocalDate = Field(description="The first date.", examples=["2026-11-30"])
    last: LocalDate = Field(description="The last one.", examples=["2026-12-13"])
    people: list[PersonDuty] = Field(description="Person by person, by team and name.")
