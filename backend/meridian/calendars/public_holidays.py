"""Public holidays and make-up working days of a country, from the `holidays` library.

The library knows what governments have announced: movable days that depend on an announcement (China's make-up
Saturdays and Sundays, days off in exchange) exist only for the years it has been told about, usually up to the current
one. For later years it computes the statutory holidays alone, and outside its range of years it knows nothing. A
company enters what it learns earlier as day exceptions of the calendar; nothing is guessed here.
"""

from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

import holidays

DEFAULT_LANGUAGE = "en_US"


class HolidayYear(NamedTuple):
    """One country's year: names of its public holidays, and the rest days on which people work instead."""

    names: dict[date, str]
    make_up: frozenset[date]


@cache
def supported_countries() -> frozenset[str]:
    """ISO 3166 alpha-2 codes the library has holidays for."""
    return frozenset(code for code in holidays.list_supported_countries(include_aliases=False) if len(code) == 2)


@lru_cache(maxsize=1024)
def holiday_year(country: str, year: int, language: str = DEFAULT_LANGUAGE) -> HolidayYear:
    """Holidays of `year`. The years beside it are loaded too: days are observed and made up across New Year.

    Names come in `language` where the library has it, else in the country's own; never in the language of the process.
    """
    native = holidays.country_holidays(country)
    chosen = language if language in native.supported_languages else native.default_language
    known = holidays.country_holidays(country, years=(year - 1, year, year + 1), language=chosen)
    return HolidayYear(
        names={day: name for day, name in known.items() if day.year == year},
        make_up=frozenset(day for day in known.weekend_workdays if day.year == year),
    )
