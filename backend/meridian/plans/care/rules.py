"""The vocabulary of care: occasions, and what is given at one. Pure."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from meridian.calendars.rules import holiday_called, named_holidays
from meridian.places.regions import parts_of, region_name


class Occasion(StrEnum):
    BIRTHDAY = "birthday"
    HOLIDAY = "holiday"


class CareItem(StrEnum):
    """What a care contact brings."""

    BIRTHDAY = "birthday"
    HOLIDAY = "holiday"
    PRODUCT_TIP = "product_tip"
    PRODUCT_UPDATE = "product_update"
    INDUSTRY_NEWS = "industry_news"
    OFFER = "offer"
    EVENT = "event"


class Kept(NamedTuple):
    """One day of one holiday that a care plan keeps in a part of a country, and how. part: null, who lives in none that
    has holidays of its own."""

    country: str
    part: str | None
    holiday: str
    on: date
    care_item: str
    method: str


def birthdays_kept(care: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """How the plan keeps birthdays (`care_item`, `method`); None where it does not."""
    return next((each for each in care["occasions"] if each["occasion"] == Occasion.BIRTHDAY), None)


def holidays_named(care: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The occasions of a plan that are holidays."""
    return [each for each in care["occasions"] if each["occasion"] == Occasion.HOLIDAY]


def holidays_kept(
    care: Mapping[str, Any], first: date, last: date, places: Collection[tuple[str, str | None]]
) -> Iterator[Kept]:
    """The holidays between two days that the plan names, in each of the places (country, part): of each year the first
    day of that name there."""
    for each in holidays_named(care):
        country, holiday = each["country"], each["holiday"]
        for part in sorted({part for of, part in places if of == country} | {None}, key=str):
            for year in range(first.year, last.year + 1):
                on = day_of(country, holiday, year, part)
                if on is not None and first <= on <= last:
                    yield Kept(country, part, holiday, on, each["care_item"], each["method"])


def day_of(country: str, holiday: str, year: int, part: str | None) -> date | None:
    """When somebody in a part of a country keeps a holiday: on its day there, else on the country's; None where only
    other parts keep it."""
    nationwide = named_holidays(country, year).get(holiday)
    return nationwide if part is None else named_holidays(country, year, part).get(holiday, nationwide)


@lru_cache(maxsize=256)
def regional_holidays(country: str, year: int) -> Mapping[str, Mapping[str, date]]:
    """The holidays that only parts of a country keep, by name: when, in each of those parts, by code. Of a country of
    many parts the first answer takes about half a second."""
    nationwide, found = named_holidays(country, year), dict[str, dict[str, date]]()
    for part in sorted(parts_of(country)):
        for name, on in named_holidays(country, year, part).items():
            if name not in nationwide:
                found.setdefault(name, {})[part] = on
    return found


def called(country: str, holiday: str, year: int, language: str, part: str | None = None) -> str:
    """What a holiday of the country, or of a part that keeps it, is called in a language."""
    if part is None and holiday not in named_holidays(country, year):
        part = next(iter(regional_holidays(country, year).get(holiday, ())), None)
    return holiday_called(country, holiday, year, language, part)


def regions_called(country: str, holiday: str, year: int, language: str) -> list[str]:
    """What the parts that alone keep a holiday are called; none where the whole country does."""
    if holiday in named_holidays(country, year):
        return []
    return sorted(region_name(country, part, language) for part in regional_holidays(country, year).get(holiday, ()))


def in_language(care: Mapping[str, Any], year: int, language: str) -> dict[str, Any]:
    """The occasions with what their holidays are called in a language (`holiday_name`), and the parts of the country
    that alone keep them (`regions`)."""

    def names(each: Mapping[str, Any]) -> dict[str, Any]:
        if each["occasion"] != Occasion.HOLIDAY:
            return {"holiday_name": None, "regions": []}
        which = each["country"], each["holiday"], year, language
        return {"holiday_name": called(*which), "regions": regions_called(*which)}

    return {**care, "occasions": [{**each, **names(each)} for each in care["occasions"]]}


def unknown_holidays(care: Mapping[str, Any], years: tuple[int, ...]) -> Iterator[int]:
    """The places of the occasions that name a holiday which neither the country nor a part of it has in the years."""
    for index, each in enumerate(care["occasions"]):
        if each["occasion"] == Occasion.HOLIDAY and not any(
            each["holiday"] in known(each["country"], year)
            for known in (named_holidays, regional_holidays)
            for year in years
        ):
            yield index
