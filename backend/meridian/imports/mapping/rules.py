"""Which field each column probably is: by its heading, checked against what stands in it. Every suggestion says why."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from meridian.imports.mapping import dates
from meridian.imports.mapping.fields import CUSTOM
from meridian.imports.rules import DateOrder, ImportKind, Unusable
from meridian.kernel.language import Message, msg
from meridian.places.countries import resolve_country
from meridian.places.domains import parse_email, website_host
from meridian.places.languages import resolve_language
from meridian.places.phones import parse_phones
from meridian.places.text import clean
from meridian.places.tzdb import canonical_zone
from meridian.sheets.headings import Glossary, customer_glossary, key_of, record_glossary
from meridian.sheets.rules import Column

# Numerals as people and programs write them: one reading, or none. Pure.
#
# `1,234.50`, `1.234,50`, `1 234`, `1'234.50`, `12,34,567`, `.5`, `1.5E+06` and digits of any script. Where a lone
# point or comma stands before exactly three digits (`1.234`), the numeral has two readings a thousand apart: the
# caller says which holds, or it is refused.


class DecimalSign(StrEnum):
    """What stands before the decimals of a file's numbers."""

    POINT = "."
    COMMA = ","


class Lone(StrEnum):
    """How a lone point or comma before exactly three digits reads."""

    GROUPS = "groups"
    REFUSED = "refused"


NUMERAL = r"[.,]?\d(?:[\d.,' ]*\d)?(?:e[+-]?\d{1,3}(?![\d.,]))?"
"""A numeral in text that went through `plain`; it may hold several numbers that only blanks separate."""
_SIGNS = str.maketrans(
    dict.fromkeys("’‘`´ʼ＇٬", "'")
    | dict.fromkeys("−‐‑‒–—﹣－", "-")
    | dict.fromkeys("\u202f\u2009\u00a0\u3000", " ")
    | {"٫": "."}
)
_EXPONENT = re.compile(r"([\d.,]+)e([+-]?\d{1,3})")
_EXACT_DIGITS = 6
"""A spreadsheet's narrow column shows so many digits of a long number and forgets the others."""


def plain(text: str) -> str:
    """`text` in lower case with plain signs and ASCII digits, so that numerals can be found in it."""
    text = clean(text).casefold().translate(_SIGNS)
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char for char in text)


def read(numeral: str, sign: DecimalSign | None = None, lone: Lone = Lone.REFUSED) -> Decimal:
    """The value of a numeral without its minus. Raises `Unusable`: `ambiguous_number`, `rounded_number`, `no_number`.

    sign: what stands before the decimals in the whole file, where that is known.
    """
    numeral = numeral.strip()
    if match := _EXPONENT.fullmatch(numeral):
        return _scientific(match[1], int(match[2]), sign)
    whole, decimals = _parts(numeral, sign, lone)
    if decimals and not decimals.isdigit():
        raise _no_number(numeral)
    return Decimal(f"{_ungrouped(whole, numeral)}.{decimals or '0'}")


def _scientific(mantissa: str, exponent: int, sign: DecimalSign | None) -> Decimal:
    digits = re.sub(r"\D", "", mantissa)
    if exponent >= len(digits) >= _EXACT_DIGITS:
        raise Unusable(
            "rounded_number",
            msg(
                "“{mantissa}E{exponent}” was rounded by a spreadsheet: its last digits are lost",
                mantissa=mantissa,
                exponent=exponent,
            ),
        )
    if exponent > 30 or not re.fullmatch(r"\d[.,]?\d*", mantissa):
        raise _no_number(f"{mantissa}E{exponent}")
    return Decimal(mantissa.replace(",", ".")).scaleb(exponent)


def _parts(numeral: str, sign: DecimalSign | None, lone: Lone) -> tuple[str, str]:
    """What stands before and behind the decimal sign."""
    signs = re.findall("[.,]", numeral)
    if not signs:
        return numeral, ""
    whole, _, tail = numeral.rpartition(signs[-1])
    if len(set(signs)) == 2:
        if signs.count(signs[-1]) > 1:
            raise _no_number(numeral)
        return whole, tail
    if len(signs) > 1:
        return numeral, ""
    is_plain = not whole or (whole.isdigit() and len(whole) <= 3 and not whole.startswith("0"))
    if len(tail) != 3 or not whole or not is_plain:
        return whole, tail
    if sign is not None:
        return (whole, tail) if signs[0] == sign else (numeral, "")
    if lone is Lone.REFUSED:
        detail = msg(
            "“{numeral}” may be {whole}{tail} or {whole}.{tail}: say which sign the file's decimals have",
            numeral=numeral,
            whole=whole,
            tail=tail,
        )
        raise Unusable("ambiguous_number", detail)
    return numeral, ""


