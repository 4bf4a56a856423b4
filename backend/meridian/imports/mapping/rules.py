"""Dates, times and amounts as people write them, and which field each column probably is. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from meridian.imports import numerals
from meridian.imports.mapping.fields import CUSTOM
from meridian.imports.numerals import DecimalSign, Lone
from meridian.imports.rules import DateOrder, ImportKind, Unusable
from meridian.places import calendar_words
from meridian.places.calendar_words import hour_of_24
from meridian.places.countries import country, currency_label, is_currency, minor_digits, resolve_country, tender
from meridian.places.domains import parse_email, website_host
from meridian.places.languages import resolve_language
from meridian.places.phones import parse_phones
from meridian.places.text import clean, fold, word_set
from meridian.places.tzdb import canonical_zone
from meridian.sheets.headings import Glossary, customer_glossary, key_of, record_glossary
from meridian.sheets.rules import Column

_NOTHING = frozenset({"", "-", "--", "---", "—", "/", "?", "n/a", "#n/a", "null", "nil", "无", "暂无", "未知", "空"})


def is_blank(text: str) -> bool:
    """Whether the cell holds nothing, in whatever words."""
    return not text or text.isspace() or text.strip().casefold() in _NOTHING


# Dates, times and durations as spreadsheets and people write them. Pure.
#
# A cell is understood whole or not at all: what stands behind a time may be a zone or the other half of the day, and
# whoever passes over it reads another moment.


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
            "absurd_date", f"“{text.strip()[:40]}” lies before {_FIRST_MOMENT:%Y}: does it stand for no date?"
        )
    return moment


def at(day: date, clock: time, zone: str) -> datetime:
    """The moment, in UTC, at which the clocks of `zone` show it. Raises `Unusable` where they never do, or do twice."""
    local = datetime.combine(day, clock, tzinfo=ZoneInfo(zone))
    earlier, later = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    if earlier != later:
        often = "twice" if earlier < later else "never"
        detail = f"the clocks of {zone} show {local:%Y-%m-%d %H:%M} {often}: write the offset behind it"
        raise Unusable("no_such_time", detail)
    return earlier


_Found = tuple[date, time | None, timedelta | str | None]


def _read(text: str, order: DateOrder, today: date, past: bool) -> _Found | None:
    """Date, time of day, and its offset or zone."""
    plain, weekday = _without_weekday(_folded(text))
    for match in _matches(plain):
        rest = plain[match.end() :]
        clock = _clock(rest) if rest.strip(" .,") else (None, None)
        if clock is None:
            continue
        day = _day(match, order, today, past)
        if day is None:
            continue
        if weekday is not None and day.weekday() != weekday:
            raise Unusable("wrong_weekday", f"“{text.strip()[:40]}” names another weekday than that of {day}")
        return day, *clock
    return _time_first(plain, weekday, order, today, past)


def _time_first(plain: str, weekday: int | None, order: DateOrder, today: date, past: bool) -> _Found | None:
    """`15:30 05.03.2024`."""
    match = re.match(r"(\d{1,2}:\d{2}(?::\d{2})?)(?:\s*([ap])\.?\s?m\.?)?,?\s+(?=\S)", plain)
    if match is None:
        return None
    clock, rest = _clock(match[0].strip(" ,")), plain[match.end() :]
    for dated in _matches(rest):
        day = _day(dated, order, today, past) if not rest[dated.end() :].strip(" .") else None
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
    names = "|".join(map(re.escape, sorted(calendar_words.months(), key=len, reverse=True)))
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
    month = calendar_words.months()[found["name"]] if "name" in found else int(found["month"])
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
        raise Unusable("absurd_date", f"{found} lies beyond the years {EARLIEST} to {LATEST}")
    return found


def _without_weekday(plain: str) -> tuple[str, int | None]:
    """The text without the name of a weekday before or behind the date, and that weekday."""
    found = _weekday_pattern().search(plain)
    if found is None:
        return plain, None
    rest = f"{plain[: found.start()]} {plain[found.end() :]}"
    return " ".join(rest.split()), calendar_words.weekdays()[found["name"]]


@lru_cache(maxsize=1)
def _weekday_pattern() -> re.Pattern[str]:
    names = "|".join(map(re.escape, sorted(calendar_words.weekdays(), key=len, reverse=True)))
    return re.compile(rf"(?:(?<=[\d日일.,(])|^|(?<=\s))\(?(?P<name>{names})(?![^\W\d_])\)?[.,]?(?=\s|$|\d)")


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
    hours = calendar_words.parts_of_the_day().get(re.sub(r"[\s.]", "", words))
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


# Which field each column probably is: by its heading, checked against what stands in it. Every suggestion says why.


ENOUGH = 0.4
_EXACT, _PART, _CONTENT = 0.9, 0.6, 0.5
_AGREES, _CONTRADICTS = 0.6, 0.25
_LOOKED_AT = 60
_ANY_DAY = date(2026, 1, 1)
_NUMBERS = ("budget", "expected_annual_sales", "employee_count", CUSTOM)


class Suggestion(NamedTuple):
    """confidence is between 0 and 1; reason explains it in a sentence."""

    column: int
    field: str
    contact: int
    confidence: float
    reason: str


class Content(NamedTuple):
    """A kind of content: what it is called, whether a cell has it, and the fields it belongs to, likeliest first."""

    name: str
    holds: Callable[[str], bool]
    fields: tuple[str, ...]
    alone: bool = True  # distinct enough to suggest a field without a heading


def _is_phone(text: str) -> bool:
    return sum(map(str.isdigit, text)) >= 6 and any(phone.problem is None for phone in parse_phones(text, "DE"))


def _is_phone_like(text: str) -> bool:
    return _is_phone(text) or re.fullmatch(r"[+(]?[\d\s()./+-]{6,}.*", text) is not None


def _is_date(text: str) -> bool:
    try:
        return read_date(text, DateOrder.DMY, _ANY_DAY) is not None
    except Unusable:
        return True  # a date, though none that can be


def _is_website(text: str) -> bool:
    return "." in text and "@" not in text and " " not in text.strip() and website_host(text) is not None


_CONTENTS = (
    Content("email addresses", lambda text: parse_email(text) is not None, ("email", "contact.email")),
    Content("web addresses", _is_website, ("website",)),
    Content("time zones", lambda text: "/" in text and canonical_zone(text) is not None, ("zone",)),
    Content("countries", lambda text: resolve_country(text) is not None, ("country",)),
    Content("phone numbers", _is_phone_like, ("phone", "contact.phone", "messaging.whatsapp", "contact.whatsapp")),
    Content(
        "dates",
        _is_date,
        ("started_at", "ended_at", "obtained_at", "contact.birthday"),
        alone=False,
    ),
    Content("languages", lambda text: resolve_language(text) is not None, ("languages", "contact.languages"), False),
)
_CONTENT_OF = {field: content for content in _CONTENTS for field in content.fields}


def glossary_of(kind: ImportKind) -> Glossary:
    return customer_glossary() if kind is ImportKind.CUSTOMERS else record_glossary()


def suggest(
    kind: ImportKind,
    columns: Sequence[Column],
    sample: Sequence[Sequence[str]],
    custom: Mapping[str, tuple[str, ...]],
    several: Callable[[str], bool],
) -> list[Suggestion]:
    """At most one field a column, best first come; fields that take one column get one.

    sample: the first rows' cells, one for each of `columns`. custom: key → labels of the company's own fields.
    several: whether a field takes more than one column.
    """
    found = [
        suggestion
        for at, column in enumerate(columns)
        for suggestion in _of_column(kind, column, [row[at] for row in sample], custom)
    ]
    chosen: dict[int, Suggestion] = {}
    taken: set[tuple[str, int]] = set()
    for suggestion in sorted(found, key=lambda each: (-each.confidence, each.column)):
        wanted = (suggestion.field, suggestion.contact)
        if suggestion.column not in chosen and (wanted not in taken or several(suggestion.field)):
            chosen[suggestion.column] = suggestion
            taken.add(wanted)
    return [_belonging(chosen[column], chosen) for column in sorted(chosen)]


def _of_column(
    kind: ImportKind, column: Column, cells: Sequence[str], custom: Mapping[str, tuple[str, ...]]
) -> list[Suggestion]:
    cells = [cell for cell in cells if not is_blank(cell)][:_LOOKED_AT]
    glossary = glossary_of(kind)
    own = next((key for key, labels in custom.items() if key_of(column.header) in map(key_of, labels)), None)
    if own is not None:
        return [Suggestion(column.place, f"{CUSTOM}{own}", 1, 0.95, "the heading is that of a field of your own")]
    known = glossary.find(column.header)
    if known is not None:
        number = re.search(r"\d+$", column.header.strip())
        contact = int(number[0]) if number and known.code.startswith("contact.") and 1 < int(number[0]) <= 5 else 1
        confidence = _EXACT if known.exact else _PART
        reason = f"the heading {'reads' if known.exact else 'contains'} “{known.name}”"
        return _weighed(Suggestion(column.place, known.code, contact, confidence, reason), cells)
    content = next((each for each in _CONTENTS if each.alone and _share(each, cells) >= _AGREES), None)
    if content is None:
        return []
    field = next((field for field in content.fields if field in glossary.headings), None)
    if field is None:
        return []
    share = _share(content, cells)
    return [Suggestion(column.place, field, 1, round(_CONTENT * share, 2), _seen(content, share))]


def _weighed(suggestion: Suggestion, cells: Sequence[str]) -> list[Suggestion]:
    """The suggestion made surer or doubtful by what stands in the column."""
    content = _CONTENT_OF.get(suggestion.field)
    if content is None or not cells:
        return [suggestion]
    share = _share(content, cells)
    reason = f"{suggestion.reason}; {_seen(content, share)}"
    if share >= _AGREES:
        return [suggestion._replace(confidence=min(0.99, suggestion.confidence + 0.08), reason=reason)]
    if share <= _CONTRADICTS:
        return [suggestion._replace(confidence=round(suggestion.confidence / 2, 2), reason=reason)]
    return [suggestion._replace(reason=reason)]


def _belonging(suggestion: Suggestion, chosen: Mapping[int, Suggestion]) -> Suggestion:
    """A mobile phone is a person's where persons are named, else the company's."""
    persons = {each.contact for each in chosen.values() if each.field in ("contact.name", "contact.last_name")}
    if suggestion.field == "contact.phone" and suggestion.contact not in persons:
        return suggestion._replace(field="phone", contact=1, reason=f"{suggestion.reason}; no contact is named")
    return suggestion


def _share(content: Content, cells: Sequence[str]) -> float:
    return sum(map(content.holds, cells)) / len(cells) if cells else 0.0


def _seen(content: Content, share: float) -> str:
    return f"{share:.0%} of the cells looked at hold {content.name}"


def date_order(columns: Sequence[Column], sample: Sequence[Sequence[str]]) -> DateOrder:
    """The order the file's dates can only have, else day first."""
    orders = (order_of(row[at] for row in sample) for at in range(len(columns)))
    return next((order for order in orders if order is not None), DateOrder.DMY)


