"""What stands in a telephone column: one number, several, none, or something a spreadsheet made of it."""

import re
from dataclasses import dataclass
from enum import StrEnum

from meridian.places import tzdb
from meridian.places.text import clean, fold, word_set


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
    """One number of a cell: as typed, what to read as a number, its extension."""

    raw: str
    digits: str
    extension: str | None


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
_SCIENTIFIC = re.compile(r"(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3}){2,}")
_SEPARATOR = re.compile(
    r"\s*(?:[;,|\n\r\t、]|(?<!\w)(?:or|ou|oder|y|und|and|et|или|или)(?!\w)|[或和&]|/)\s*|\s+(?=\+\s?\d)", re.IGNORECASE
)
_EXTENSION = re.compile(
    r"[\s,;(]*(?:\b(?:ext(?:n|ension|ensión)?|anexo|interno?|int|poste|durchwahl|dw|доб|vnitrni|wew)\b[.:]?|[x#]|转|轉|分机|分機|内线|內線)"
    r"[\s.:#]*(\d{1,7})\)?\s*$",
    re.IGNORECASE,
)
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−ー〜～~", "-") | {"\u00a0": " ", "／": "/", "＋": "+"})
_AREA_CODE_DIGITS = 5  # "030/1234567" is one number: at most this many digits before the slash


def read(text: str) -> Cell:
    """Take a cell apart. Blank → no pieces and no problem."""
    text = clean(text).translate(_DASHES).strip("'\"`=").strip()
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
    return Cell(tuple(_piece(raw) for raw in _split(text)))


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


def _split(text: str) -> list[str]:
    """The numbers of a cell as typed. Pieces without digits are labels and vanish; an area code keeps its slash."""
    pieces: list[str] = []
    start, separator = 0, ""
    for match in _SEPARATOR.finditer(text):
        piece = text[start : match.start()]
        ends_area_code = "/" in match[0] and "/" not in separator and not text.startswith("+", match.end())
        if ends_area_code and sum(map(str.isdigit, piece)) <= _AREA_CODE_DIGITS + piece.count("+"):
            continue
        pieces.append(piece)
        start, separator = match.end(), match[0]
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if any(map(str.isdigit, piece))]


def _piece(raw: str) -> Piece:
    match = _EXTENSION.search(raw)
    if match is None or sum(map(str.isdigit, raw[: match.start()])) < 3:
        return Piece(raw, raw.replace("/", " "), None)
    return Piece(raw, raw[: match.start()].replace("/", " "), match[1])