def _ungrouped(whole: str, numeral: str) -> str:
    """The digits before the decimals; by threes, or as in India by twos above the last three."""
    groups = re.split("[.,' ]", whole) if whole else ["0"]
    marks = set(re.findall("[.,' ]", whole))
    if len(groups) == 1:
        return groups[0]
    first, *middle, last = groups
    regular = all(len(group) == 3 for group in groups[1:]) and 1 <= len(first) <= 3
    indian = len(last) == 3 and all(len(group) == 2 for group in middle) and 1 <= len(first) <= 2 and marks == {","}
    if len(marks) > 1 or first.startswith("0") or not (regular or indian):
        raise _no_number(numeral)
    return "".join(groups)


def _no_number(numeral: str) -> Unusable:
    return Unusable("no_number", msg("“{numeral}” is no number as anybody writes one", numeral=numeral[:40]))


_WITH_SIGN = re.compile(rf"[^\d]*?({NUMERAL})[^\d]*")


def sign_of(text: str) -> DecimalSign | None:
    """The sign before the decimals of a cell that can have one reading only."""
    match = _WITH_SIGN.fullmatch(plain(text))
    if match is None:
        return None
    try:
        whole, decimals = _parts(match[1].strip(), None, Lone.REFUSED)
        _ungrouped(whole, match[1])
    except Unusable:
        return None
    return DecimalSign(match[1].strip()[len(whole)]) if decimals.isdigit() and "e" not in whole else None


_NOTHING = frozenset(
    ["", "-", "--", "---", "—", "/", "?", "n/a", "n.a.", "null", "nil", "无", "暂无", "未知", "不详", "空"]
)
_ERRORS = frozenset(["#n/a", "#na", "#ref!", "#value!", "#name?", "#div/0!", "#num!", "#null!", "#spill!"])
"""What a spreadsheet writes where it could not calculate."""
_BLANK = _NOTHING | _ERRORS
_LONGEST_BLANK = max(map(len, _BLANK))


def is_blank(text: str) -> bool:
    """Whether the cell holds nothing, in whatever words."""
    text = text.strip()
    return len(text) <= _LONGEST_BLANK and text.casefold() in _BLANK


ENOUGH = 0.4
_EXACT, _PART, _CONTENT = 0.9, 0.6, 0.5
_AGREES, _CONTRADICTS, _UNMISTAKABLE = 0.6, 0.25, 0.8
_LOOKED_AT = 60
_ANY_DAY = date(2026, 1, 1)
_NUMBERS = ("budget", "expected_annual_sales", "employee_count", CUSTOM)


class Suggestion(NamedTuple):
    """confidence is between 0 and 1; reason explains it in a sentence."""

    column: int
    field: str
    contact: int
    confidence: float
    reason: Message


class Content(NamedTuple):
    """A kind of content: what it is called, whether a cell has it, and the fields it belongs to, likeliest first.

    alone: what is distinct enough to suggest a field without a heading; None where nothing is.
    """

    name: Message
    holds: Callable[[str], bool]
    fields: tuple[str, ...]
    alone: Callable[[str], bool] | None = None


def _is_phone_like(text: str) -> bool:
    """Whether it may be a phone number where the heading says so."""
    return re.fullmatch(r"[+(]?[\d\s()./+-]{6,}.*", text) is not None or _is_phone(text)


def _is_phone(text: str) -> bool:
    """A phone number and nothing else: it names its country. Digits alone may be any number."""
    return text.lstrip(" '(").startswith(("+", "00")) and any(phone.valid for phone in parse_phones(text))


def _is_date(text: str) -> bool:
    try:
        return dates.read_date(text, DateOrder.DMY, _ANY_DAY) is not None
    except Unusable:
        return True  # a date, though none that can be


def _is_website(text: str) -> bool:
    return "." in text and "@" not in text and " " not in text.strip() and website_host(text) is not None


def _is_email(text: str) -> bool:
    return parse_email(text) is not None


def _is_zone(text: str) -> bool:
    return "/" in text and canonical_zone(text) is not None


