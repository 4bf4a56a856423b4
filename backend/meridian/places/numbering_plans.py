"""What numbering plans, exit codes and a spreadsheet's losses make of a telephone number that is typed.

Each reading is a form for the library's parser; the first that is valid is meant. Nothing is invented: each holds the
digits that were typed, but for what a numbering plan says of them.
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


# What is dialled before a country's code to leave another country, beside `00`, which is read wherever it stands: from
# America and Australia, Russia, Japan, Cuba, Nigeria and Kenya, and the carriers' codes of Asia.
_EXIT_CODES = ("0011", "011", "810", "010", "119", "009", "000", "001", "002", "005", "006", "007", "008")
_LESS_SURE = frozenset({"011", "010", "119", "007"})  # also area codes, and 00 before Russia's 7
_LOOKS_LIKE_EXIT = re.compile(r"[^\d]*(?:0\D?0|0\D?1|119|8[\s~-]{0,3}10)")
_CARRIER_DASH = re.compile(r"^(8)[\s~-]{1,3}(?=10\b)")  # 8~10, 8-10
_NUMBER = re.compile(r"[^\d]*(\d[\d\s().~/-]*)[^\d]*")
_FEWEST_ABROAD = 7  # digits behind a country's code
_SLIPS = 2  # digits by which a number of the country may be mistyped


def looks_like_exit(text: str) -> bool:
    """Whether the text may begin with an exit code, so that its blanks matter."""
    return _LOOKS_LIKE_EXIT.match(text) is not None


def beyond_exit_code(text: str, country: str | None, *, sure: bool) -> Iterator[str]:
    """`011 49 30 1234567` as `+49301234567`, with blanks and dashes as they were typed; to be taken only if valid.

    The digits alone may as well be a mistyped number of the country (`0116 253 12345` of Leicester is none of
    Indonesia), so the country's code must be seen: between blanks, or behind the exit code with all the rest in one,
    or `country`'s own, or of a number too long for `country` by more than a slip. sure: forms that go before the
    national reading, or else those that go behind it.
    """
    number = _NUMBER.fullmatch(text)
    groups = re.findall(r"\d+", _CARRIER_DASH.sub(r"\1", number[1])) if number else []
    for code in _EXIT_CODES:
        if not groups or not groups[0].startswith(code):
            continue
        rest = list(filter(None, (groups[0].removeprefix(code), *groups[1:])))
        digits = "".join(rest)
        abroad = _country_code(digits)
        if not abroad or len(digits) - len(abroad) < _FEWEST_ABROAD:
            continue
        stands_alone = rest[0] == abroad
        whole = len(rest) == 1 and (groups[0] == code or _is_none_of(country, groups[0], abroad))
        american = code == "001" and len(abroad) > 2  # an area code of America
        if american or not (stands_alone or whole):
            continue
        if sure == (stands_alone and code not in _LESS_SURE):
            yield f"+{digits}"


def _country_code(digits: str) -> str:
    """The country's calling code with which international digits begin; empty where there is none."""
    found = (code for size in (1, 2, 3) if (code := digits[:size]) in _country_codes())
    return next(found, "")


@lru_cache(maxsize=1)
def _country_codes() -> frozenset[str]:
    return frozenset(map(str, phonenumbers.COUNTRY_CODE_TO_REGION_CODE))


def _is_none_of(country: str | None, digits: str, abroad: str) -> bool:
    """Whether the digits without a blank can only be what is dialled from abroad."""
    if country is None:
        return False
    own = abroad == str(phonenumbers.country_code_for_region(country))
    return own or len(digits) > 1 + _usual_length(country) + _SLIPS


@lru_cache(maxsize=512)
def _usual_length(country: str) -> int:
    kinds = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE)
    examples = (phonenumbers.example_number_for_type(country, kind) for kind in kinds)
    return max((len(str(example.national_number)) for example in examples if example), default=15)
