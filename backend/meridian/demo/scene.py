"""Where invented customers are put: the people who own them, the products, the markets, and the moment of telling."""

import random
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from meridian.demo.geography import Country, countries
from meridian.policies.codes import Weekday
from meridian.policies.definitions import COUNTRY_CALL_WINDOWS, LOCAL_CALL_WINDOW

HISTORY_DAYS = 365
WEEK = tuple(Weekday)


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who owns customers, and who checks what they enter."""

    user_id: uuid.UUID
    team_id: uuid.UUID
    department_id: uuid.UUID
    verifier_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class Article:
    """A product with its price in US dollars."""

    product_id: uuid.UUID
    name: str
    model: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class Scene:
    """owners and markets: by country. lines: how many beginnings of numbers each area code gets."""

    now: datetime
    owners: dict[str, tuple[Owner, ...]]
    articles: tuple[Article, ...]
    markets: dict[str, uuid.UUID]
    lines: int
    _cumulative: list[int] = field(default_factory=lambda: list(accumulate(c.weight for c in countries().values())))

    def country(self, rng: random.Random) -> Country:
        return rng.choices(tuple(countries().values()), cum_weights=self._cumulative)[0]

    def owner(self, rng: random.Random, country: str) -> Owner:
        return rng.choice(self.owners[country])


@lru_cache(maxsize=1024)
def working_days(zone: str, country: str, until: date) -> tuple[datetime, ...]:
    """Midnights, in UTC, of the local days of the year before `until` on which people take calls; the last one first.

    As the call windows of policy have it, without public holidays.
    """
    days = (until - timedelta(days=back) for back in range(1, HISTORY_DAYS + 1))
    return tuple(midnight(day, zone) for day in days if is_working_day(day, country))


def is_working_day(day: date, country: str) -> bool:
    """Whether people there take calls the whole day."""
    own = COUNTRY_CALL_WINDOWS.default.get(country)
    closed = (*own.days_off, *own.exceptions) if own else (Weekday.SATURDAY, Weekday.SUNDAY)
    return WEEK[day.weekday()] not in closed


@lru_cache(maxsize=65536)
def midnight(day: date, zone: str) -> datetime:
    """The start of the local day, counted back from noon, so that a change of clocks at night is no matter."""
    noon = datetime.combine(day, time(12), ZoneInfo(zone)).astimezone(UTC)
    return noon - timedelta(hours=12)


def next_working_day(day: date, country: str) -> date:
    """`day` itself, or the first one after it on which people take calls."""
    while not is_working_day(day, country):
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=1)
def _minutes() -> tuple[int, ...]:
    """Minutes of the day inside the calling window, ten minutes before its ends at the latest."""
    return tuple(
        minute
        for window in LOCAL_CALL_WINDOW.default
        for minute in range(window.start.hour * 60 + window.start.minute, window.end.hour * 60 + window.end.minute - 10)
    )


def in_calling_hours(rng: random.Random, start: datetime) -> datetime:
    """An instant at which people take calls of the local day that begins at `start`."""
    return start + timedelta(minutes=rng.choice(_minutes()), seconds=rng.randrange(60))
