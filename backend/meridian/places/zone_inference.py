"""The time zone of a customer: inferred from what is known about the place, never guessed.

Order of trust: an explicit IANA zone; the city; the country when it keeps one time; else the country's zones narrowed
by the area code of a phone, by a website that belongs to one region, by a place in the company's name. Zones whose
clocks always agree count as one, named by the most populous. What remains several is *ambiguous*, to be asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from meridian.places import cities, regions, tzdb
from meridian.places.country_inference import CountryInference, CountrySource, CountryState, infer_country, zones_named
from meridian.places.domains import website_domain, website_host
from meridian.places.phone_search import zones_of_phone
from meridian.places.phones import parse_phones
from meridian.places.tzdb import canonical_zone, time_kept

__all__ = ["ZoneInference", "ZoneSource", "ZoneState", "canonical_zone", "infer_zone", "same_time"]


class ZoneSource(StrEnum):
    """The evidence that settled the zone."""

    EXPLICIT = "explicit"
    CITY = "city"
    PHONE = "phone"
    WEBSITE = "website"
    NAME = "name"
    COUNTRY = "country"
    NONE = "none"


class ZoneState(StrEnum):
    """Whether one zone remains, several, or nothing is known."""

    KNOWN = "known"
    AMBIGUOUS = "ambiguous"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ZoneInference:
    """`zone` (canonical IANA) when `state` is known; `candidates` to choose from, most populous first, one per time.

    `source` is `none` unless known. `reason` says in a sentence why; `fault` says what is wrong with an explicit zone
    that was not accepted (the rest is then inferred without it).
    """

    zone: str | None
    source: ZoneSource
    state: ZoneState
    candidates: tuple[str, ...]
    reason: str
    fault: str | None = None


# Zones that do not make their country ambiguous: hardly anyone lives there, or no office there keeps that time.
# An explicit zone, a city or an area code can still lead to them.
_SET_ASIDE = {
    "America/Adak": "300 people",
    "America/Noronha": "3,000 people of 200 million",
    "Antarctica/Macquarie": "a research station",
    "Asia/Urumqi": "offices in Xinjiang keep Beijing time",
    "Australia/Eucla": "fewer than 100 people",
    "Australia/Lord_Howe": "400 people",
    "Europe/Simferopol": "Crimea is not reached under +380 any more",
    "Pacific/Chatham": "700 people of 5 million",
    "Pacific/Easter": "8,000 people of 20 million",
    "Pacific/Galapagos": "30,000 people of 18 million",
}
_OFFICES_ELSEWHERE = frozenset({"Asia/Urumqi"})
"""Zones set aside that not even a city leads to: people may rise by the sun, offices open by the capital's clock."""
# The most populous zone of a country of one time, where `zone.tab` does not name it first.
_CHIEF = {"PS": "Asia/Hebron", "UZ": "Asia/Tashkent"}


def infer_zone(
    explicit: str | None = None,
    city: str | None = None,
    country: str | None = None,
    phones: Sequence[str] = (),
    *,
    name: str | None = None,
    website: str | None = None,
) -> ZoneInference:
    """The zone of a customer from anything known; every argument as people typed it.

    Evidence that contradicts stronger evidence is passed over. Where a phone's own prefix (`+48…`) contradicts the
    stated country, the zone is ambiguous unless both keep the same time, or the city settles it.
    """
    fault = None
    if explicit and explicit.strip():
        if zone := canonical_zone(explicit):
            return _known(zone, ZoneSource.EXPLICIT, f"{zone} was given")
        similar = tzdb.similar_zones(explicit)
        hint = f"; {' or '.join(similar)} is" if similar else ""
        fault = f"“{explicit.strip()}” is no IANA zone of a place{hint}"
    inferred = _infer(city or "", country or "", tuple(phones), name or "", website or "")
    return inferred if fault is None else replace(inferred, fault=fault)


def same_time(zone: str, other: str) -> bool:
    """Whether the clocks of two IANA zones agree all year."""
    return time_kept(zone) == time_kept(other)


