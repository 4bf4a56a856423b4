"""Dates, times and durations as spreadsheets and people write them. Pure.

A cell is understood whole or not at all: what stands behind a time may be a zone or the other half of the day, and
whoever passes over it reads another moment.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from meridian.imports.rules import DateOrder, Unusable
from meridian.kernel.language import msg
from meridian.places import languages
from meridian.places.languages import hour_of_24
from meridian.places.text import clean, fold
from meridian.places.tzdb import canonical_zone

EARLIEST, LATEST = 1900, 2200
_FIRST_MOMENT = datetime(1970, 1, 2, tzinfo=UTC)
"""Before it nobody kept a customer; programs write it where they know no time."""
_YEARS_AHEAD = 20
"""How far a year of two digits may lie ahead where a date may lie ahead at all."""
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民国": 1911, "中华民国": 1911}

_YEAR = r"(?P<year>\d{4}|'?\d{2})"
_SPELT = (
    # 5/3/2024, 2024-03-05, 5. 3. 24
    re.compile(
        r"(?P<first>\d{1,4})\s*(?P<sign>[-/.])\s*(?P<second>\d{1,2})\s*(?P=sign)\s*(?P<third>\d{4}|\d{1,2})(?!\d)\.?(?:\s?г\.)?"
    ),
    # 2024年3月5日, 2024년 3월 5일, 昭和60年3月12日
    re.compile(
        rf"(?P<era>{'|'.join(_ERAS)})?\s*(?P<year>\d{{4}}|\d{{1,3}}|元)\s*[年년]\s*(?P<month>\d{{1,2}})\s*[月월]\s*"
        r"(?P<day>\d{1,2})\s*(?:[日号일]|(?!\d))"
    ),
    # 20240305
    re.compile(r"(?P<year>(?:19|20|21)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?!\d)"),
    # ngày 5 tháng 3 năm 2024
    re.compile(r"(?:ngay )?(?P<day>\d{1,2}) (?:thang|thg) (?P<month>\d{1,2}),? (?:nam )?(?P<year>\d{4})(?!\d)"),
)
_OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d{1,2})(?::?(\d{2}))?(?:\s*\([^()]*\))?")
_CLOCK = (
    re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?"),
    re.compile(r"(\d{1,2})\.(\d{2})(?:\.(\d{2}))?"),
    re.compile(r"(\d{1,2})\s*(?:[点时시h]|uhr)\s*(?:(\d{1,2})\s*(?:min|[分분m])?\s*(?:(\d{1,2})\s*[秒초s]?)?)?"),
    re.compile(r"(\d{2})(\d{2})(\d{2})?(?=$|z|[+-])"),
)
_HALF_PAST = re.compile(r"(\d{1,2})\s*[点时시]\s*半")
_HOUR_ALONE = re.compile(r"(\d{1,2})")


def read_date(text: str, order: DateOrder, today: date, *, past: bool = False) -> date | None:
    """The date in `text`, which may carry a time as well; the order decides only where the numbers leave it open.

    A year of two digits is the one nearest to today, at most 20 years ahead, or none ahead where dates are `past`.
    Raises `Unusable` where a date stands there that cannot be: a wrong weekday, an absurd year.
    """
    found = _read(text, order, today, past)
    return None if found is None else found[0]


def read_time(text: str) -> time | None:
    """The time of day in `text`, of 24 hours or of twelve with its part of the day; nothing else stands there."""
    found = _clock(_folded(text))
    return found[0] if found is not None and found[1] is None else None


def read_instant(text: str, order: DateOrder, zone: str, today: date) -> datetime | None:
    """A past moment in UTC: by its own offset or zone, else by the clocks of `zone`; a date alone is midnight there.

    Raises `Unusable` as `read_date` and `at` do, and for moments before there were such records.
    """
    found = _read(text, order, today, True)
    if found is None:
        return None
    day, clock, where = found
    if isinstance(where, timedelta):
        moment = (datetime.combine(day, clock or time()) - where).replace(tzinfo=UTC)
    elif clock is None:
        moment = datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)
    else:
        moment = at(day, clock, where or zone)
    if moment < _FIRST_MOMENT:
        raise Unusable(
            "absurd_date",
            msg(
                "“{text}” lies before {earliest}: does it stand for no date?",
                text=text.strip()[:40],
                earliest=format(_FIRST_MOMENT, "%Y"),
            ),
        )
    return moment


def at(day: date, clock: time, zone: str) -> datetime:
    """The moment, in UTC, at which the clocks of `zone` show it. Raises `Unusable` where they never do, or do twice."""
    local = datetime.combine(day, clock, tzinfo=ZoneInfo(zone))
    earlier, later = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    if earlier != later:
        shown = f"{local:%Y-%m-%d %H:%M}"
        detail = (
            msg("the clocks of {zone} show {time} twice: write the offset behind it", zone=zone, time=shown)
            if earlier < later
            else msg("the clocks of {zone} never show {time}: write the offset behind it", zone=zone, time=shown)
        )
        raise Unusable("no_such_time", detail)
    return earlier


_Found = tuple[date, time | None, timedelta | str | None]


def _read(text: str, order: DateOrder, today: date, past: bool) -> _Found | None:
    """Date, time of day, and its offset or zone."""
    plain, weekday = _weekday_first(_folded(text))
    for match in _matches(plain):
        rest, behind = _weekday_first(plain[match.end() :])
        weekday = behind if weekday is None else weekday
        clock = _clock(rest) if rest.strip(" .,") else (None, None)
        if clock is None:
            continue
        day = _day(match, order, today, past)
        if day is None:
            continue
        if weekday is not None and day.weekday() != weekday:
            raise Unusable(
                "wrong_weekday",
                msg("“{text}” names another weekday than that of {day}", text=text.strip()[:40], day=day),
            )
        return day, *clock
    return _time_first(plain, weekday, order, today, past)


def _time_first(plain: str, weekday: int | None, order: DateOrder, today: date, past: bool) -> _Found | None:
    """`15:30 05.03.2024`."""
    match = re.match(r"(\d{1,2}:\d{2}(?::\d{2})?)(?:\s*([ap])\.?\s?m\.?)?,?\s+(?=\S)", plain)
    if match is None:
        return None
    clock = _clock(match[0].strip(" ,"))
    rest, named = _weekday_first(plain[match.end() :])
    for dated in _matches(rest):
        left, behind = _weekday_first(rest[dated.end() :])
        weekday = next((each for each in (weekday, named, behind) if each is not None), None)
        day = _day(dated, order, today, past) if not left.strip(" .") else None
        if clock is not None and day is not None and weekday in (None, day.weekday()):
            return day, *clock
    return None


def _folded(text: str) -> str:
    """In lower case, without accents, with plain digits and single blanks."""
    folded = fold(text)
    if not folded.isascii():
        folded = "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in folded)
        folded = folded.replace("−", "-").replace("–", "-")
    return " ".join(folded.split())


def _matches(plain: str) -> Iterable[re.Match[str]]:
    return (match for pattern in (*_SPELT, *_named()) if (match := pattern.match(plain)) is not None)


@lru_cache(maxsize=1)
def _named() -> tuple[re.Pattern[str], ...]:
    names = "|".join(map(re.escape, sorted(languages.months(), key=len, reverse=True)))
    month = rf"(?P<name>{names})(?![^\W\d_])\.?"
    day = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|re|º|ª|o|a)?(?![^\W_])"
    of = r"[-/., ]*(?:(?:de|del|di|of|d'|d’|ב)\s?)?"
    year = r"(?P<year>\d{4}|'?\d{2})(?!\d)(?:\s?(?:г\.?|года|р\.?|року|r\.?|m\.|god\.?|\.)(?![^\W\d_]))?"
    return (
        re.compile(rf"{day}{of}{month}{of}{year}"),
        re.compile(rf"{month}[-/. ]*{day}[-/., ]+{year}"),
        re.compile(rf"(?P<year>\d{{4}})[-/. ]*(?:m\. )?{month}[-/. ]*(?P<day>\d{{1,2}})(?!\d)\.?(?: d\.)?"),
    )


def _day(match: re.Match[str], order: DateOrder, today: date, past: bool) -> date | None:
    found = match.groupdict()
    if "first" in found:
        return _by_order(found["first"], found["second"], found["third"], order, today, past)
    month = languages.months()[found["name"]] if "name" in found else int(found["month"])
    day = int(found["day"])
    if found.get("era"):
        return _date(_ERAS[found["era"]] + (1 if found["year"] == "元" else int(found["year"])), month, day)
    if len(year := found["year"].lstrip("'")) == 4:
        return _date(int(year), month, day)
    return _short(year, month, day, today, past) if year.isdigit() else None


def _by_order(first: str, second: str, third: str, order: DateOrder, today: date, past: bool) -> date | None:
    """Three numbers: a year of four digits, or one above 31, shows where the year stands, else the order says it."""
    if len(first) == 4:
        return _date(int(first), int(second), int(third)) if len(third) <= 2 else None
    if len(first) == 3:
        return None
    if len(third) == 4 or int(third) > 31 or (order is not DateOrder.YMD and int(first) <= 31):
        one, two = int(first), int(second)
        if order is DateOrder.MDY and one > 12 and len(third) == 2 and int(third) <= 31:
            return None  # day or year first: the order that was chosen does not say
        if two > 12 >= one or (order is DateOrder.MDY and one <= 12):
            one, two = two, one
        elif order is DateOrder.YMD and one <= 12 and one != two:
            return None  # day or month first: the order that was chosen does not say
        return _date(int(third), two, one) if len(third) == 4 else _short(third, two, one, today, past)
    return _short(first, int(second), int(third), today, past)


def _short(year: str, month: int, day: int, today: date, past: bool) -> date | None:
    """A date whose year has two digits, written so."""
    if len(year) != 2:
        return None
    last = today.year if past else today.year + _YEARS_AHEAD
    whole = last - (last - int(year)) % 100
    found = _date(whole, month, day)
    return _date(whole - 100, month, day) if past and found is not None and found > today else found


def _date(year: int, month: int, day: int) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    if not EARLIEST <= year <= LATEST:
        raise Unusable(
            "absurd_date",
            msg("{found} lies beyond the years {earliest} to {latest}", found=found, earliest=EARLIEST, latest=LATEST),
        )
    return found


def _weekday_first(plain: str) -> tuple[str, int | None]:
    """The text without the name of a weekday at its beginning, and that weekday.

    Behind a time the same letters are a zone: `CET` is Thursday in Ljubljana.
    """
    found = _weekday_pattern().match(plain)
    if found is None:
        return plain, None
    return plain[found.end() :].lstrip(), languages.weekdays()[found["name"]]


@lru_cache(maxsize=1)
def _weekday_pattern() -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(languages.weekdays(), key=len, reverse=True)))
    return re.compile(rf"[\s,]*\(?(?P<name>{names})(?![^\W\d_])\)?[.,]*(?=\s|$|\d)")


def _clock(text: str) -> tuple[time | None, timedelta | str | None] | None:
    """What stands behind a date: a time of day and where it is kept; None when it is anything else."""
    text = re.sub(r"^(?:t(?=\d)|[\s,;،]*(?:- )?(?:(?:um|at|a las|as|a|kl|klo|в|о|alle|om)\b\.?\s*)?)", "", text).strip()
    hours, text = _part_before(text)
    for pattern in (_HALF_PAST, *_CLOCK, _HOUR_ALONE):
        match = pattern.match(text)
        if match is None:
            continue
        parts = [
            30 if pattern is _HALF_PAST and at else int(part or 0) for at, part in enumerate((*match.groups(), None))
        ]
        behind, rest = _part_behind(text[match.end() :])
        hours = hours or behind
        if pattern is _HOUR_ALONE and hours is None:
            return None
        where = _where(rest)
        hour = parts[0] if hours is None else hour_of_24(parts[0], hours)
        if where is not None and hour is not None:
            return _time(hour, *parts[1:3], fraction=match[4] if match.re is _CLOCK[0] else None, where=where[0])
    return None


def _time(
    hour: int, minute: int = 0, second: int = 0, *, fraction: str | None, where: timedelta | str | None
) -> tuple[time, timedelta | str | None] | None:
    try:
        return time(hour, minute, second, int((fraction or "0")[:6].ljust(6, "0"))), where
    except ValueError:
        return None


def _part_before(text: str) -> tuple[range | None, str]:
    match = re.match(r"(?:[^\W\d_]\.?\s?){2,}(?=\d)", text)
    return _part(match[0], text) if match else (None, text)


def _part_behind(text: str) -> tuple[range | None, str]:
    text = re.sub(r"^\s*(?:uhr|hrs?|hours|ч|h)(?![^\W\d_])\.?", "", text).strip()
    match = re.match(r"(?:[^\W\d_]+[.״]?\s?){1,4}(?=$|[\s+(\[-])?", text)
    while match:
        hours, rest = _part(match[0], text)
        if hours is not None:
            return hours, rest
        match = re.match(r"\S+", text) if match[0] != text.split()[0] else None
    return None, text


def _part(words: str, text: str) -> tuple[range | None, str]:
    hours = languages.parts_of_the_day().get(re.sub(r"[\s.]", "", words))
    return (None, text) if hours is None else (hours, text[len(words) :].strip())


def _where(text: str) -> tuple[timedelta | str | None] | None:
    """The offset or zone that is all of `text`; (None,) when it is blank, None when it is something else."""
    text = text.strip(" .,")
    if not text:
        return (None,)
    if text in ("z", "utc", "gmt"):
        return (timedelta(),)
    if match := _OFFSET.fullmatch(text.replace(" ", "", 1) if text[:3] in ("utc", "gmt") else text):
        hours, minutes = int(match[2]), int(match[3] or 0)
        offset = timedelta(hours=hours, minutes=minutes)
        return (offset if match[1] == "+" else -offset,) if hours <= 14 and minutes < 60 else None
    zone = canonical_zone(text.strip("[]"))
    return None if zone is None else (zone,)


def read_duration(text: str) -> int | None:
    """Seconds, of at most a day: a plain number, `3:25`, `1:03:25`, `3 min 25 s`, `3分25秒`, `1.5 h`."""
    text = _folded(text)
    if re.fullmatch(r"\d+(?:\.0+)?", text):
        seconds: float = int(text.partition(".")[0])
    elif match := re.fullmatch(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)(?:\.0+)?", text):
        if match[1] and int(match[2]) > 59:
            return None
        seconds = int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3])
    elif match := _IN_UNITS.fullmatch(text):
        seconds = sum(
            float((part or "0").replace(",", ".")) * size
            for part, size in zip(match.groups(), (3600, 60, 1), strict=True)
        )
    else:
        return None
    return round(seconds) if text and seconds <= 86_400 else None


_COUNT = r"(\d+(?:[.,]\d+)?)\s*"
_IN_UNITS = re.compile(
    rf"(?=.)(?:{_COUNT}(?:h|hrs?|hours?|std|stunden?|小时|时|时间|시간|ч|час(?:а|ов)?)\.?,?\s*)?"
    rf"(?:{_COUNT}(?:m|mins?|minutes?|minuten?|minutos?|分|分钟|분|мин|')\.?,?\s*)?"
    rf"(?:{_COUNT}(?:s|secs?|seconds?|sek|sekunden?|segundos?|secondes?|秒|초|сек|с|\")\.?)?"
)
_NUMBERS = re.compile(r"(\d{1,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,4})\s*日?")


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
