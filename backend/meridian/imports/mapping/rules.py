"""Dates, times and amounts as people write them, and which field each column probably is. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import NamedTuple
from zoneinfo import ZoneInfo

from meridian.imports.mapping.fields import CUSTOM
from meridian.imports.rules import DateOrder, ImportKind
from meridian.places.countries import is_currency, resolve_country
from meridian.places.domains import parse_email, website_host
from meridian.places.languages import resolve_language
from meridian.places.phones import parse_phones
from meridian.places.text import clean, fold
from meridian.places.tzdb import canonical_zone
from meridian.sheets.headings import Glossary, customer_glossary, key_of, record_glossary
from meridian.sheets.rules import Column

_NOTHING = frozenset({"", "-", "--", "---", "—", "/", "?", "n/a", "#n/a", "null", "nil", "无", "暂无", "未知", "空"})


def is_blank(text: str) -> bool:
    """Whether the cell holds nothing, in whatever words."""
    return not text or text.isspace() or text.strip().casefold() in _NOTHING


# Dates and times as spreadsheets and people write them. Pure.


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


# Which field each column probably is: by its heading, checked against what stands in it. Every suggestion says why.


ENOUGH = 0.4
_EXACT, _PART, _CONTENT = 0.9, 0.6, 0.5
_AGREES, _CONTRADICTS = 0.6, 0.25
_LOOKED_AT = 60


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
        lambda text: read_date(text, DateOrder.DMY) is not None,
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


# Amounts of money and other decimals as people write them. Pure.


# In this order: longer signs contain shorter ones.
_SIGNS = {
    "us$": "USD", "hk$": "HKD", "nt$": "TWD", "nz$": "NZD", "a$": "AUD", "c$": "CAD", "s$": "SGD", "r$": "BRL",
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "₽": "RUB", "₹": "INR", "₩": "KRW", "₺": "TRY", "฿": "THB",
    "人民币": "CNY", "rmb": "CNY", "美元": "USD", "欧元": "EUR", "英镑": "GBP", "日元": "JPY", "港币": "HKD",
    "元": "CNY",
    "руб": "RUB", "zł": "PLN", "kč": "CZK",
}  # fmt: skip
_FACTORS = {"亿": 10**8, "万": 10**4, "千": 10**3, "k": 10**3, "tsd": 10**3, "thousand": 10**3}
_FACTORS |= dict.fromkeys(("m", "mn", "mio", "mln", "million"), 10**6)
_AMOUNT = re.compile(r"-?\d[\d.,\s'’]*")
_LARGEST = 10**14


class Amount(NamedTuple):
    """At most four decimal places; the currency only where one stands beside the number."""

    amount: Decimal
    currency: str | None


def read_amount(text: str) -> Amount | None:
    """The first number in `text` with its factor (`30万`, `5k`) and currency; None when there is none to be used."""
    plain = clean(text).casefold()
    number = _AMOUNT.search(plain)
    if number is None:
        return None
    beside = f"{plain[: number.start()]} {plain[number.end() :]}"
    tokens = re.findall(r"[亿万千]|[^\W\d_亿万千]+", beside)
    factor = next((_FACTORS[token] for token in tokens if token in _FACTORS), 1)
    value = _decimal(number[0])
    if value is None or abs(value * factor) >= _LARGEST:
        return None
    return Amount(round(value * factor, 4), _currency(beside, tokens))


def _currency(beside: str, tokens: list[str]) -> str | None:
    codes = (token.upper() for token in tokens if len(token) == 3 and is_currency(token.upper()))
    return next(codes, None) or next((code for sign, code in _SIGNS.items() if sign in beside), None)


def _decimal(text: str) -> Decimal | None:
    """`1,234.50`, `1.234,50`, `1 234` and `12,5`: the last of two different signs, or one not before three digits."""
    digits = re.sub(r"[\s'’]", "", text).rstrip(".,")
    signs = re.findall(r"[.,]", digits)
    if signs:
        whole, _, tail = digits.rpartition(signs[-1])
        if len(set(signs)) == 2 or (len(signs) == 1 and len(tail) != 3):
            digits = f"{re.sub(r'[.,]', '', whole)}.{tail}"
        else:
            digits = re.sub(r"[.,]", "", digits)
    try:
        return Decimal(digits)
    except InvalidOperation:
        return None
