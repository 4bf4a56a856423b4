"""What the numbering plans of single countries and a spreadsheet's losses make of a number that is typed.

Each reading is a form for the library's parser; the first that is valid is meant.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberType

_PUNCTUATION = re.compile(r"[\s().\-/]")
_HYPHENED = re.compile(r"(.*\d[\d\s()-]*)-(\d{1,6})")
_EXTENSION_BEHIND_A_HYPHEN = frozenset({"CN", "TW"})
_PLUS_BEFORE_TRUNK = re.compile(r"\+\s?8[\s().-]")  # "+8 (495) …": no country's code is 8
_BRAZIL_CARRIER = re.compile(r"\(?0\s*x\s*x\s*", re.IGNORECASE)
# Mexico dropped its trunk code 01, its codes 044 and 045 for mobiles and the 1 behind 52 in 2019.
_MEXICO = re.compile(r"(?:(?P<abroad>\+?(?:00)?52)1|01|04[45])(?P<number>\d{10})")
# Brazil put a 9 before the eight digits of its mobiles; trunked radios (70, 77 to 79) kept theirs.
_BRAZIL = re.compile(r"(?P<before>(?:\+?(?:00)?55)?0?)(?P<area>[1-9]\d)(?P<number>(?:[689]\d|7[1-6])\d{6})")
# Argentina's mobiles: 15 within the country, 9 from abroad; people write both.
_ARGENTINA = re.compile(r"(?P<abroad>\+?(?:00)?54)9?0?(?P<area>11|[23]\d{2,3}?)15(?P<number>\d{6,8})")


def readings(text: str, country: str | None) -> Iterator[str]:
    """What `text` may mean, likeliest first; `country` (ISO alpha-2) reads it.

    Digits that begin with the country's own code and not with its trunk 0 have lost their `+`. Nothing is invented:
    each reading holds the digits that were typed, but for what a numbering plan says of them.
    """
    if _PLUS_BEFORE_TRUNK.match(text):
        yield text.lstrip("+ ")
        return
    digits = _PUNCTUATION.sub("", text)
    if digits.isascii() and digits.lstrip("+").isdigit():
        if country is not None and (abroad := _without_plus(digits, country)):
            yield abroad
        if reformed := _reformed(digits, country):
            yield reformed
    elif country == "BR" and _BRAZIL_CARRIER.match(text):
        yield _BRAZIL_CARRIER.sub("0", text, count=1)
    yield text
    if country is not None and digits.isdigit() and not digits.startswith("0") and _keeps_zero(country):
        yield f"0{digits}"  # a spreadsheet took it for a number


def with_extension(text: str, country: str | None) -> tuple[str, str] | None:
    """`0755-26012345-8012` as a number and the extension behind its last hyphen, where a country writes it so."""
    code = "CN" if re.match(r"\s*(?:\+|00)\s*86", text) else country
    match = _HYPHENED.fullmatch(text.strip()) if code in _EXTENSION_BEHIND_A_HYPHEN else None
    return (match[1], match[2]) if match else None


def _without_plus(digits: str, country: str) -> str | None:
    """The digits as a number from abroad: where a trunk 0 is written, a number without it is none of the country's."""
    code = str(phonenumbers.country_code_for_region(country))
    if code == "0" or not digits.startswith(code) or not _has_trunk_zero(country):
        return None
    return f"+{digits}"


@lru_cache(maxsize=512)
def _has_trunk_zero(country: str) -> bool:
    metadata = PhoneMetadata.metadata_for_region(country, None)
    return metadata is not None and metadata.national_prefix == "0"


@lru_cache(maxsize=512)
def _keeps_zero(country: str) -> bool:
    """Whether numbers of the country begin with a 0 that is dialled from abroad as well (Italy, Côte d'Ivoire)."""
    kinds = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE)
    examples = (phonenumbers.example_number_for_type(country, kind) for kind in kinds)
    return any(example is not None and example.italian_leading_zero for example in examples)


def _reformed(digits: str, country: str | None) -> str | None:
    """The number as its plan stands now."""
    if match := _MEXICO.fullmatch(digits) if country == "MX" or digits.lstrip("+0").startswith("521") else None:
        return f"+52{match['number']}" if match["abroad"] or country == "MX" else None
    if match := _BRAZIL.fullmatch(digits) if country == "BR" or digits.startswith(("+55", "0055")) else None:
        return f"+55{match['area']}9{match['number']}"
    if match := _ARGENTINA.fullmatch(digits) if digits.lstrip("+0").startswith("54") else None:
        return f"+549{match['area']}{match['number']}"
    return None
