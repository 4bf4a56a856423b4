"""The vocabulary of care: occasions, and what is given at one. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from meridian.calendars.rules import holiday_called, named_holidays


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
    """One day of one holiday of a country that a care plan keeps, and how."""

    country: str
    holiday: str
    on: date
    care_item: str
    method: str


def birthdays_kept(care: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """How the plan keeps birthdays (`care_item`, `method`); None where it does not."""
    return next((each for each in care["occasions"] if each["occasion"] == Occasion.BIRTHDAY), None)


def holidays_kept(care: Mapping[str, Any], first: date, last: date) -> Iterator[Kept]:
    """The holidays between two days that the plan names: of each year the first day of that name."""
    for each in care["occasions"]:
        if each["occasion"] != Occasion.HOLIDAY:
            continue
        for year in range(first.year, last.year + 1):
            on = named_holidays(each["country"], year).get(each["holiday"])
            if on is not None and first <= on <= last:
                yield Kept(each["country"], each["holiday"], on, each["care_item"], each["method"])


def in_language(care: Mapping[str, Any], year: int, language: str) -> dict[str, Any]:
    """The occasions with what their holidays are called there in a language (`holiday_name`)."""

    def called(each: Mapping[str, Any]) -> str | None:
        if each["occasion"] != Occasion.HOLIDAY:
            return None
        return holiday_called(each["country"], each["holiday"], year, language)

    return {**care, "occasions": [{**each, "holiday_name": called(each)} for each in care["occasions"]]}


def unknown_holidays(care: Mapping[str, Any], years: tuple[int, ...]) -> Iterator[int]:
    """The places of the occasions that name a holiday which the country has in none of the years."""
    for index, each in enumerate(care["occasions"]):
        if each["occasion"] == Occasion.HOLIDAY and not any(
            each["holiday"] in named_holidays(each["country"], year) for year in years
        ):
            yield index
