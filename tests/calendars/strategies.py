"""Random calendars, and moments where calendars are hard: around clock changes, New Year and holidays."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import strategies as st

from meridian.calendars.rules import DayException, Hours, WorkingCalendar

ZONES = sorted(available_timezones())
FIRST, LAST = datetime(2009, 1, 1, tzinfo=UTC), datetime(2028, 12, 1, tzinfo=UTC)
HARD_ZONES = [
    "America/St_Johns",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Asia/Beirut",
    "America/Havana",
]
EDGES = [0, 1, 60, 119, 120, 121, 180, 540, 720, 810, 1080, 1380, 1439, 1440]


@cache
def clock_changes(zone: str) -> list[datetime]:
    """UTC days during which the zone's offset changes, found week by week and then day by day."""
    info, day, changes = ZoneInfo(zone), timedelta(days=1), []
    for number in range(0, (LAST - FIRST).days, 7):
        week = FIRST + number * day
        if week.astimezone(info).utcoffset() != (week + 7 * day).astimezone(info).utcoffset():
            days = [week + n * day for n in range(7)]
            changes += [d for d in days if d.astimezone(info).utcoffset() != (d + day).astimezone(info).utcoffset()]
    return changes


@st.composite
def day_hours(draw: st.DrawFn) -> tuple[Hours, ...]:
    edges = sorted(draw(st.sets(st.one_of(st.sampled_from(EDGES), st.integers(0, 1440)), max_size=6)))
    return tuple(Hours(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def moments(draw: st.DrawFn, zone: str) -> datetime:
    """A whole minute; often within two days of a clock change."""
    changes = clock_changes(zone)
    near: bool = draw(st.booleans())
    if changes and near:
        return draw(st.sampled_from(changes)) + timedelta(minutes=draw(st.integers(-1440, 1440)))
    return FIRST + timedelta(minutes=draw(st.integers(0, (LAST - FIRST) // timedelta(minutes=1))))


@st.composite
def calendars_and_starts(draw: st.DrawFn) -> tuple[WorkingCalendar, datetime]:
    """A random calendar with exceptions near the moment it is tried at."""
    zone = draw(st.one_of(st.sampled_from(ZONES), st.sampled_from(HARD_ZONES)))
    start = draw(moments(zone))
    near: list[date] = draw(
        st.lists(st.integers(-2, 8).map(lambda n: (start + timedelta(days=n)).date()), unique=True, max_size=3)
    )
    calendar = WorkingCalendar(
        zone=zone,
        weekly=tuple(draw(st.lists(day_hours(), min_size=7, max_size=7))),
        holiday_country=draw(st.sampled_from([None, "CN", "US", "HU", "SA"])),
        exceptions=tuple(DayException(on, draw(st.none() | day_hours())) for on in near),
    )
    return calendar, start
