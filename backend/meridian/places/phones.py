"""What stands in a telephone column; numbers as people type them → E.164, and what is wrong with the rest."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType, ValidationResult

from meridian.places import tzdb
from meridian.places.numbering_plans import beyond_exit_code, looks_like_exit, readings, with_extension
from meridian.places.text import clean, fold, word_set

# What stands in a telephone column: one number, several, none, or something a spreadsheet made of it.


class PhoneProblem(StrEnum):
    """Why there is no number to dial."""

    PLACEHOLDER = "placeholder"  # "unknown", "n/a", "0": somebody had to write something
    TIME_ZONE = "time_zone"  # Europe/Madrid
    PRECISION_LOST = "precision_lost"  # 4.42071E+11: the last digits are gone
    NO_DIGITS = "no_digits"
    TOO_SHORT = "too_short"  # also short codes, which cannot be dialled from abroad
    TOO_LONG = "too_long"
    AREA_CODE_MISSING = "area_code_missing"
    COUNTRY_NEEDED = "country_needed"  # a national form, and no country to read it by
    NOT_ASSIGNED = "not_assigned"  # no such number in the country's numbering plan


@dataclass(frozen=True, slots=True)
class Piece:
    """One number of a cell: as typed, what to read as a number, its extension, what parts it from the piece before."""

    raw: str
    digits: str
    extension: str | None
    separator: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """The pieces of a cell, or the one problem of the whole."""

    pieces: tuple[Piece, ...] = ()
    problem: PhoneProblem | None = None


_PLACEHOLDERS = word_set(
    """
    unknown unkown n/a na n.a. none null nil nan tbd tba test dummy no nophone notavailable missing empty xxx x
    keine kein sin ninguno aucun нет 无 没有 未知 暂无 不详 不知道 待定 空 测试
    """
)
_PLACEHOLDER = re.compile(r"[+#*]*([^\d]+?)\d{0,3}")
_OFFSET = re.compile(r"(?:GMT|UTC)\s*[+-]\s*\d{1,2}(?::?\d{2})?", re.IGNORECASE)
_WHOLE_FLOAT = re.compile(r"(\+?\d+)[.,]0+")
_SCIENTIFIC = re.compile(r"\+?(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3}){2,}")
_SEPARATOR = re.compile(
    r"\s*(?:[;,|\n\r\t、]|(?<!\w)(?:or|ou|oder|y|und|and|et|или)(?!\w)|[或和&]|/)\s*|\s+(?=\+\s?\d)", re.IGNORECASE
)
_SCHEME = re.compile(r"(?:tel|sips?|callto|phone):(?://)?", re.IGNORECASE)
_PARAMETER = re.compile(r";\s*(?!ext)[a-z-]+=[^;,\s]*|(?<=\d)@\S+", re.IGNORECASE)
_EXTENSION_PARAMETER = re.compile(r"[;,]+\s*(?=ext)", re.IGNORECASE)

# What an extension is called, folded; a point may follow. Words that touch the digits before them stand in the second.
_WORDS = """
    xt ext extn exten extension extensao estensione extensie loc local anexo interno interior internt intern int ramal
    r poste p durchwahl dw app apparat klappe nst nebenstelle anknytning ankn lokalnummer lokal lok alanumero ala klapka
    kl linka wewnetrzny wewn wew w dahili dah mellek mell toestel toest tst doorkies kucni pesawat pes pswt sisetel vid
    доб добавочный вн внутр внутренний дод внутрішній вътр вътрешен εσωτερικο εσωτ εσ
    שלוחה תחוילה تحويله تحويلة داخلي داخلى داخلی فرعي nhanh
