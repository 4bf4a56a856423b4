"""The area codes of countries that keep several times → their zones.

The library's prefix table is the ground. It is coarser than some numbering plans, older than some changes of time, and
for area codes that two times share its answer for exchanges it does not list is arbitrary; the two tables here put that
right (found by comparing it with the library's own place names of each prefix).
"""

from collections.abc import Mapping
from functools import lru_cache

from phonenumbers.tzdata import TIMEZONE_DATA

from meridian.places import tzdb
from meridian.places.phones import Phone, PhoneKind

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