def _is_id(text: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", text.strip(), re.IGNORECASE) is not None


def _is_country(text: str) -> bool:
    return resolve_country(text) is not None


def _is_language(text: str) -> bool:
    return resolve_language(text) is not None


_PHONE_FIELDS = ("phone", "contact.phone", "messaging.whatsapp", "contact.whatsapp")
_CONTENTS = (
    Content(msg("email addresses"), _is_email, ("email", "contact.email"), _is_email),
    Content(msg("web addresses"), _is_website, ("website",), _is_website),
    Content(msg("time zones"), _is_zone, ("zone",), _is_zone),
    Content(msg("countries"), _is_country, ("country",), lambda text: len(text) > 3 and _is_country(text)),
    Content(msg("phone numbers"), _is_phone_like, _PHONE_FIELDS, _is_phone),
    Content(msg("dates"), _is_date, ("started_at", "ended_at", "obtained_at", "contact.birthday")),
    Content(msg("languages"), _is_language, ("languages", "contact.languages")),
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
        if suggestion.confidence >= ENOUGH
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
        return [Suggestion(column.place, f"{CUSTOM}{own}", 1, 0.95, msg("the heading is that of a field of your own"))]
    known = glossary.find(column.header)
    if known is not None and known.left_out:
        return []
    if known is not None and known.code == "id" and cells and _part(_is_id, cells) < _AGREES:
        known = known._replace(code="external_id")  # another system's number of the customer
    if known is not None:
        number = re.search(r"\d+$", column.header.strip())
        contact = int(number[0]) if number and known.code.startswith("contact.") and 1 < int(number[0]) <= 5 else 1
        confidence = _EXACT if known.exact else _PART
        reads = msg("the heading reads “{name}”", name=known.name)
        reason = reads if known.exact else msg("the heading contains “{name}”", name=known.name)
        return _weighed(Suggestion(column.place, known.code, contact, confidence, reason), cells)
    content = next((each for each in _CONTENTS if each.alone and _part(each.alone, cells) >= _UNMISTAKABLE), None)
    if content is None or content.alone is None:
        return []
    field = next((field for field in content.fields if field in glossary.headings), None)
    if field is None:
        return []
    share = _part(content.alone, cells)
    return [Suggestion(column.place, field, 1, round(_CONTENT * share, 2), _seen(content, share))]


def _weighed(suggestion: Suggestion, cells: Sequence[str]) -> list[Suggestion]:
    """The suggestion made surer or doubtful by what stands in the column."""
    content = _CONTENT_OF.get(suggestion.field)
    if content is None or not cells:
        return [suggestion]
    share = _share(content, cells)
    reason = _and(suggestion, _seen(content, share))
    if share >= _AGREES:
        return [suggestion._replace(confidence=min(0.99, suggestion.confidence + 0.08), reason=reason)]
    if share <= _CONTRADICTS:
        return [suggestion._replace(confidence=round(suggestion.confidence / 2, 2), reason=reason)]
    return [suggestion._replace(reason=reason)]


def _belonging(suggestion: Suggestion, chosen: Mapping[int, Suggestion]) -> Suggestion:
    """A mobile phone is a person's where persons are named, else the company's."""
    persons = {each.contact for each in chosen.values() if each.field in ("contact.name", "contact.last_name")}
    if suggestion.field == "contact.phone" and suggestion.contact not in persons:
        return suggestion._replace(field="phone", contact=1, reason=_and(suggestion, msg("no contact is named")))
    return suggestion


def _share(content: Content, cells: Sequence[str]) -> float:
    return _part(content.holds, cells)


def _part(holds: Callable[[str], bool], cells: Sequence[str]) -> float:
    return sum(map(holds, cells)) / len(cells) if cells else 0.0


def _and(suggestion: Suggestion, more: Message) -> Message:
    return msg("{why}; {more}", why=suggestion.reason, more=more)


def left_out(kind: ImportKind, heading: str) -> Message | None:
    """Why a column is not taken although its heading is known; None where it is no such heading."""
    known = glossary_of(kind).find(heading)
    return msg("“{name}” is known and left out", name=known.name) if known is not None and known.left_out else None


def _seen(content: Content, share: float) -> Message:
    return msg("{share} of the cells looked at hold {content}", share=f"{share:.0%}", content=content.name)


def date_order(columns: Sequence[Column], sample: Sequence[Sequence[str]]) -> DateOrder:
    """The order the file's dates can only have, else day first."""
    orders = (dates.order_of(row[at] for row in sample) for at in range(len(columns)))
    return next((order for order in orders if order is not None), DateOrder.DMY)


def decimal_sign(cells: Iterable[str]) -> DecimalSign | None:
    """What stands before the decimals of these numbers; None where they leave it open or disagree."""
    found = {sign for cell in cells if (sign := sign_of(cell)) is not None}
    return found.pop() if len(found) == 1 else None


def holds_numbers(suggestion: Suggestion) -> bool:
    """Whether the field is one of numbers, or may be: the company's own."""
    return suggestion.field.startswith(_NUMBERS)
