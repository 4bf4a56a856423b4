"""The one number that a telephone system gives, in whatever form, and whether a known number is that very one.

`phone_search` finds what somebody may mean who types a part; here a caller is told apart from everybody else: `tel:`
and `sip:` links, headers (`"Anna" <sip:…>`), `;ext=`, `;phone-context=`, `00`, national forms.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from phonenumbers.tzdata import TIMEZONE_DATA

from meridian.places import tzdb
from meridian.places.numbering_plans import with_extension
from meridian.places.phones import Phone, PhoneKind, parse_phones, read_cell
from meridian.places.text import clean

# Which numbers somebody means who pastes one to look it up, in whatever form it was found.


_LABEL = re.compile(
    r"(?:callto|tele?(?:phone|fon|fono|fone)?|phone|fon|ph|mob(?:ile|il)?|cell|handy|móvil|movil|celular|whats\s?app|fax|office|work"
    r"|direct|main|number|call|тел(?:ефон)?|моб|电话号?码?|手机号?码?|座机|電話|携帯|전화|هاتف|t|p|m|f)\.?(?:\s*(?:no|nr|n°|№)\.?)?\s*[:.：]?\s*",
    re.IGNORECASE,
)
_CHAT = re.compile(
    r"(?:https?://)?(?:wa\.me/|api\.whatsapp\.com/send/?\?phone=|whatsapp://send/?\?phone=)\+?(\d{6,15}).*"
)
_ADDRESS = re.compile(r"[^<>]*<\s*([^<>]+)>[^<>]*")  # "Anna" <tel:+49…>
_BEHIND = re.compile(r"\s*[(\[][^()\[\]\d]{1,20}[)\]]\s*$")
_PICTURE = re.compile(r"[\u2600-\u27bf\u2b50\ufe0f\U0001f000-\U0001faff]")
_DIALLED = re.compile(r"[+(\d][\d\s()./+-]*")
_FEWEST_LABELLED = 6  # digits: `M. 54` is no phone
# How a number is written within a country, and what is left of it from abroad.
_NATIONAL = (
    re.compile(r"8(\d{8,10})"),  # Russia, Kazakhstan, Lithuania
    re.compile(r"80(\d{9})"),  # Belarus
    re.compile(r"0?4[45](\d{10})"),  # Mexico, before 2019
    re.compile(r"1(\d{10})"),
    re.compile(r"(?:521|44|45)(\d{10})"),
    re.compile(r"(?:11|10|810)(\d{9,13})"),  # from America, Australia, Japan, Russia
)
_ARGENTINE_MOBILE = re.compile(r"(?:54)?9?0?(11|[23]\d{2,3}?)15(\d{6,8})")
_BRAZILIAN_MOBILE = re.compile(r"(?:55)?([1-9]\d)([6-9]\d{7})")


def endings(text: str, shortest: int) -> list[str]:
    """Digits with which the numbers meant end, likeliest reading first; empty when the text is no phone.

    Whatever prefix was typed, `+`, `00`, a trunk `0` or `8` or none, the rest is how the E.164 form ends; where too few
    digits would be left, the noughts are no prefix but some of a number's last digits. Labels, links
    (`tel:`, `sip:`, `wa.me`), pictures, dashes of any length, digits of any script and extensions are passed over.
    """
    core = core_of(text)
    if core is None:
        return []
    found: dict[str, None] = {}
    for piece in read_cell(core).pieces:
        dialled = piece.digits.strip(" -.")
        if not _DIALLED.fullmatch(dialled):
            return []
        read = [each for each in readings(dialled) if len(each) >= shortest]
        found.update(dict.fromkeys(read or [_typed(dialled)]))
    return [each for each in found if len(each) >= shortest]


def core_of(text: str) -> str | None:
    """The text without what stands around numbers; None where something else remains."""
    if match := _ADDRESS.fullmatch(text.strip()):
        text = match[1]
    text = _PICTURE.sub(" ", clean(unquote(text) if "%2b" in text.casefold() else text)).strip(" \"'“”‘’<>[]{}")
    if match := _CHAT.fullmatch(text):
        return f"+{match[1]}"
    bare = _BEHIND.sub("", text)
    if (label := _LABEL.match(bare)) and sum(map(str.isdigit, bare)) >= _FEWEST_LABELLED:
        bare = bare[label.end() :]
    return bare.strip(" :-") if any(map(str.isdigit, bare)) else None


def readings(dialled: str) -> Iterator[str]:
    """How the E.164 form of what is dialled may end, likeliest first."""
    if parts := with_extension(dialled, "CN"):
        yield from readings(parts[0])
    yield from (phone.e164[1:] for phone in parse_phones(dialled) if phone.e164)
    digits = _typed(dialled.replace("(0)", "")).lstrip("0")
    yield digits
    yield from (match[1] for pattern in _NATIONAL if (match := pattern.fullmatch(digits)))
    if match := _ARGENTINE_MOBILE.fullmatch(digits):
        yield match[1] + match[2]
    if match := _BRAZILIAN_MOBILE.fullmatch(digits):
        yield f"{match[1]}9{match[2]}"


def _typed(dialled: str) -> str:
    return "".join(str(int(char)) for char in dialled if char.isdigit())


SHORTEST = 5
"""Digits that a number without its country's code must have to be looked for."""
LONGEST_EXTENSION = 6
WITHHELD = frozenset({"anonymous", "restricted", "private", "unknown", "unavailable", "withheld", "blocked"})
_NAMED_URI = re.compile(r"[^<>]*<([^<>]+)>.*")
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
    if match := _NAMED_URI.fullmatch(text):
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