"""
_SIGNS_AND_DENSE = "x|#|\\*|(?:转接?)?(?:分机|内线)(?:号码?|番号)?|转接?|内|内선|내선(?:번호)?|구내|교환|ต่อ"
_EXTENSION = re.compile(
    rf"[\s,;(（-]*(?:(?<![^\W\d_])(?:{'|'.join(fold(word) for word in _WORDS.split())}|may\s?le)(?![^\W\d_])[.:]?"
    rf"(?:\s*(?:no|nr|num|number|numero|c)(?![^\W\d_])\.?)?"
    rf"|{_SIGNS_AND_DENSE}|(?<=\d)[pw](?=\d))[\s.:#=号-]*(\d{{1,7}})\s*\)?\s*$"
)
_EXTENSION_FIRST = re.compile(  # "12 mellék", "12-es mellék"
    rf"\D{{0,3}}(\d{{1,6}})(?:-?[aeo]s)?[\s.-]*(?:{'|'.join(fold(word) for word in _WORDS.split())})\W*"
)
_EXIT_BEFORE_PLUS = re.compile(r"^\(?(?:00|011|0011|810)\)?[\s-]*(?=\+\s?\d)")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー〜～~", "-") | {"\u00a0": " ", "／": "/", "＋": "+"})
_LABEL = re.compile(r"[(（\[]?[^\W\d_][^\d+]*")
_LAST_WORDS = re.compile(r"[\s(（\[-]+[^\W\d_][^\d]*$")  # "x44 (work)"
_SHORTEST = 7  # digits of any number that can be dialled from abroad
_AREA_CODE_DIGITS = 5  # "030/1234567" is one number: at most this many digits before the slash


def read_cell(text: str) -> Cell:
    """Take a cell apart. Blank → no pieces and no problem."""
    text = _EXIT_BEFORE_PLUS.sub("", clean(text).translate(_DASHES).strip("'\"`=").strip())
    if _SCHEME.match(text) or ";" in text:
        text = _EXTENSION_PARAMETER.sub(" ", _PARAMETER.sub("", _SCHEME.sub("", text, count=1)))
    if not text:
        return Cell()
    if match := _SCIENTIFIC.fullmatch(text):
        mantissa, exponent = match[1] + (match[2] or ""), int(match[3])
        if len(mantissa) <= exponent:
            return Cell(problem=PhoneProblem.PRECISION_LOST)
        text = mantissa[: exponent + 1]
    elif match := _WHOLE_FLOAT.fullmatch(text):
        text = match[1]
    elif _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if problem := _not_a_number(text):
        return Cell(problem=problem)
    return Cell(tuple(_piece(raw, separator) for raw, separator in _split(text)))


def _not_a_number(text: str) -> PhoneProblem | None:
    if _is_placeholder(text):
        return PhoneProblem.PLACEHOLDER
    if _OFFSET.fullmatch(text) or tzdb.canonical_zone(text):
        return PhoneProblem.TIME_ZONE
    if not any(map(str.isdigit, text)):
        return PhoneProblem.NO_DIGITS
    return None


def _is_placeholder(text: str) -> bool:
    digits = {char for char in text if char.isdigit()}
    if digits <= {"0"} and not any(map(str.isalpha, text)):
        return True  # "0", "000-000", "-", "?"
    match = _PLACEHOLDER.fullmatch(text)
    return match is not None and re.sub(r"[\s._-]", "", fold(match[1])) in _PLACEHOLDERS


def _split(text: str) -> list[tuple[str, str]]:
    """The numbers of a cell as typed, and what stands before each.

    Pieces without digits are labels and vanish; an area code keeps its slash.
    """
    pieces: list[tuple[str, str]] = []
    start, separator = 0, ""
    for match in _SEPARATOR.finditer(text):
        piece = text[start : match.start()]
        ends_area_code = "/" in match[0] and "/" not in separator and not text.startswith("+", match.end())
        if ends_area_code and _digits(piece) <= _AREA_CODE_DIGITS + piece.count("+"):
            continue
        pieces.append((piece, separator))
        start, separator = match.end(), match[0]
    pieces.append((text[start:], separator))
    labelled = [(part, parted) for piece, parted in pieces for part in _labelled(piece)]
    return [(piece.strip(), parted.strip()) for piece, parted in labelled if any(map(str.isdigit, piece))]


def _labelled(piece: str) -> Iterator[str]:
    """`Tel: 030 1234567 Fax: 030 1234568` at its labels, where a whole number stands before one and digits behind it.

    Whatever the label means, its digits do not belong to the number before it: `+49 151 23456789 (room 12)`.
    """
    start = 0
    labels = [label.start() for label in _LABEL.finditer(piece)]
    for at, end in pairwise([*labels, len(piece)]):
        before, behind = piece[start:at], piece[at:end]
        if _digits(before) >= _SHORTEST and _digits(behind) and not _EXTENSION.search(fold(before + behind)):
            yield before
            start = at
    yield piece[start:]


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


def _piece(raw: str, separator: str) -> Piece:
    text = fold(raw)
    match = _EXTENSION.search(text) or _EXTENSION.search(_LAST_WORDS.sub("", text))
    if match is None or _digits(text[: match.start()]) < 3:
        return Piece(raw, raw.replace("/", " "), None, separator)
    return Piece(raw, text[: match.start()].replace("/", " "), match[1], separator)


# Telephone numbers as people type them → E.164, with what is known about each and what is wrong with the rest.
#
# A cell may hold several numbers, labels, extensions and mistakes of spreadsheets; every piece comes back, the unusable
# ones with their `problem`. A number is never completed by guessing: without `+` it is read as the given country's.


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
_PLAIN = re.compile(r"(?!\+ ?8[ (-])\+?[\d ()-]{7,20}")
_NO_PUNCTUATION = str.maketrans("", "", " ()-")
_LETTERS = re.compile(r"[^\W\d_]+")
_LETTER_RUN = re.compile(r"[^\W\d_][^\d+]*")
_LONGEST = 15
_FEWEST_LOCAL = 6  # digits of a number within one town


@lru_cache(maxsize=65536)
def parse_phones(text: str, country: str | None = None) -> tuple[Phone, ...]:
    """Every number in what was typed into a cell; `country` (ISO alpha-2) reads national forms. Blank → empty.

    An abbreviated second number (`4470 1234/35`) takes its beginning from the one before; a second extension
    (`ext. 121 / 136`) repeats it. A few digits behind a comma or semicolon are what a dialler sends after a pause: the
    extension.
    """
    if _PLAIN.fullmatch(text) and text.strip("+0 ()-"):  # most cells; the rest of this function only costs time on them
        return (_parse(text, text.translate(_NO_PUNCTUATION), None, country, written=text),)
    cell = read_cell(text)
    if cell.problem:
        return (Phone(raw=text.strip(), problem=cell.problem),)
    phones: list[Phone] = []
    for piece in cell.pieces:
        phone = _parse(piece.raw, piece.digits, piece.extension, country)
        if phones and phones[-1].valid and _is_pause(piece):
            phones[-1] = replace(phones[-1], raw=f"{phones[-1].raw}{piece.separator}{piece.raw}", extension=piece.raw)
            continue
        if phones and phone.valid and _is_a_part(phone, phones[-1]):
            phone = Phone(phone.raw, problem=PhoneProblem.TOO_SHORT)
        if phones and not phone.valid:
            phone = _continued(phones[-1], phone) or phone
        phones.append(phone)
    return tuple(phones)


def _is_pause(piece: Piece) -> bool:
    """Whether the piece is digits that follow a number behind a comma or semicolon, too few to be one themselves."""
    return piece.separator in (",", ";") and piece.raw.isdigit() and len(piece.raw) < _FEWEST_LOCAL


def _is_a_part(phone: Phone, before: Phone) -> bool:
    """Whether a few digits behind a longer number are no number of their own, whatever a numbering plan makes of them.

    `room 16400` is a pager in Germany; `mobile 51234` behind a number of the Falkland Islands is as long as that one.
    """
    few = not phone.international and _digits(phone.raw) < _FEWEST_LOCAL
    return few and len(before.e164 or "") > len(phone.e164 or "")


def parse_phone(text: str, country: str | None = None) -> Phone | None:
    """The first usable number of a cell, else its first piece with the problem; `None` for a blank cell."""
    phones = parse_phones(text, country)
    return next((phone for phone in phones if phone.valid), phones[0] if phones else None)


def _continued(before: Phone, phone: Phone) -> Phone | None:
    """`phone` as an abbreviation of the number `before` it: another extension, or other last digits."""
    digits = re.sub(r"\D", "", phone.raw)
    if _LETTERS.search(phone.raw):  # "ext. 121 / ext. 136", and no "room 12"
        said = _EXTENSION.fullmatch(fold(phone.raw)) or _EXTENSION_FIRST.fullmatch(fold(phone.raw))
        return replace(before, raw=phone.raw, extension=said[1]) if said and before.e164 else None
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


def _parse(raw: str, text: str, extension: str | None, country: str | None, written: str = "") -> Phone:
    """One number; `written`: the text with its blanks where `text` has none."""
    leaves = looks_like_exit(written or text)
    if leaves and (phone := _from_abroad(raw, written or text, extension, country, sure=True)):
        return phone
    phone = None
    for form in _forms(text):
        for meant in readings(form, country):
            phone = _parse_form(raw, meant, extension, country)
            if phone.valid:
                return phone
    if leaves and (abroad := _from_abroad(raw, written or text, extension, country, sure=False)):
        return abroad
    if extension is None and (parts := with_extension(raw, country)):
        whole = _parse(raw, parts[0], parts[1], country)
        if whole.valid:
            return whole
    return phone or Phone(raw, problem=PhoneProblem.NO_DIGITS)


def _from_abroad(raw: str, text: str, extension: str | None, country: str | None, *, sure: bool) -> Phone | None:
    forms = (meant for form in beyond_exit_code(text, country, sure=sure) for meant in readings(form, None))
    phones = (_parse_form(raw, form, extension, None) for form in forms)
    return next((phone for phone in phones if phone.valid), None)


def _forms(text: str) -> Iterator[str]:
    """How a piece may be meant, likeliest first; if none is valid, the last one says what is wrong."""
    words_out = _LETTER_RUN.sub(" ", text).strip() if _LETTERS.search(text) else text.strip()
    if words_out != text.strip():
        yield words_out  # "020 7222 5600 office"
        yield text  # "780-464-RIDE": a word to dial
    if words_out.startswith(("00", "(00", "+00")) and not words_out.lstrip("(+").startswith("0011"):
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
    digits = _digits(text)
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
    if text.startswith("+") and text.isascii() and text[1:].isdigit():
        return text[:0:-1]
    return "".join(char for char in reversed(text) if char.isdigit() and char.isascii())
