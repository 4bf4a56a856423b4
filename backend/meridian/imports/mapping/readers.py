"""How the text of a cell becomes a value. Pure; each reader is told once per import what it needs besides the text.

A reader returns the value, or what is wrong with the text. Blank cells and words for "nothing" never reach a reader.
"""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date as datetime_date
from datetime import datetime
from typing import Any

from meridian.customers.custom_fields.rules import Definition, faults
from meridian.imports.mapping import amounts, dates
from meridian.imports.mapping.fields import LABELS
from meridian.imports.mapping.rules import DecimalSign, is_blank
from meridian.imports.rules import DateOrder, Unusable
from meridian.kernel.language import Message, msg
from meridian.places.domains import find_emails, website_host
from meridian.places.languages import resolve_language
from meridian.places.text import clean, words
from meridian.places.tzdb import canonical_zone

LONGEST_LINE = 300
LONGEST_TEXT = 10_000
OLDEST = 120  # years
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[\ud800-\udfff]")
_PAIR = re.compile(r"\s*([a-z][a-z0-9_]{0,59})\s*:\s*(.+)", re.IGNORECASE)
_OWN_PAIR = re.compile(r"\s*([a-z][a-z0-9_]{0,59})(?:\s*:\s*|\s+)(.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReaderContext:
    """What readers need besides the text; the same for every row of one import.

    people: user ids by email and by name in lower case, None where a name is not unique. campaigns: by name, the newest
    of several. own: Meridian wrote the file.
    """

    now: datetime
    zone: str = "UTC"
    date_order: DateOrder = DateOrder.DMY
    decimal_sign: DecimalSign | None = None
    currency: str | None = None
    external_source: str | None = None
    people: Mapping[str, uuid.UUID | None] = field(default_factory=dict)
    campaigns: Mapping[str, uuid.UUID] = field(default_factory=dict)
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    own: bool = False


Reader = Callable[[str, ReaderContext], Any]


def line(text: str, _: ReaderContext) -> str:
    """One line of at most 300 characters; line ends and runs of blanks become single blanks."""
    if text.isprintable() and "  " not in text and text == text.strip():  # most cells are what they should be
        value = text
    else:
        value = " ".join(_CONTROL.sub("", text).split())
    if not value:
        raise Unusable("blank", msg("holds nothing that can be read"))
    return _at_most(value, LONGEST_LINE)


def long_text(text: str, _: ReaderContext) -> str:
    if text.isprintable():
        return _at_most(text.strip(), LONGEST_TEXT)
    return _at_most(_CONTROL.sub("", text).replace("\r\n", "\n").replace("\r", "\n").strip(), LONGEST_TEXT)


def _at_most(value: str, longest: int) -> str:
    if len(value) > longest:
        raise Unusable(
            "too_long", msg("has {length} characters; {longest} is the most", length=len(value), longest=longest)
        )
    return value


def website(text: str, setup: ReaderContext) -> str:
    value = line(text, setup)
    if website_host(value) is None or re.search(r"\s", value):
        raise Unusable("no_website", msg("“{value}” is no web address", value=value[:60]))
    return value


def zone(text: str, _: ReaderContext) -> str:
    found = canonical_zone(text)
    if found is None:
        raise Unusable("no_zone", msg("“{text}” is no IANA time zone", text=clean(text)[:60]))
    return found


def emails(text: str, _: ReaderContext) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for written, email in find_emails(text):
        if is_blank(written):
            continue
        if email is None:
            raise Unusable("no_email", msg("“{written}” is no email address", written=written[:80]))
        found[email.address] = {"address": email.address, "domain": email.domain, "label": None}
    if not found:
        raise Unusable("no_email", msg("“{text}” holds no email address", text=clean(text)[:80]))
    return list(found.values())


def messaging(text: str, setup: ReaderContext) -> list[dict[str, Any]]:
    hint = msg("name the service: “whatsapp: +49 …; wechat: …”")
    return [
        {"service": service.lower(), "handle": line(handle, setup), "label": None}
        for service, handle in _pairs(text, setup, "no_service", hint)
    ]


def external_ids(text: str, setup: ReaderContext) -> list[dict[str, str]]:
    if setup.external_source is not None and not setup.own:
        return [{"source": setup.external_source, "value": _id(text, setup)}]
    hint = msg("name the system: “erp: K-10023”, or set external_source")
    return [
        {"source": source.lower(), "value": _id(value, setup)}
        for source, value in _pairs(text, setup, "no_source", hint)
    ]


def _id(text: str, setup: ReaderContext) -> str:
    return _at_most(line(text, setup), 200)


def _pairs(text: str, setup: ReaderContext, code: str, hint: Message) -> list[tuple[str, str]]:
    """Names and values: `erp: K-1; crm: 77`. In files that Meridian wrote a blank may stand for the colon."""
    pattern = _OWN_PAIR if setup.own else _PAIR
    matches = [pattern.fullmatch(part) for part in re.split(r"[;\n]", clean(text)) if part.strip()]
    pairs = [(match[1], match[2].strip()) for match in matches if match is not None]
    if len(pairs) < len(matches) or not pairs:
        raise Unusable(code, hint)
    return pairs


def count(text: str, setup: ReaderContext) -> int:
    """A number of people."""
    return amounts.people(text, setup.decimal_sign)


class Money(dict[str, str]):
    """`amount` and `currency`; others: the currencies that the sign beside the number may mean as well."""

    others: tuple[str, ...] = ()


def money(text: str, setup: ReaderContext) -> Money:
    """An amount and its currency: what stands beside the number, else the import's own."""
    found = amounts.money(text, setup.currency, setup.decimal_sign)
    currency = found.currency or setup.currency
    if currency is None:
        raise Unusable("no_currency", msg("no currency stands beside the amount; set `currency`"))
    value = Money(amount=f"{found.amount:f}", currency=currency)
    value.others = found.others
    return value


def languages(text: str, _: ReaderContext) -> list[str]:
    found = []
    for part in re.split(r"[,;/、|&+]|\s+(?:and|und|y|et)\s+", text):
        if is_blank(part):
            continue
        tag = resolve_language(part)
        if tag is None:
            raise Unusable("no_language", msg("“{part}” is no language we know", part=clean(part)[:40]))
        found.append(tag)
    return list(dict.fromkeys(found))


def choice(name: str) -> Reader:
    """The reader of a vocabulary."""
    codes = LABELS[name]

    def read(text: str, _: ReaderContext) -> str:
        code = codes.get("".join(words(text)))
        if code is None:
            possible = list(dict.fromkeys(codes.values()))
            raise Unusable("no_choice", msg("“{text}” is none of {possible}", text=clean(text)[:40], possible=possible))
        return code

    return read


def person(text: str, setup: ReaderContext) -> str:
    key = clean(text).casefold()
    if key not in setup.people:
        raise Unusable(
            "unknown_person", msg("“{text}” is nobody who works here; write the email address", text=clean(text)[:80])
        )
    found = setup.people[key]
    if found is None:
        raise Unusable(
            "ambiguous_person",
            msg("several people are called “{text}”; write the email address", text=clean(text)[:80]),
        )
    return str(found)


def campaign(text: str, setup: ReaderContext) -> str:
    found = setup.campaigns.get(" ".join(clean(text).split()).casefold())
    if found is None:
        raise Unusable("unknown_campaign", msg("there is no campaign called “{text}”", text=clean(text)[:80]))
    return str(found)


def instant(text: str, setup: ReaderContext) -> str:
    """A moment that lies behind us."""
    found = dates.read_instant(text, setup.date_order, setup.zone, setup.now.date())
    if found is None:
        raise Unusable("no_date", msg("“{text}” is no date", text=clean(text)[:40]))
    if found > setup.now:
        raise Unusable("future", msg("“{text}” lies in the future", text=clean(text)[:40]))
    return found.isoformat()


def date(text: str, setup: ReaderContext) -> str:
    return _day(text, setup, past=False).isoformat()


def birthday(text: str, setup: ReaderContext) -> str:
    """A day that somebody alive was born on."""
    found = _day(text, setup, past=True)
    if found > setup.now.date():
        raise Unusable("future", msg("“{text}” lies in the future", text=clean(text)[:40]))
    if found.year < setup.now.year - OLDEST:
        raise Unusable("absurd_date", msg("nobody is alive who was born on {found}", found=found))
    return found.isoformat()


def _day(text: str, setup: ReaderContext, *, past: bool) -> datetime_date:
    found = dates.read_date(text, setup.date_order, setup.now.date(), past=past)
    if found is None:
        raise Unusable("no_date", msg("“{text}” is no date", text=clean(text)[:40]))
    return found


def time(text: str, _: ReaderContext) -> str:
    found = dates.read_time(text)
    if found is None:
        raise Unusable("no_time", msg("“{text}” is no time of day", text=clean(text)[:40]))
    return found.isoformat()


def duration(text: str, _: ReaderContext) -> int:
    """Seconds: a plain number, `3:25`, `1:03:25`, `3 min 25 s`, `3分25秒`."""
    seconds = dates.read_duration(text)
    if seconds is None:
        raise Unusable("no_duration", msg("“{text}” is no duration", text=clean(text)[:40]))
    return seconds


def row_id(text: str, _: ReaderContext) -> str:
    try:
        return str(uuid.UUID(text.strip()))
    except ValueError:
        raise Unusable("no_id", msg("“{text}” is no id of Meridian's", text=clean(text)[:40])) from None


def custom(key: str) -> Reader:
    """The reader of one field of the company's own, by its definition."""

    def read(text: str, setup: ReaderContext) -> Any:
        definition = setup.definitions[key]
        value = _CUSTOM[definition.type](text, setup)
        wrong = faults([definition], {key: value}, {key: value})
        if wrong:
            raise Unusable(wrong[0].code, wrong[0].detail)
        return value

    return read


_YES = frozenset({"yes", "y", "true", "1", "x", "ja", "si", "oui", "да", "是", "有", "对"})
_NO = frozenset({"no", "n", "false", "0", "nein", "non", "нет", "否", "没有", "不"})


def _boolean(text: str, _: ReaderContext) -> bool:
    word = clean(text).casefold()
    if word not in _YES | _NO:
        raise Unusable("no_boolean", msg("“{word}” is neither yes nor no", word=word[:40]))
    return word in _YES


def _integer(text: str, setup: ReaderContext) -> int:
    """`1,000` is a thousand, for nobody writes decimals of whole numbers with a comma; `1.000` many programs write."""
    grouped = DecimalSign.POINT if "," in text and "." not in text else None
    value = amounts.decimal(text, setup.decimal_sign or grouped)
    if value != value.to_integral_value():
        raise Unusable("no_number", msg("“{text}” is no whole number", text=clean(text)[:40]))
    return int(value)


def _decimal(text: str, setup: ReaderContext) -> str:
    return f"{amounts.decimal(text, setup.decimal_sign).normalize():f}"


_CUSTOM: Mapping[str, Reader] = {
    "text": long_text,
    "integer": _integer,
    "decimal": _decimal,
    "boolean": _boolean,
    "date": date,
    "choice": line,
}
READERS: Mapping[str, Reader] = {
    "line": line,
    "text": long_text,
    "website": website,
    "zone": zone,
    "emails": emails,
    "messaging": messaging,
    "handle": line,
    "external_ids": external_ids,
    "count": count,
    "money": money,
    "languages": languages,
    "person": person,
    "campaign": campaign,
    "instant": instant,
    "date": date,
    "birthday": birthday,
    "time": time,
    "duration": duration,
    "uuid": row_id,
} | {name: choice(name) for name in LABELS}