@lru_cache(maxsize=16384)
def _infer(city: str, country: str, phones: tuple[str, ...], name: str, website: str) -> ZoneInference:
    origin = infer_country(country, phones, website)
    if origin.country is None:
        return _without_country(city, phones, origin)
    if origin.state is CountryState.CONTRADICTED:
        return _contradicted(city, phones, origin)
    usual = _usual(origin.country)
    if not usual:
        return _unknown(f"{origin.reason}; no time zone is recorded for {origin.country}")
    if zone := _only_zone(origin.country):
        return _of_one_time(zone, city, origin)
    remaining: Sequence[str] = usual
    reasons = [origin.reason]
    for source, zones, reason in _evidence(city, origin.country, phones, name, website):
        narrowed = _narrow(tzdb.zones_of(origin.country) if remaining is usual else remaining, zones)
        if not narrowed or len(_by_time(narrowed)) >= len(_by_time(remaining)):
            continue
        remaining = narrowed
        reasons.append(reason)
        if len(left := _by_people(remaining, origin.country)) == 1:
            return _known(left[0], source, "; ".join(reasons))
    return _ambiguous(_by_people(remaining, origin.country), "; ".join(reasons))


_SOURCE_OF_COUNTRY = {
    CountrySource.STATED: ZoneSource.COUNTRY,
    CountrySource.PHONE: ZoneSource.PHONE,
    CountrySource.WEBSITE: ZoneSource.WEBSITE,
}


@lru_cache(maxsize=16384)
def _of_one_time(zone: str, city: str, origin: CountryInference) -> ZoneInference:
    assert origin.country is not None
    if aside := _set_aside_city(city, origin.country):
        return _known(aside, ZoneSource.CITY, f"{origin.reason}; “{city}” is there")
    return _known(zone, _SOURCE_OF_COUNTRY[origin.source], f"{origin.reason}; {origin.country} keeps one time")


_Evidence = tuple[ZoneSource, tuple[str, ...], str]  # what it is, the zones it names, why


def _evidence(city: str, country: str, phones: tuple[str, ...], name: str, website: str) -> Iterator[_Evidence]:
    """What can narrow the zones of `country`, strongest first; reading one is put off until it is needed."""
    if misplaced := tuple(filter(None, map(canonical_zone, phones))):
        yield ZoneSource.EXPLICIT, misplaced, f"{misplaced[0]} stands in the phone column"
    if zones := _zones_of_city(city, country):
        yield ZoneSource.CITY, zones, f"“{city}” is there"
    if zones := _zones_of_phones(phones, country):
        yield ZoneSource.PHONE, zones, "the area code is of that zone"
    host = website_host(website) or ""
    if zone := regions.zone_of_host(host, country):
        yield ZoneSource.WEBSITE, (zone,), f"{host} belongs to a region of that zone"
    if zones := _zones_of_name(name, country):
        yield ZoneSource.NAME, zones, f"“{name}” names a place there"
    if zones := _zones_of_name((website_domain(website) or "").partition(".")[0], country):
        yield ZoneSource.WEBSITE, zones, f"{host} names a place there"


@lru_cache(maxsize=16384)
def _zones_of_city(city: str, country: str) -> tuple[str, ...]:
    """Zones of a typed city: of the region named with it (`Portland, OR`), else of the places so called."""
    if not city.strip():
        return ()
    town, _, region = city.partition(",")
    same = cities.cities_named(town, country)
    if not same and (last := town.split()[-1:]) and regions.zone_of_region(last[0], country):
        town, region = town.rsplit(maxsplit=1) if " " in town.strip() else ("", town)
        same = cities.cities_named(town, country)
    if region_zone := regions.zone_of_region(region or town, country) if region or not same else None:
        return tuple(c.zone for c in same if same_time(c.zone, region_zone)) or (region_zone,)
    return cities.zones_of(same)


def _set_aside_city(city: str, country: str) -> str | None:
    """The zone of a place that does not make its country ambiguous, where the city is nowhere else."""
    zones = _zones_of_city(city, country) if len(tzdb.zones_of(country)) > 1 else ()
    aside = zones[0] if len(zones) == 1 and zones[0] in _SET_ASIDE else None
    return None if aside in _OFFICES_ELSEWHERE else aside