def decimal_sign(cells: Iterable[str]) -> DecimalSign | None:
    """What stands before the decimals of these numbers; None where they leave it open or disagree."""
    found = {sign for cell in cells if (sign := numerals.sign_of(cell)) is not None}
    return found.pop() if len(found) == 1 else None


def holds_numbers(suggestion: Suggestion) -> bool:
    """Whether the field is one of numbers, or may be: the company's own."""
    return suggestion.field.startswith(_NUMBERS)


# Amounts of money, numbers of people and other quantities as people write them. Pure.
#
# A cell is understood whole or refused: a word that nobody knows may be a factor, a currency or a condition, and
# whoever passes over it reads another amount. Every function raises `Unusable` with what is wrong.


_LARGEST = 10**14
_MOST_PEOPLE = 10_000_000
_STEP = Decimal("0.0001")
_PRECISE = Decimal("0.001")
"""What rounding to four decimals may at most change of a number."""
_BINARY_DIGITS = 15
"""Decimal digits that a spreadsheet's number holds; what lies behind them is noise of its arithmetic."""

_FACTORS_OF = {
    10**3: "k tsd tausend thousand thousands mille mila тыс тысяч тысячи ribu rb nghin bin",
    10**5: "lakh lakhs lac lacs",
    10**6: """
        m mm mn mio mln million millions millionen millones millon milhao milhoes milione milioni miljoen miljoner
        miljoonaa milion miliony milionu milionow milyon juta trieu млн миллион миллиона миллионов
    """,
    10**7: "crore crores",
    10**9: """
        b bn mrd mia mld mlrd billion billions milliard milliards milliarden miliardo miliardi miljard miljarder
        miliard miliardy miliardow milyar ty млрд миллиард миллиарда миллиардов
    """,
}
_FACTORS = {name: factor for factor, names in _FACTORS_OF.items() for name in names.split()}
_DENSE_FACTORS = {"十": 10, "百": 100, "千": 10**3, "万": 10**4, "亿": 10**8} | {
    "십": 10, "백": 100, "천": 10**3, "만": 10**4, "억": 10**8
}  # fmt: skip
_DENSE_FACTOR = re.compile(f"[{''.join(_DENSE_FACTORS)}]+")

