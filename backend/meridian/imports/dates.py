"""Dates and times as spreadsheets and people write them. Pure."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from meridian.imports.codes import DateOrder
from meridian.places.text import clean, fold

_MONTH_NAMES = """
jan januar january enero janvier
feb februar february febrero fevrier
mar marz march marzo mars
apr april abril avril
may mai mayo
jun juni june junio juin
jul juli july julio juillet
aug august agosto aout
sep sept september septiembre septembre
oct okt oktober october octubre octobre
nov november noviembre novembre
dec dez dezember december diciembre decembre
"""
_MONTHS = {
    name: number for number, names in enumerate(_MONTH_NAMES.strip().splitlines(), start=1) for name in names.split()
}
_NUMBERS = re.compile(r"(\d{1,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,4})\s*日?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?[\s-]*(?P<month>[a-z]{3,10})\.?[\s,-]+(?P<year>\d{4})")
_MONTH_FIRST = re.compile(r"(?P<month>[a-z]{3,10})\.?\s*(?P<day>\d{1,2})(?:st|nd|rd|th)?[\s,-]+(?P<year>\d{4})")
_TIME = re.compile(
    r"(?:(上午|下午)\s*)?(\d{1,2})\s*[:：时h]\s*(\d{2})(?:\s*[:：分]\s*(\d{2})(?:[.,]\d+)?)?\s*秒?\s*([ap]\.?m\.?)?",
    re.IGNORECASE,
)
_OFFSET = re.compile(r"(Z|[+-]\d{2}:?\d{2})$")
_EARLIEST, _LATEST = 1900, 2200


def read_date(text: str, order: DateOrder) -> date | None:
    """The date at the beginning of `text`; the order decides only where the numbers leave it open."""
    text = fold(text)
    if match := _NUMBERS.match(text):
        first, second, third = (int(part) for part in match.groups())
        return _by_order(first, second, third, order)
    if match := _COMPACT.match(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    named = _DAY_FIRST.match(text) or _MONTH_FIRST.match(text)
    if named is None or named["month"] not in _MONTHS:
        return None
    return _date(int(named["year"]), _MONTHS[named["month"]], int(named["day"]))


def _by_order(first: int, second: int, third: int, order: DateOrder) -> date | None:
    if first > 31:
        return _date(first, second, third)
    year = third if third > 99 else 2000 + third
    if order is DateOrder.YMD and third <= 31:
        return _date(2000 + first, second, third)
    if second > 12 or (order is DateOrder.MDY and first <= 12):
        return _date(year, first, second)
    return _date(year, second, first)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if _EARLIEST <= year <= _LATEST else None
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """The time of day in `text`, of 24 hours or of twelve with its half of the day."""
    match = _TIME.search(clean(text))
    if match is None:
        return None
    hour, minute, second = int(match[2]), int(match[3]), int(match[4] or 0)
    half = (match[5] or "").casefold()[:1] or {"上午": "a", "下午": "p"}.get(match[1] or "", "")
    if half and hour <= 12:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def read_instant(text: str, order: DateOrder, zone: str) -> datetime | None:
    """A moment, in UTC: by its own offset, else by the clocks of `zone`; a date alone is its midnight there."""
    text = clean(text)
    day = read_date(text, order)
    if day is None:
        return None
    clock = read_time(text)
    if clock is not None and (offset := _OFFSET.search(text)):
        return _with_offset(datetime.combine(day, clock), offset[1])
    return at(day, clock or time(), zone)


def at(day: date, clock: time, zone: str) -> datetime:
    """The moment, in UTC, at which the clocks of `zone` show it."""
    return datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _with_offset(moment: datetime, offset: str) -> datetime:
    if offset == "Z":
        return moment.replace(tzinfo=UTC)
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    return (moment - timedelta(minutes=minutes if offset[0] == "+" else -minutes)).replace(tzinfo=UTC)


def read_duration(text: str) -> int | None:
    """Seconds, of at most a day."""
    text = clean(text).casefold()
    if re.fullmatch(r"\d+(?:\.0+)?", text):
        seconds = int(text.partition(".")[0])
    elif match := re.fullmatch(r"(?:(\d+):)?(\d{1,3}):(\d{2})", text):
        seconds = int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3])
    else:
        units = re.findall(r"(\d+)\s*(h|小时|时|m|分|s|秒)[a-z钟]*", text)
        if not units:
            return None
        seconds = sum(int(number) * _SECONDS[unit] for number, unit in units)
    return seconds if seconds <= 86_400 else None


_SECONDS = {"h": 3600, "小时": 3600, "时": 3600, "m": 60, "分": 60, "s": 1, "秒": 1}


def order_of(samples: Iterable[str]) -> DateOrder | None:
    """The order that a column's dates can only have; None where they leave it open."""
    for text in samples:
        if match := _NUMBERS.match(clean(text)):
            first, second = int(match[1]), int(match[2])
            if first > 31:
                continue
            if first > 12:
                return DateOrder.DMY
            if second > 12:
                return DateOrder.MDY
    return None
