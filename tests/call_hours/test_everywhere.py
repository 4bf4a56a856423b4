"""Calling hours against an independent reading of the wall clock: every zone with a country, every change of clocks.

The oracle walks the minutes: it asks zoneinfo what the wall shows and the holidays library whether the day is one, and
knows nothing of spans. A sample of it is part of `make test`; the whole, ten years long, is a drill.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
import pytest

from meridian.calendars.rules import supported_countries
from meridian.call_hours.rules import call_hours, locality
from meridian.places import tzdb
from meridian.policies.rules import History

HOURS = call_hours(History().at(datetime(2026, 1, 1, tzinfo=UTC)))
ZONES = sorted((zone, country) for country in tzdb._zones_by_country() for zone in tzdb.zones_of(country))
YEARS = range(2020, 2030)
FRIDAY_HALF = {"AE": (time(9), time(12))}
DAYS_OFF: dict[str, set[int]] = {  # spelt out again, Monday = 0
    "AE": {5, 6}, "BN": {4, 6}, "NP": {5},
    **{country: {4} for country in ("AF", "DJ", "IR", "SO")},
    **{country: {4, 5} for country in ("BD", "BH", "DZ", "EG", "IL", "IQ", "JO", "KW", "LY", "MV", "OM", "PS", "QA",
                                       "SA", "SD", "SY", "YE")},
}  # fmt: skip
MINUTE, QUARTER = timedelta(minutes=1), timedelta(minutes=15)


@lru_cache(maxsize=4096)
def festivals(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Public holidays, and days worked in exchange, as the library says."""
    if country not in supported_countries():
        return frozenset(), frozenset()
    known = holidays.country_holidays(country, years=(year - 1, year, year + 1))
    return frozenset(known), frozenset(known.weekend_workdays)


def is_open(zone: str, country: str, moment: datetime) -> bool:
    wall = moment.astimezone(ZoneInfo(zone))
    clock, day = wall.time(), wall.date()
    off, exchanged = festivals(country, day.year)
    ordinary = time(9) <= clock < time(12) or time(14) <= clock < time(17, 30)
    if day in exchanged:
        return ordinary
    if day in off or day.weekday() in DAYS_OFF.get(country, {5, 6}):
        return False
    if country in FRIDAY_HALF and day.weekday() == 4:
        return FRIDAY_HALF[country][0] <= clock < FRIDAY_HALF[country][1]
    return ordinary


def changes(zone: str, year: int) -> Iterator[datetime]:
    """The moments of the year at which the zone's clocks are changed, found by halving."""
    there = ZoneInfo(zone)
    at, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    while at < end:
        following = at + timedelta(days=5)
        if at.astimezone(there).utcoffset() != following.astimezone(there).utcoffset():
            low, high = at, following
            while high - low > MINUTE:
                middle = low + (high - low) // 2
                middle -= timedelta(seconds=middle.second, microseconds=middle.microsecond)
                same = middle.astimezone(there).utcoffset() == at.astimezone(there).utcoffset()
                low, high = (middle, high) if same else (low, middle)
            yield high
        at = following


def agrees(zone: str, country: str, start: datetime, end: datetime, step: timedelta) -> None:
    spans = list(HOURS.windows(locality(zone, country), start, end))
    at, moment = 0, start
    while moment < end:
        while at < len(spans) and spans[at].end <= moment:
            at += 1
        found = at < len(spans) and spans[at].start <= moment
        assert found == is_open(zone, country, moment), f"{zone} ({country}) at {moment.isoformat()}"
        moment += step
    for span in spans:  # each begins and ends where the wall says
        assert is_open(zone, country, span.start)
        assert (
            not is_open(zone, country, span.start - MINUTE)
            or span.start == start
            or any(other.end == span.start for other in spans)
        )


def test_every_zone_with_a_country_for_some_days_and_a_change_of_clocks() -> None:
    chance = random.Random(13)
    assert len(ZONES) > 400
    for zone, country in ZONES:
        year = chance.choice(YEARS)
        start = datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=chance.randrange(360))
        agrees(zone, country, start, start + timedelta(days=2), QUARTER)
        if chance.random() < 0.15:
            for change in changes(zone, year):
                agrees(zone, country, change - timedelta(days=1), change + timedelta(days=1), QUARTER)


@pytest.mark.drill
def test_every_zone_for_ten_years_and_every_change_of_clocks() -> None:
    for zone, country in ZONES:
        for year in YEARS:
            agrees(zone, country, datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC), 4 * QUARTER)
            for change in changes(zone, year):
                agrees(zone, country, change - timedelta(days=2), change + timedelta(days=2), 5 * MINUTE)