# Signs and words: the currencies they may stand for. The first is meant where nothing else is known, unless it is `?`.
_DOLLARS = (
    "USD CAD AUD NZD HKD SGD TWD MXN ARS CLP COP UYU DOP BSD BBD BZD BMD BND KYD XCD FJD GYD JMD LRD NAD SBD SRD TTD"
    " CUP CVE NIO MOP TOP WST"
)
_SIGNS = f"""
$, dollar, dollars = {_DOLLARS}
us$, usd$, $us, us dollar, us dollars, 美元, 美金, 美刀 = USD
a$, 澳元 = AUD
c$ = CAD NIO
s$ = SGD
r$ = BRL
nt$, nt, 台币, 新台币 = TWD
mop$ = MOP
rd$ = DOP
tt$ = TTD
bz$ = BZD
ec$ = XCD
j$ = JMD
n$ = NAD
g$ = GYD
$u = UYU
mex$ = MXN
bds$ = BBD
€, euro, euros, евро, 欧元 = EUR
£ = GBP EGP FKP GIP SHP
e£ = EGP
le = ? EGP SLE
¥ = CNY JPY
cn¥, rmb, rmb¥, 人民币, 块, yuan = CNY
jp¥, 円, 日元, 日圆, yen = JPY
元 = CNY TWD HKD
圆 = ? CNY JPY
英镑 = GBP
港币, 港元 = HKD
加元 = CAD
卢布, руб, рубль, рубля, рублеи, р = RUB BYN
韩元, 韩币, 원 = KRW
泰铢, ฿, บาท = THB
越南盾, ₫, dong = VND
瑞士法郎, chf, sfr, fr = CHF
₽ = RUB
₴, грн = UAH
₸, тг, тенге = KZT
лв = BGN
₼ = AZN
₾ = GEL
֏ = AMD
сум = UZS
₹ = INR
rs, ₨, rupees = ? INR PKR LKR NPR MUR SCR
rp = IDR
rm = MYR
₩ = KRW KPW
₱ = PHP
₺, tl = TRY
₪ = ILS
₦ = NGN
₵, gh₵ = GHS
₡ = CRC
₲ = PYG
৳ = BDT
៛ = KHR
₭ = LAK
₮ = MNT
ksh = KES
tsh = TZS
ush = UGX
r = ZAR
﷼ = ? IRR SAR QAR OMR YER
kr = ? SEK NOK DKK ISK
dh, dhs = ? AED MAD
sr = SAR
qr = QAR
kd = KWD
bd = BHD
zl = PLN
kc = CZK
ft = HUF
lei = RON MDL
s/, s/. = PEN
b/. = PAB
bs = ? BOB VES
fcfa, f cfa, cfa = ? XOF XAF
"""
_COUNTRY_DOLLAR = re.compile(r"([a-z]{2})\$")
_WORDS_LIKE_CODES = word_set("all bam cup gel lak mad mop pen sos top try bob par")
_ROUGHLY = word_set(
    """
    ~ ≈ about approx approximately around roughly ca circa etwa rund ungefahr env environ aprox aproximadamente unos
    около примерно ок 约 约为 大约 大概 左右 上下
    """
)
_PEOPLE = word_set(
    """
    + > ≥ plus over more than or 以上 超过 余 多 近 employee employees staff people person persons worker workers
    headcount
    fte ftes ma mitarbeiter mitarbeitende mitarbeiterinnen beschaftigte personen empleado empleados trabajadores
    personas colaboradores funcionarios employe employes salaries personnes dipendenti addetti pracownikow osob
    zamestnancu medewerkers werknemers anstallda ansatte calisan kisi сотрудников сотрудника сотрудники чел человек
    человека работников 人 名 员工 位 人员 社员 명 人以上 mas de plus di uber mehr als bolee более свыше
    """
)
_RANGE = re.compile(r"(?<=[\dkm万千+人])\s*(?:-|~|～|to|bis|a|至|到|—)\s*(?=\d)")
_NUMERAL = re.compile(numerals.NUMERAL)