# The area codes of countries that keep several times → their zones.
#
# The library's prefix table is the ground. It is coarser than some numbering plans, older than some changes of time,
# and for area codes that two times share its answer for exchanges it does not list is arbitrary; the two tables here
# put that right (found by comparing it with the library's own place names of each prefix).


_Table = Mapping[str, tuple[str, ...]]  # digits after the `+` → zones

# Stand instead of everything the library has under that prefix; () where the digits tell no place.
_INSTEAD: _Table = {
    # Australia: 02 and 03 are right; 07 is filed under Sydney, 08 under two of its three times.
    "617": ("Australia/Brisbane",),
    **dict.fromkeys(("6185", "6186", "6189"), ("Australia/Perth",)),
    **dict.fromkeys(("6187", "6188"), ("Australia/Adelaide",)),
    **dict.fromkeys(("61879", "61889"), ("Australia/Darwin",)),
    # Brazil: western Pará left Manaus's time in 2008.
    **dict.fromkeys(("5591", "5593", "5594"), ("America/Belem",)),
    # Canada's three territories share 867.
    "1867": ("America/Whitehorse", "America/Edmonton", "America/Rankin_Inlet", "America/Iqaluit"),
    # Chile: Magallanes and Aysén keep summer time all year; mobiles look like area code 9.
    "5661": ("America/Punta_Arenas",),
    "5667": ("America/Coyhaique",),
    "569": (),
    # Mexico: Chihuahua left Mazatlán's time in 2022.
    **dict.fromkeys(
        (f"52{code}" for code in (614, 621, 625, 627, 628, 629, 635, 636, 639, 648, 649, 652, 657, 659)),
        ("America/Chihuahua",),
    ),
    # Russia: Saratov keeps Samara's time since 2016; Kaliningrad is filed under Bucharest.
    "7845": ("Europe/Saratov",),
    "7401": ("Europe/Kaliningrad",),
}
# Stand where the library lists no longer prefix.
_OTHERWISE: _Table = {
    "1219": ("America/Chicago",),
    "1775": ("America/Los_Angeles",),
    "1907": ("America/Anchorage",),
    "1906": ("America/Detroit", "America/Menominee"),
    "1308": ("America/Chicago", "America/Denver"),
    **dict.fromkeys(("1208", "1986"), ("America/Boise", "America/Los_Angeles")),
    **dict.fromkeys(("1250",), ("America/Vancouver", "America/Edmonton")),
    **dict.fromkeys(("1270", "1364", "1423", "1729", "1448", "1850"), ("America/Chicago", "America/New_York")),
    **dict.fromkeys(("1812", "1930"), ("America/Indiana/Indianapolis", "America/Chicago")),
}
_USUAL: _Table = {**TIMEZONE_DATA, **_OTHERWISE}
_LONGEST = 9
_PLACED = frozenset({PhoneKind.FIXED, PhoneKind.MOBILE, PhoneKind.FIXED_OR_MOBILE})


# Countries whose mobiles carry the area code: Mexico, Argentina, Brazil.
_PLACED_MOBILES = ("+52", "+54", "+55")


def zones_of_phone(phone: Phone) -> tuple[str, ...]:
    """The canonical zones to which a number's area code belongs.

    Empty when the number says nothing about a place: toll-free, shared-cost, most mobiles. The table is coarse (it
    knows Europe/Bucharest for Estonia), so use it only to choose among the zones of the number's own country.
    """
    if not phone.valid or phone.e164 is None or phone.kind not in _PLACED:
        return ()
    if phone.kind is PhoneKind.MOBILE and not phone.e164.startswith(_PLACED_MOBILES):
        return ()
    digits = phone.e164.removeprefix("+")
    zones = _longest_match(digits, _INSTEAD)
    return _canonical(_longest_match(digits, _USUAL) or () if zones is None else zones)


@lru_cache(maxsize=4096)
def _canonical(zones: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(tzdb.canonical_zone, zones))))


def _longest_match(digits: str, table: _Table) -> tuple[str, ...] | None:
    """The entry of the longest prefix of `digits`."""
    ends = (digits[:size] for size in range(_LONGEST, 0, -1))
    return next((table[end] for end in ends if end in table), None)
