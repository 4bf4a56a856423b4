"""The people at invented customers, and the numbers and addresses by which they are reached."""

import random
import re
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from meridian.places.phones import parse_phones
from meridian_local.demo import names, week
from meridian_local.demo.rows import ContactRow, EmailRow, MessagingRow, PhoneRow, Rows, new_id
from meridian_local.demo.scene import City, Country, Owner

# Telephone numbers that the numbering plans assign, in the ways people type them.
#
# Whether a number is assigned does not hang on its last four digits. So a `Line` is worked out once with the product's
# own parser for all that precedes them, and ten thousand numbers are made of it for next to nothing.


MOBILE, TOLL_FREE = "mobile", "toll_free"
_TYPES = {MOBILE: PhoneNumberType.MOBILE, TOLL_FREE: PhoneNumberType.TOLL_FREE}
_PROBES = ("4371", "9026")
_TRIES = 400


@dataclass(frozen=True, slots=True)
class Number:
    """One number with everything the product derives from what was typed."""

    raw: str
    e164: str
    country: str
    kind: str
    digits_reversed: str


@dataclass(frozen=True, slots=True)
class Line:
    """All of a number but its last four digits, which stand as `%s` in each typed form."""

    prefix: str
    typed: tuple[str, ...]
    country: str
    kind: str

    def number(self, rng: random.Random) -> Number:
        last = f"{rng.randrange(10_000):04}"
        e164 = self.prefix + last
        return Number(rng.choice(self.typed) % tuple(last), e164, self.country, self.kind, e164[:0:-1])


@lru_cache(maxsize=4096)
def lines(country: str, area: str, digits: int, count: int) -> tuple[Line, ...]:
    """Up to `count` lines in `country` whose national numbers begin with `area` and have so many `digits`.

    area: digits, or `mobile` or `toll_free` for numbers of that sort. The same lines every time.
    """
    rng = random.Random(f"{country}{area}{digits}")  # noqa: S311 — invented data
    example = ""
    if area in _TYPES:
        found = phonenumbers.example_number_for_type(country, _TYPES[area])
        if found is None:
            raise LookupError(f"{country} has no {area} numbers")
        example = phonenumbers.national_significant_number(found)
        area, digits = example[: max(3, len(example) - 7)], len(example)
    middle = digits - len(area) - 4
    found_lines: dict[str, Line] = {}
    for _ in range(_TRIES):
        stem = area + "".join(rng.choices("0123456789", k=middle))
        if stem not in found_lines and (line := _line(country, stem)):
            found_lines[stem] = line
        if len(found_lines) >= count:
            break
    if not found_lines and example and (line := _line(country, example[:-4])):
        found_lines[example] = line
    if not found_lines:
        raise LookupError(f"no assigned number in {country} begins with {area} and has {digits} digits")
    return tuple(found_lines.values())


def _line(country: str, stem: str) -> Line | None:
    calling_code = phonenumbers.country_code_for_region(country)
    prefix = f"+{calling_code}{stem}"
    read = [parse_phones(prefix + probe, country)[0] for probe in _PROBES]
    first = read[0]
    if not all(phone.valid and phone.region == country and phone.kind == first.kind for phone in read):
        return None
    if any(phone.e164 != prefix + probe for phone, probe in zip(read, _PROBES, strict=True)):
        return None
    number = phonenumbers.parse(prefix + _PROBES[0])
    international = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    forms = (prefix + _PROBES[0], international, international.replace("+", "00", 1), national)
    typed = tuple(_template(form) for form in forms if _means(form, country, prefix + _PROBES[0]))
    return Line(prefix, typed, country, first.kind.value)


def _means(form: str, country: str, e164: str) -> bool:
    return [phone.e164 for phone in parse_phones(form, country)] == [e164]


def _template(form: str) -> str:
    """The typed form with its last four digits open."""
    tail = [match.start() for match in re.finditer(r"\d", form)][-4:]
    return "".join("%s" if at in tail else char for at, char in enumerate(form))


# The people at invented customers, and how the customers and they are reached.


_ROLES = ("decision_maker", "purchaser", "technical", "user", "other")
_MESSENGERS = {"zh": "wechat", "ja": "line", "th": "line", "ru": "telegram", "uk": "telegram"}


@dataclass(frozen=True, slots=True)
class Draft:
    """A customer before its calls are known."""

    id: uuid.UUID
    country: Country
    city: City | None
    grade: str
    created_at: datetime
    owner: Owner
    owned: bool
    refuses: bool


class Reached(NamedTuple):
    """How many phones and emails there are, those of the people included."""

    phones: int
    emails: int


def add_contacts(rng: random.Random, draft: Draft, rows: Rows) -> list[ContactRow]:
    count = rng.choices((0, 1, 2, 3), (8, 52, 30, 10))[0]
    roles = rng.sample(_ROLES, counts=(5, 4, 3, 2, 2), k=count)
    made = []
    for position, role in enumerate(roles):
        who = names.person(rng, draft.country)
        birthday = date(rng.randrange(1960, 2000), rng.randrange(1, 13), rng.randrange(1, 29))
        made.append(
            ContactRow(
                new_id(rng, draft.created_at),
                draft.created_at,
                draft.created_at,
                draft.id,
                who.name,
                rng.choice(week.JOB_TITLES[role]),
                role,
                position == 0,
                list(draft.country.languages[:1]),
                birthday if rng.random() < 0.2 else None,
            )
        )
    rows[ContactRow].extend(made)
    return made


def add_reach(
    rng: random.Random, draft: Draft, slug: str, numbers: list[Number], contacts: list[ContactRow], rows: Rows
) -> Reached:
    """Adds phones, emails and messaging ids of the company and its people."""
    domain = f"{slug}.{draft.country.domain}"
    numbered = [(contact, rng.randrange(100, 999)) for contact in contacts if rng.random() < 0.6]
    mailboxes: list[tuple[uuid.UUID | None, str]] = []
    if rng.random() < 0.8:
        mailboxes.append((None, rng.choice(("info", "sales", "contact", "office"))))
    mailboxes += [(contact.id, f"{contact.role[:4]}{number}") for contact, number in numbered]
    rows[EmailRow].extend(
        EmailRow(new_id(rng, draft.created_at), draft.id, whose, f"{box}@{domain}", domain, 0)
        for whose, box in mailboxes
    )
    typed: list[tuple[uuid.UUID | None, int, Number]] = [(None, at, number) for at, number in enumerate(numbers)]
    mobiles = lines(draft.country.code, MOBILE, 0, 24)
    own = [contact for contact in contacts if rng.random() < 0.4]
    typed += [(contact.id, 0, rng.choice(mobiles).number(rng)) for contact in own]
    rows[PhoneRow].extend(
        PhoneRow(
            new_id(rng, draft.created_at),
            draft.id,
            whose,
            number.raw,
            number.e164,
            number.country,
            number.kind,
            number.digits_reversed,
            at,
        )
        for whose, at, number in typed
    )
    service = _MESSENGERS.get(draft.country.languages[0], "whatsapp")
    rows[MessagingRow].extend(
        MessagingRow(new_id(rng, draft.created_at), draft.id, contact.id, service, number.e164, 0)
        for contact, (_, _, number) in zip(own, typed[len(numbers) :], strict=True)
        if rng.random() < 0.6
    )
    return Reached(phones=len(typed), emails=len(mailboxes))