class Amount(NamedTuple):
    """At most four decimal places; the currency only where one stands beside the number."""

    amount: Decimal
    currency: str | None


def money(text: str, currency: str | None = None, sign: DecimalSign | None = None) -> Amount:
    """The amount and currency of a whole cell (`30万`, `USD 5k`, `(1.234,50) €`), never below zero.

    currency: what amounts without one are in; it also says which dollar, krone or rupee a bare sign means.
    """
    cell = _Cell(text)
    factor, codes = cell.beside(_ROUGHLY)
    named = _one_currency(codes, currency, cell.shown)
    digits = minor_digits(named or currency or "XXX")
    value = numerals.read(cell.numeral, sign, Lone.REFUSED if digits == 3 else Lone.GROUPS) * factor
    if cell.negative and value:
        raise Unusable("negative", f"“{cell.shown}” is below zero")
    return Amount(_bounded(value, cell.shown), named)


def decimal(text: str, sign: DecimalSign | None = None) -> Decimal:
    """A number without unit, of at most four decimal places."""
    cell = _Cell(text)
    factor, codes = cell.beside(frozenset())
    if codes:
        raise Unusable("no_number", f"“{cell.shown}” is an amount of money, not a number alone")
    value = numerals.read(cell.numeral, sign) * factor
    return _bounded(-value if cell.negative else value, cell.shown)


