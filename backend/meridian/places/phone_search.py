"""Which numbers somebody means who pastes one to look it up, in whatever form it was found."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from meridian.places.phone_plans import with_extension
from meridian.places.phones import parse_phones, read_cell
from meridian.places.text import clean

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

    Whatever prefix was typed, `+`, `00`, a trunk `0` or `8` or none, the rest is how the E.164 form ends. Labels, links
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
        found.update(dict.fromkeys(readings(dialled)))
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
    digits = "".join(str(int(char)) for char in dialled.replace("(0)", "") if char.isdigit()).lstrip("0")
    yield digits
    yield from (match[1] for pattern in _NATIONAL if (match := pattern.fullmatch(digits)))
    if match := _ARGENTINE_MOBILE.fullmatch(digits):
        yield match[1] + match[2]
    if match := _BRAZILIAN_MOBILE.fullmatch(digits):
        yield f"{match[1]}9{match[2]}"
