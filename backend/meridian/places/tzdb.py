"""The time zone database: canonical names, the zones of a country, which zones keep the same time.

No clock is read. "The same time" is judged over the year of the installed release of the database, which is where the
rules are as fresh as this machine knows them.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from importlib import resources
from importlib.metadata import version
from zoneinfo import ZoneInfo

from meridian.places.text import clean

RULES_YEAR = int(version("tzdata")[:4])
_SAMPLES = tuple(datetime(RULES_YEAR, month, day, 12, tzinfo=UTC) for month in range(1, 13) for day in (1, 15))


def _lines(name: str) -> list[str]:
    source = resources.files("tzdata.zoneinfo").joinpath(name)
    return [line for line in source.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def _zones_by_country() -> dict[str, tuple[str, ...]]:
    zones: defaultdict[str, list[str]] = defaultdict(list)
    for line in _lines("zone.tab"):
        country, _, zone, *_ = line.split("\t")
        zones[country].append(zone)
    zones["XK"].append("Europe/Belgrade")  # Kosovo keeps it; its code is not ISO's own, so the table leaves it out
    return {country: tuple(names) for country, names in zones.items()}


@lru_cache(maxsize=1)
def _country_by_zone() -> dict[str, str]:
    return {zone: country for country, zones in _zones_by_country().items() if country != "XK" for zone in zones}


@lru_cache(maxsize=1)
def _canonical_names() -> dict[str, str]:
    """Every accepted name, in lower case → the name `zone.tab` uses for that place."""
    places = _country_by_zone()
    links = {alias: target for _, target, alias in (x.split() for x in _lines("tzdata.zi") if x.startswith("L "))}
    names = {zone.lower(): zone for zone in places}
    for alias, target in links.items():
        if alias in places or "/" not in alias or alias.startswith("Etc/"):
            continue  # `EST`, `CET`, `Etc/GMT+5` are no places, and nobody means Panama by EST
        while target not in places and target in links:
            target = links[target]
        if target in places:
            names[alias.lower()] = target
    return names


@lru_cache(maxsize=4096)
def canonical_zone(name: str) -> str | None:
    """The present IANA name for `name`: aliases (`Asia/Calcutta`), other case and blanks for `_` are accepted.

    Fixed offsets and abbreviations (`GMT+5`, `EST`, `UTC`) are no places and give `None`, as does anything misspelt.
    """
    return _canonical_names().get(clean(name).replace(" ", "_").lower())


@lru_cache(maxsize=1024)
def similar_zones(name: str) -> tuple[str, ...]:
    """Zones whose letters are those of `name`, for a suggestion: `EuropeWarsaw` → (`Europe/Warsaw`,). Never applied."""

    def letters(text: str) -> str:
        return "".join(filter(str.isalpha, text.lower()))

    wanted = letters(clean(name))
    return tuple(sorted({zone for key, zone in _canonical_names().items() if letters(key) == wanted}))


def zones_of(country: str) -> tuple[str, ...]:
    """The zones of an ISO alpha-2 country in the order of `zone.tab`; empty when it has none."""
    return _zones_by_country().get(country, ())


def country_of(zone: str) -> str | None:
    """The country `zone.tab` files `zone` under."""
    return _country_by_zone().get(zone)


@lru_cache(maxsize=1024)
def offsets(zone: str) -> tuple[int, ...]:
    """The UTC offsets of `zone` in seconds, twice a month through `RULES_YEAR`."""
    info = ZoneInfo(zone)
    return tuple(int(offset.total_seconds()) for at in _SAMPLES if (offset := info.utcoffset(at)) is not None)


@lru_cache(maxsize=1024)
def time_kept(zone: str) -> str:
    """The first zone in the alphabet whose clocks always agree with those of `zone`: equal answers, equal time."""
    return _first_of_time()[offsets(zone)]


@lru_cache(maxsize=1)
def _first_of_time() -> dict[tuple[int, ...], str]:
    return {offsets(zone): zone for zone in sorted(_country_by_zone(), reverse=True)}


def prevailing_zone(people: Mapping[str, int], share: float = 0.95) -> str | None:
    """The zone whose time at least `share` of `people` (zone → how many) keep: of those zones, the most populous."""
    by_time: Counter[str] = Counter()
    for zone, count in people.items():
        by_time[time_kept(zone)] += max(count, 1)
    for time, count in by_time.most_common(1):
        if count >= share * by_time.total():
            return max((zone for zone in people if time_kept(zone) == time), key=lambda zone: people[zone])
    return None