def people(text: str, sign: DecimalSign | None = None) -> int:
    """A number of people; `50-100`, `1000+` and `about 80` count by their first number."""
    cell = _Cell(_first_of_range(text))
    factor, codes = cell.beside(_ROUGHLY | _PEOPLE)
    value = numerals.read(cell.numeral, sign, Lone.GROUPS) * factor
    if codes or cell.negative or value != value.to_integral_value() or value > _MOST_PEOPLE:
        raise Unusable("no_number", f"“{cell.shown}” is no number of people")
    return int(value)


def _first_of_range(text: str) -> str:
    """`10k-50k` → `10k`; a factor that only the end has (`10-50k`) leaves the beginning open."""
    first, *rest = _RANGE.split(numerals.plain(text), maxsplit=1)
    if rest and first[-1:].isdigit() and re.match(r"\d[\d.,' ]*\s*(?:[km]\b|[万千])", rest[0]):
        raise Unusable("no_number", f"“{text.strip()[:40]}” leaves open what its first number counts")
    return first


def _bounded(value: Decimal, shown: str) -> Decimal:
    if abs(value) >= _LARGEST:
        raise Unusable("too_large", f"“{shown}” is too large")
    value = Decimal(f"{value:.{_BINARY_DIGITS}g}") if value else value
    rounded = value.quantize(_STEP, ROUND_HALF_EVEN)
    if abs(rounded - value) > abs(value) * _PRECISE:
        raise Unusable("too_precise", f"“{shown}” has more decimals than the four that are kept")
    return rounded


