"""Numerals as people and programs write them: one reading, or none. Pure.

`1,234.50`, `1.234,50`, `1 234`, `1'234.50`, `12,34,567`, `.5`, `1.5E+06` and digits of any script. Where a lone point
or comma stands before exactly three digits (`1.234`), the numeral has two readings a thousand apart: the caller says
which holds, or it is refused.
"""

import re
import unicodedata
from decimal import Decimal
from enum import StrEnum

from meridian.imports.rules import Unusable
from meridian.kernel.language import msg
from meridian.places.text import clean


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
