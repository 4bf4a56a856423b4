"""The one number that a telephone system gives, in whatever form, and whether a known number is that very one.

`phone_search` finds what somebody may mean who types a part; here a caller is told apart from everybody else: `tel:`
and `sip:` links, headers (`"Anna" <sip:…>`), `;ext=`, `;phone-context=`, `00`, national forms.
"""

import re
from typing import NamedTuple
from urllib.parse import unquote

from meridian.places.phone_search import core_of, readings
from meridian.places.phones import parse_phones, read_cell
from meridian.places.text import clean

SHORTEST = 5
"""Digits that a number without its country's code must have to be looked for."""
LONGEST_EXTENSION = 6
WITHHELD = frozenset({"anonymous", "restricted", "private", "unknown", "unavailable", "withheld", "blocked"})
_ADDRESS = re.compile(r"[^<>]*<([^<>]+)>.*")
_CONTEXT = re.compile(r";\s*phone-context=(\+[\d.()-]+)", re.IGNORECASE)
_USER = re.compile(r"(?:tel|sips?):(?://)?([^@;?]*)", re.IGNORECASE)
_EXTENSION = re.compile(rf"\d{{2,{LONGEST_EXTENSION}}}")
_FROM_ABROAD = re.compile(r"(?:(?:tel|sips?|callto|phone):(?://)?)?\s*(?:\(?\+|00(?!0))", re.IGNORECASE)


class NumberSought(NamedTuple):
    """What to look for: whole numbers in E.164, or else how it ends.

    text: the number as written, without what stands around it. national: it may be dialled so within any country.
    extension: of the party called. inner: the text is so short that it may be an extension of our own. withheld: the
    caller does not say who it is.
    """

    text: str = ""
    whole: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    national: bool = False
    extension: str | None = None
    inner: str | None = None
    withheld: bool = False


def number_sought(written: str, country: str | None = None) -> NumberSought:
    """Reads a number as a telephone system writes it; `country` (ISO alpha-2) is where national forms are dialled."""
    text = _without_header(clean(written))
    user = _USER.match(text)
    plain = (user[1] if user else text).strip()
    if plain.casefold() in WITHHELD or not plain:
        return NumberSought(withheld=True)
    if _EXTENSION.fullmatch(plain):
        return NumberSought(inner=plain)
    core = core_of(text)
    if core is None:
        return NumberSought()
    phones = [phone for phone in parse_phones(core, country) if phone.e164]
    extension = next((phone.extension for phone in phones if phone.extension), None) or _extension(core)
    whole = tuple(dict.fromkeys(phone.e164 for phone in phones if phone.e164))
    placed = country is not None or _FROM_ABROAD.match(core) is not None
    if whole and placed:
        return NumberSought(core, whole, extension=extension)
    digits = tuple(each for each in _endings(core) if len(each) >= SHORTEST)
    return NumberSought(core, endings=digits, national=not placed, extension=extension)


def is_meant(sought: NumberSought, e164: str, country: str | None) -> bool:
    """Whether a known number is the one sought. A national form is read as its own country reads it."""
    if sought.whole:
        return e164 in sought.whole
    if e164[1:] in sought.endings and _digits(sought.text).lstrip("0") == e164[1:]:
        return True  # the country's code without its plus
    readable = sought.national and country is not None
    return readable and any(phone.e164 == e164 for phone in parse_phones(sought.text, country))


def _without_header(text: str) -> str:
    """The address of a SIP header, its escapes read, its phone-context put before the number it completes."""
    if match := _ADDRESS.fullmatch(text):
        text = match[1].strip()
    if "%" in text:
        text = unquote(text)
    context, user = _CONTEXT.search(text), _USER.match(text)
    if context and user and not user[1].startswith("+"):
        rest = text[user.end() :].replace(context[0], "")
        return f"tel:{context[1]}{user[1]}{rest}"
    return text


def _extension(core: str) -> str | None:
    return next((piece.extension for piece in read_cell(core).pieces if piece.extension), None)


def _endings(core: str) -> list[str]:
    return list(dict.fromkeys(each for piece in read_cell(core).pieces for each in readings(piece.digits.strip(" -."))))


def _digits(text: str) -> str:
    pieces = read_cell(text).pieces
    return "".join(char for char in pieces[0].digits if char.isdigit()) if len(pieces) == 1 else ""