class _Cell:
    """A cell with exactly one numeral, its sign, and what stands before and behind it."""

    def __init__(self, text: str) -> None:
        self.shown = " ".join(text.split())[:40]
        self._codes = re.findall(r"(?<![^\W\d_])[A-Za-z]{3}(?![^\W\d_])", text)
        plain = numerals.plain(text).lstrip("'")
        plain = re.sub(r"(?<=\d)(?:[.,]\s?-{0,2}|/-)(?=[^\d.,]*$)", "", plain)  # 500,- and 500/- are even amounts
        bracketed = re.fullmatch(r"(.*)\(([^()]*\d[^()]*)\)(.*)", plain)
        plain = " ".join(bracketed.groups()) if bracketed else plain
        found = list(_NUMERAL.finditer(plain))
        if len(found) != 1:
            words = "holds several numbers" if found else "holds no number"
            raise Unusable("no_number", f"“{self.shown}” {words}")
        at = found[0]
        self.numeral = at[0]
        before, behind = plain[: at.start()], plain[at.end() :]
        minus = before.count("-") + behind.count("-")
        if minus > 1 or (minus and bracketed):
            raise Unusable("no_number", f"“{self.shown}” is no number as anybody writes one")
        self.negative = bool(minus or bracketed)
        self._before, self._behind = before.replace("-", " ").rstrip("+ "), behind.replace("-", " ")

    def beside(self, passed_over: frozenset[str]) -> tuple[int, list[str]]:
        """The factor, and the signs, words and codes of currencies. Raises `Unusable` for anything else there."""
        factor, behind = _factor(self._behind.lstrip())
        codes = [*self._read(self._before, passed_over), *self._read(behind, passed_over)]
        return factor, codes

    def _read(self, text: str, passed_over: frozenset[str]) -> list[str]:
        text, codes = fold(text), []
        while text := text.strip():
            token = _token(text, passed_over)
            if token is None:
                if (code := text[:3]) and len(text) >= 3 and not text[3:4].isalpha() and self._is_code(code):
                    token = code
                    codes.append(code.upper())
                else:
                    raise Unusable(
                        "unknown_words", f"“{self.shown}” holds more than a number: “{text[:20]}” is unknown"
                    )
            elif token not in passed_over:
                codes.append(token)
            text = text[len(token) :].lstrip(".:")
        return codes

    def _is_code(self, code: str) -> bool:
        """Whether an ISO code stands there; in small letters not where it is a word as well."""
        typed = next((each for each in self._codes if each.casefold() == code), code)
        usable = typed.isupper() or code not in _WORDS_LIKE_CODES
        return usable and is_currency(code.upper()) and code != "xxx"


def _factor(behind: str) -> tuple[int, str]:
    """The factor at the beginning of what stands behind a numeral, and the rest."""
    folded = fold(behind)
    if match := _DENSE_FACTOR.match(folded):
        factor = 1
        for char in match[0]:
            factor *= _DENSE_FACTORS[char]
        return factor, folded[match.end() :]
    word = re.match(r"[^\W\d_]+", folded)
    if word and word[0] in _FACTORS:
        return _FACTORS[word[0]], folded[word.end() :].removeprefix(".")
    return 1, folded


def _token(text: str, passed_over: frozenset[str]) -> str | None:
    """The longest known sign or word at the beginning of folded text."""
    if match := _COUNTRY_DOLLAR.match(text):
        return match[0]
    for size in range(min(_longest(), len(text)), 0, -1):
        piece = text[:size]
        if (piece in passed_over or piece in _signs()) and not _cut(piece, text[size:]):
            return piece
    return None


def _cut(piece: str, rest: str) -> bool:
    """Whether `piece` ends inside a word of a script that separates words."""
    return piece[-1:].isalpha() and rest[:1].isalpha() and ord(rest[0]) < 0x0E00 and ord(piece[-1]) < 0x0E00


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, _signs()))


@lru_cache(maxsize=1)
def _signs() -> Mapping[str, tuple[str, ...]]:
    """What signs and words may stand for, the names of currencies in use among them."""
    lines = (line.split(" = ") for line in _SIGNS.strip().splitlines())
    found = {fold(sign): tuple(codes.split()) for signs, codes in lines for sign in signs.split(", ")}
    for code in tender():
        for language in ("en", "zh"):
            found.setdefault(fold(currency_label(code, language) or code), (code,))
    return found


def _one_currency(tokens: list[str], own: str | None, shown: str) -> str | None:
    """The one currency that all tokens agree on; None where there is no token. Raises `Unusable`."""
    if not tokens:
        return None
    possible = [_candidates(token) for token in tokens]
    agreed = [code for code in possible[0] if all(code in each for each in possible[1:]) and code != "?"]
    exact = next((codes[0] for codes in possible if len(codes) == 1), None)
    if exact is not None and exact in agreed:
        return exact
    if not agreed:
        raise Unusable("several_currencies", f"“{shown}” names several currencies")
    if own in agreed:
        return own
    if possible[0][0] == "?":
        raise Unusable("ambiguous_currency", f"“{shown}” may be in {' or '.join(agreed)}: say which with `currency`")
    return agreed[0]


def _candidates(token: str) -> tuple[str, ...]:
    if (known := _signs().get(token)) is not None:
        return known
    if match := _COUNTRY_DOLLAR.fullmatch(token):
        of_country = country(match[1].upper())
        if of_country is None or of_country.currency not in _DOLLARS.split():
            raise Unusable("unknown_currency", f"“{token}” is no currency we know")
        return (of_country.currency,)
    return (token.upper(),)