def _zones_of_phones(phones: tuple[str, ...], country: str) -> tuple[str, ...]:
    """The zones on which all area codes agree, else all they name."""
    sets = []
    for phone in (phone for text in phones for phone in parse_phones(text, country)):
        zones = zones_of_phone(phone) if phone.region == country else ()
        if own := _narrow(tzdb.zones_of(country), zones):
            sets.append(own)
    if not sets:
        return ()
    agreed = [zone for zone in sets[0] if all(_narrow([zone], others) for others in sets[1:])]
    return tuple(agreed or dict.fromkeys(zone for zones in sets for zone in zones))


def _zones_of_name(name: str, country: str) -> tuple[str, ...]:
    """The zone on which all places in a company's name agree; nothing if any of them could be elsewhere."""
    found = zones_named(name, country)
    times = {time_kept(zone) for zones in found for zone in zones}
    return found[0] if len(times) == 1 else ()


def _without_country(city: str, phones: tuple[str, ...], origin: CountryInference) -> ZoneInference:
    """No country: a city that is called so in one time only, else the countries that the phones name."""
    if origin.candidates:
        return _contradicted(city, phones, origin)
    same = cities.cities_named(city, None) if city.strip() else ()
    zones = cities.zones_of(same)
    if len(zones) == 1:
        return _known(zones[0], ZoneSource.CITY, f"{origin.reason}; “{city}” is in {same[0].country}")
    if zones:
        return _ambiguous(_by_time(zones), f"{origin.reason}; places called “{city}” are in several zones")
    return _unknown(origin.reason)


def _contradicted(city: str, phones: tuple[str, ...], origin: CountryInference) -> ZoneInference:
    """The evidence speaks of several countries: the city decides, or that they all keep the same time."""
    for code in origin.candidates[:1] if origin.country else origin.candidates:
        if len(_by_time(zones := _zones_of_city(city, code))) == 1:
            return _known(zones[0], ZoneSource.CITY, f"{origin.reason}; “{city}” is in {code}")
    zones_by_country = ((_zones_of_phones(phones, code) or _usual(code), code) for code in origin.candidates)
    left = _by_time([zone for zones, code in zones_by_country for zone in _by_people(zones, code)])
    if len(left) == 1:
        source = ZoneSource.COUNTRY if origin.country else ZoneSource.PHONE
        return _known(left[0], source, f"{origin.reason}; the clocks agree")
    return _ambiguous(left, origin.reason)


@lru_cache(maxsize=512)
def _usual(country: str) -> tuple[str, ...]:
    own = tzdb.zones_of(country)
    return tuple(zone for zone in own if zone not in _SET_ASIDE) or own


@lru_cache(maxsize=512)
def _only_zone(country: str) -> str | None:
    """The zone to name where a country keeps one time."""
    usual = _usual(country)
    return _CHIEF.get(country, usual[0]) if len(_by_time(usual)) == 1 else None


def _narrow(zones: Sequence[str], evidence: Sequence[str]) -> list[str]:
    """Those of `zones` that the evidence names, else those that keep a time it names."""
    if named := [zone for zone in zones if zone in evidence]:
        return named
    times = set(map(time_kept, evidence))
    return [zone for zone in zones if times and time_kept(zone) in times]


def _by_people(zones: Sequence[str], country: str) -> tuple[str, ...]:
    """The most populous zone of each time, most people first."""
    if len(zones) == 1:
        return tuple(zones)
    people = cities.people_by_zone(country)
    return _by_time(sorted(zones, key=lambda zone: -people[zone]))


def _by_time(zones: Sequence[str]) -> tuple[str, ...]:
    """The first zone of each time, in order."""
    first: dict[str, str] = {}
    for zone in zones:
        first.setdefault(time_kept(zone), zone)
    return tuple(first.values())


def _known(zone: str, source: ZoneSource, reason: str) -> ZoneInference:
    return ZoneInference(zone, source, ZoneState.KNOWN, (zone,), reason)


def _ambiguous(candidates: tuple[str, ...], reason: str) -> ZoneInference:
    return ZoneInference(None, ZoneSource.NONE, ZoneState.AMBIGUOUS, candidates, reason)


def _unknown(reason: str) -> ZoneInference:
    return ZoneInference(None, ZoneSource.NONE, ZoneState.UNKNOWN, (), reason)
