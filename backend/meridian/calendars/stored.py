"""How a working calendar is kept and sent as JSON, read into what the clock counts with."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from meridian.calendars.hours import WEEKDAYS, Hours, clock_minutes
from meridian.calendars.rules import DayException, WorkingCalendar


class StoredCalendar(Protocol):
    """weekly: weekday → stretches `{start, end}`. exceptions: `{date, hours, reason}`, hours null: an ordinary day."""

    @property
    def name(self) -> str: ...
    @property
    def zone(self) -> str: ...
    @property
    def weekly(self) -> Mapping[str, Any]: ...
    @property
    def holiday_country(self) -> str | None: ...
    @property
    def exceptions(self) -> Sequence[Any]: ...


def working_calendar(stored: StoredCalendar) -> WorkingCalendar:
    """The calendar to count with."""
    return WorkingCalendar(
        name=stored.name,
        zone=stored.zone,
        weekly=tuple(_stretches(stored.weekly.get(weekday, ())) for weekday in WEEKDAYS),
        holiday_country=stored.holiday_country,
        exceptions=tuple(
            DayException(
                on=date.fromisoformat(exception["date"]),
                hours=None if exception["hours"] is None else _stretches(exception["hours"]),
                reason=exception["reason"],
            )
            for exception in stored.exceptions
        ),
    )


def _stretches(stored: Sequence[Mapping[str, str]]) -> tuple[Hours, ...]:
    return tuple(Hours(clock_minutes(stretch["start"]), clock_minutes(stretch["end"])) for stretch in stored)
