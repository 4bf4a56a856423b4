"""Telephone numbers that the numbering plans assign, in the ways people type them.

Whether a number is assigned does not hang on its last four digits. So a `Line` is worked out once with the product's
own parser for all that precedes them, and ten thousand numbers are made of it for next to nothing.
"""

import random
import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from meridian.places.phones import parse_phones

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
