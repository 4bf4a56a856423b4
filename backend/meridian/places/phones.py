"""Telephone numbers as people type them → E.164, with what is known about each and what is wrong with the rest.

A cell may hold several numbers, labels, extensions and mistakes of spreadsheets; every piece comes back, the unusable
ones with their `problem`. A number is never completed by guessing: without `+` it is read as the given country's.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType, ValidationResult

from meridian.places import phone_cells
from meridian.places.phone_cells import PhoneProblem


class PhoneKind(StrEnum):
    """What sort of line a number is, as far as its digits tell."""

    FIXED = "fixed"
    MOBILE = "mobile"
    FIXED_OR_MOBILE = "fixed_or_mobile"
    TOLL_FREE = "toll_free"
    PREMIUM = "premium"
    SHARED_COST = "shared_cost"
    VOIP = "voip"
    PERSONAL = "personal"
    PAGER = "pager"
    COMPANY = "company"
    VOICEMAIL = "voicemail"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Phone:
    """One number of a cell.

    `raw` is what was typed; `e164` (`+` and digits) is present when the number can be dialled from abroad as far as
    known; `region` is ISO alpha-2, absent for numbers that belong to no one country (`+800`, `1-800` without one);
    `valid` says that the numbering plan assigns it; `problem` is set exactly when it does not. `international` says
    that the typed form itself named the country.
    """

    raw: str
    e164: str | None = None
    extension: str | None = None
    region: str | None = None
    kind: PhoneKind = PhoneKind.UNKNOWN
    valid: bool = False
    problem: PhoneProblem | None = None
    international: bool = False


_KINDS = {
    PhoneNumberType.FIXED_LINE: PhoneKind.FIXED,
    PhoneNumberType.MOBILE: PhoneKind.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: PhoneKind.FIXED_OR_MOBILE,
    PhoneNumberType.TOLL_FREE: PhoneKind.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE: PhoneKind.PREMIUM,
    PhoneNumberType.SHARED_COST: PhoneKind.SHARED_COST,
    PhoneNumberType.VOIP: PhoneKind.VOIP,
    PhoneNumberType.PERSONAL_NUMBER: PhoneKind.PERSONAL,
    PhoneNumberType.PAGER: PhoneKind.PAGER,
    PhoneNumberType.UAN: PhoneKind.COMPANY,
    PhoneNumberType.VOICEMAIL: PhoneKind.VOICEMAIL,
}
_PLACED = frozenset({PhoneKind.FIXED, PhoneKind.MOBILE, PhoneKind.FIXED_OR_MOBILE})
_PLAIN = re.compile(r"\+?[\d ()-]{7,20}")
_NO_PUNCTUATION = str.maketrans("", "", " ()-")
_LETTERS = re.compile(r"[^\W\d_]+")
_LETTER_RUN = re.compile(r"[^\W\d_][^\d+]*")
_SHORTEST = 7  # digits of any number that can be dialled from abroad
_LONGEST = 15


@lru_cache(maxsize=65536)
def parse_phones(text: str, country: str | None = None) -> tuple[Phone, ...]:
    """Every number in what was typed into a cell; `country` (ISO alpha-2) reads national forms. Blank → empty.

    An abbreviated second number (`4470 1234/35`) takes its beginning from the one before; a second extension
    (`ext. 121 / 136`) repeats it.
    """
    if _PLAIN.fullmatch(text) and text.strip("+0 ()-"):  # most cells; the rest of this function only costs time on them
        return (_parse(text, text.translate(_NO_PUNCTUATION), None, country),)
    cell = phone_cells.read(text)
    if cell.problem:
        return (Phone(raw=text.strip(), problem=cell.problem),)
    phones: list[Phone] = []
    for piece in cell.pieces:
        phone = _parse(piece.raw, piece.digits, piece.extension, country)
        if phones and not phone.valid:
            phone = _continued(phones[-1], phone) or phone
        phones.append(phone)
    return tuple(phones)


def parse_phone(text: str, country: str | None = None) -> Phone | None:
    """The first usable number of a cell, else its first piece with the problem; `None` for a blank cell."""
    phones = parse_phones(text, country)
    return next((phone for phone in phones if phone.valid), phones[0] if phones else None)


def _continued(before: Phone, phone: Phone) -> Phone | None:
    """`phone` as an abbreviation of the number `before` it: another extension, or other last digits."""
    digits = re.sub(r"\D", "", phone.raw)
    if before.extension and digits and len(digits) <= 6:
        return replace(before, raw=phone.raw, extension=digits)
    if not digits or phone.international or before.e164 is None or digits.startswith("0"):
        return None
    whole = before.e164[: -len(digits)] + digits
    if len(digits) > 8 or len(before.e164) - len(digits) < 4:
        return None
    continued = _parse(phone.raw, whole, phone.extension, None)
    if not continued.valid or continued.region != before.region:
        return None
    return replace(continued, international=before.international)


def _parse(raw: str, text: str, extension: str | None, country: str | None) -> Phone:
    phone = None
    for form in _forms(text):
        phone = _parse_form(raw, form, extension, country)
        if phone.valid:
            return phone
    return phone or Phone(raw, problem=PhoneProblem.NO_DIGITS)


def _forms(text: str) -> Iterator[str]:
    """How a piece may be meant, likeliest first; if none is valid, the last one says what is wrong."""
    words_out = _LETTER_RUN.sub(" ", text).strip() if _LETTERS.search(text) else text.strip()
    if words_out != text.strip():
        yield words_out  # "020 7222 5600 office"
        yield text  # "780-464-RIDE": a word to dial
    if words_out.startswith(("00", "(00", "+00")):
        yield "+" + words_out.lstrip("(+")[2:].replace(")", " ", 1)
    yield words_out


def _parse_form(raw: str, text: str, extension: str | None, country: str | None) -> Phone:
    international = text.startswith(("+", "(+"))
    number = _read(text, country)
    if number is None:
        return Phone(raw, extension=extension, problem=_why_unreadable(text, country), international=international)
    return _described(raw, number, extension or number.extension, country, international)


def _read(text: str, country: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None


def _why_unreadable(text: str, country: str | None) -> PhoneProblem:
    digits = sum(map(str.isdigit, text))
    if digits < _SHORTEST:
        return PhoneProblem.TOO_SHORT
    if digits > _LONGEST + 2:
        return PhoneProblem.TOO_LONG
    return PhoneProblem.COUNTRY_NEEDED if country is None and not text.startswith("+") else PhoneProblem.NOT_ASSIGNED


def _described(raw: str, number: PhoneNumber, extension: str | None, country: str | None, international: bool) -> Phone:
    assert number.country_code is not None  # parse() always sets it
    region = phonenumbers.region_code_for_number(number)
    kind = _KINDS.get(phonenumbers.number_type(number), PhoneKind.UNKNOWN) if region else PhoneKind.UNKNOWN
    if kind is PhoneKind.UNKNOWN:
        possible = phonenumbers.is_possible_number_with_reason(number)
        e164 = _e164(number) if international and possible == ValidationResult.IS_POSSIBLE else None
        problem = _IMPOSSIBLE.get(possible, PhoneProblem.NOT_ASSIGNED)
        return Phone(raw, e164, extension, None, kind, False, problem, international)
    if kind not in _PLACED and len(phonenumbers.region_codes_for_country_code(number.country_code)) > 1:
        shares = country is not None and phonenumbers.country_code_for_region(country) == number.country_code
        region = country if shares else None
    region = None if region == phonenumbers.REGION_CODE_FOR_NON_GEO_ENTITY else region
    return Phone(raw, _e164(number), extension, region, kind, True, None, international)


_IMPOSSIBLE = {
    ValidationResult.TOO_SHORT: PhoneProblem.TOO_SHORT,
    ValidationResult.TOO_LONG: PhoneProblem.TOO_LONG,
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: PhoneProblem.AREA_CODE_MISSING,
}


def _e164(number: PhoneNumber) -> str:
    zeros = "0" * (number.number_of_leading_zeros or 1) if number.italian_leading_zero else ""
    return f"+{number.country_code}{zeros}{number.national_number}"


def digits_reversed(text: str) -> str:
    """The digits of `text` backwards, for an index that finds numbers by their last digits."""
    return "".join(char for char in reversed(text) if char.isdigit() and char.isascii())
