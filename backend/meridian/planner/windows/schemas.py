"""Callable windows and the world clock as clients read them."""

import uuid
from datetime import date, datetime

from pydantic import Field

from meridian.calendars.schemas import WeekHours
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Line
from meridian.planner.windows.rules import Closing, Uncallable
from meridian.plans.schemas import CallTimeRead

LocalDate = date
ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T12:00:00Z"


class InBothLanguages(Output):
    """The same words in each language."""

    en: str = Field(description="English.", examples=["closed: New Year’s Day; opens Tue 09:00 Lima = 22:00 Shanghai"])
    zh: str = Field(description="Chinese.", examples=["不可拨打：元旦；周二 09:00 利马 = 22:00 上海 起可拨打"])


class CallableWindow(Output):
    """A stretch in which they may be called."""

    starts_at: datetime = Field(description="From then on.", examples=[WHEN])
    ends_at: datetime = Field(description="Until then.", examples=["2026-03-10T15:00:00Z"])
    local_start: str = Field(description="Its start by their wall clock.", examples=["2026-03-10T09:00"])
    local_end: str = Field(description="Its end by their wall clock.", examples=["2026-03-10T12:00"])
    your_start: str = Field(description="Its start by your wall clock.", examples=["2026-03-10T20:00"])
    your_end: str = Field(description="Its end by your wall clock.", examples=["2026-03-10T23:00"])


class ClosedDayRead(Output):
    """A date of theirs without a window."""

    date: LocalDate = Field(description="The local date.", examples=["2026-12-25"])
    closed: Closing = Field(
        description="Why: not the hour any more, a day off, a public holiday, hours of their own, attempts of the day "
        "used up, the gap after a call nobody answered.",
        examples=["holiday"],
    )
    holiday: InBothLanguages | None = Field(description="The public holiday, where it is one.", examples=[None])


class AnsweredHour(Output):
    """Calls to them in one hour of their day, over half a year."""

    hour: int = Field(description="The hour by their wall clock, 0 to 23.", examples=[9])
    calls: int = Field(description="Calls made in it.", examples=[14])
    answered: int = Field(description="Those somebody answered.", examples=[10])
    usual: bool = Field(description="They answer more often in it than over the day.", examples=[True])


class CallableWindows(Output):
    """When a customer or a person there may be called, and why not at other times (OT-10)."""

    customer_id: uuid.UUID = Field(description="The customer.", examples=[ID])
    contact_id: uuid.UUID | None = Field(description="The person there, where one was asked for.", examples=[None])
    zones: list[str] = Field(
        description="The IANA zones they may live by; where there are several, only what is open in all of them is a "
        "window. The wall clock is the first one's.",
        examples=[["America/Sao_Paulo"]],
    )
    your_zone: str = Field(description="The zone of your wall clock.", examples=["Asia/Shanghai"])
    callable_now: bool | None = Field(description="They may be called now; null while their time is unknown.")
    explanation: InBothLanguages = Field(description="Why, and until or from when, by both clocks.")
    never: Uncallable | None = Field(
        description="Why there is no window at all: they refuse calls, are archived, or nobody knows their time zone.",
        examples=[None],
    )
    windows: list[CallableWindow] = Field(description="Each stretch of the range, in order.")
    closed_days: list[ClosedDayRead] = Field(description="Dates of theirs in the range without a window.")
    own_hours: WeekHours | None = Field(
        description="Hours they asked for by their wall clock, which narrow policy's.", examples=[None]
    )
    attempts_today: int = Field(description="Calls to them today that reached nobody.", examples=[1])
    attempts_per_day: int = Field(description="How many of those policy allows on one day.", examples=[2])
    not_before: datetime | None = Field(
        description="When the gap after a call nobody answered is over.", examples=[None]
    )
    answered_hours: list[AnsweredHour] = Field(description="At which hours they answered calls.")


class WorldClockZone(Output):
    """Customers of a queue who live by one clock."""

    zone: str | None = Field(
        description="The IANA zone; null for those whose zone is not known for sure.", examples=["Europe/Berlin"]
    )
    name: InBothLanguages | None = Field(description="The zone's city.")
    local_time: str | None = Field(description="Their wall clock.", examples=["2026-03-10T03:00"])
    hours_from_you: float | None = Field(description="Hours by which their clock is ahead of yours.", examples=[-7])
    customers: int = Field(description="Customers who wait there.", examples=[12])
    open: int = Field(description="Those of them who may be called now.", examples=[0])
    opens_at: datetime | None = Field(description="When the first of the others may be.", examples=[WHEN])
    closes_at: datetime | None = Field(description="Until when the last of those open may be.", examples=[None])
    holidays: InBothLanguages | None = Field(description="Public holidays there now.", examples=[None])
    explanation: InBothLanguages = Field(description="What the clock says, by both clocks.")


class WorldClock(Output):
    """The clocks of a queue, those with somebody to call now first, then by when they open."""

    owner_id: uuid.UUID = Field(description="Whose queue.", examples=[ID])
    due_by: datetime = Field(description="Customers owed a contact by then are counted.", examples=[WHEN])
    at: datetime = Field(description="The moment this holds for.", examples=[WHEN])
    your_zone: str = Field(description="The zone of your wall clock.", examples=["Asia/Shanghai"])
    zones: list[WorldClockZone] = Field(description="Zone by zone.")


# Hours that customers asked for.


class CustomerCallTime(Output):
    """One customer's time, and whether they may be called now."""

    customer_id: uuid.UUID = Field(description="The customer.", examples=[ID])
    call_time: CallTimeRead = Field(description="Their time, and whether they may be called now.")


class CallTimes(Output):
    """Whether some customers may be called now, in the order of the question."""

    items: list[CustomerCallTime] = Field(description="Those of them you see.")


class OwnHoursPut(Input):
    """Hours in which somebody asked to be called; what they asked before is replaced."""

    contact_id: uuid.UUID | None = Field(default=None, description="The person there; else all of it.", examples=[ID])
    weekly: WeekHours | None = Field(
        description="By their wall clock; null: policy's calling hours alone.",
        examples=[{"tuesday": [{"start": "09:00", "end": "10:30"}]}],
    )
    note: Line | None = Field(default=None, description="What else they said.", examples=["Uncallable before ten"])


class OwnHoursRead(Output):
    customer_id: uuid.UUID = Field(description="The customer.", examples=[ID])
    contact_id: uuid.UUID | None = Field(description="The person there, if it is one's.", examples=[None])
    weekly: WeekHours | None = Field(description="By their wall clock; null: nothing was asked for.")
    note: str | None = Field(description="What else they said.", examples=["Uncallable before ten"])
