"""The working clock again, as slowly and plainly as possible: it asks of every single minute whether it is worked."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from meridian.calendars.rules import Hours, WorkingCalendar
from meridian.calendars.working_time import Pause

MINUTE = timedelta(minutes=1)


@cache
def known_holidays(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """(holidays, make-up days) seen by a library object that holds the years around."""
    known = holidays.country_holidays(country, years=range(year - 1, year + 2))
    return frozenset(known), frozenset(known.weekend_workdays)


def hours_of(calendar: WorkingCalendar, on: date) -> tuple[Hours, ...]:
    ordinary = next((day for day in calendar.weekly if day), ())
    hours = calendar.weekly[on.weekday()]
    if calendar.holiday_country:
        off, made_up = known_holidays(calendar.holiday_country, on.year)
        if on in off:
            hours = ()
        if on in made_up:
            hours = ordinary
    for exception in calendar.exceptions:
        if exception.on == on:
            hours = ordinary if exception.hours is None else exception.hours
    return hours


def is_paused(pauses: Sequence[Pause], moment: datetime) -> bool:
    return any(pause.start <= moment and (pause.end is None or moment < pause.end) for pause in pauses)


def worked_minutes(
    calendar: WorkingCalendar, start: datetime, end: datetime, pauses: Sequence[Pause] = ()
) -> Iterator[datetime]:
    """The start of each worked minute between two whole minutes."""
    zone, today = ZoneInfo(calendar.zone), date.min
    hours: tuple[Hours, ...] = ()
    moment = start.astimezone(UTC)
    while moment < end:
        local = moment.astimezone(zone)
        if local.date() != today:
            today = local.date()
            hours = hours_of(calendar, today)
        minute = local.hour * 60 + local.minute
        if any(since <= minute < until for since, until in hours) and not is_paused(pauses, moment):
            yield moment
        moment += MINUTE
