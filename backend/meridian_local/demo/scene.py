"""Where invented customers are put: countries and cities, people who own them, products, markets, the moment."""

import random
import uuid
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from sqlalchemy import select, text

from meridian.identity.actor import Actor, acting_people
from meridian.identity.models import User
from meridian.kernel import logs
from meridian.kernel.db.session import WriteSession
from meridian.kernel.problems import Problem
from meridian.policies.definitions.calling import COUNTRY_CALL_WINDOWS, LOCAL_CALL_WINDOW
from meridian.policies.queries import masked_groups
from meridian.policies.rules import Weekday

# Forty countries the invented customers are in: weight, market, languages, currency, cities with their area codes.


@dataclass(frozen=True, slots=True)
class City:
    """A city, its area code and how many digits a fixed-line number there has, area code included."""

    name: str
    area: str
    digits: int


@dataclass(frozen=True, slots=True)
class Country:
    """weight: share among customers, per mille. language: of names; further ones are spoken in business too."""

    code: str
    weight: int
    market: str
    languages: tuple[str, ...]
    currency: str
    domain: str
    cities: tuple[City, ...]


MARKETS: dict[str, tuple[str, str]] = {
    "western_europe": ("Western Europe", "西欧"),
    "eastern_europe": ("Eastern Europe and Central Asia", "东欧及中亚"),
    "middle_east_africa": ("Middle East and Africa", "中东及非洲"),
    "south_asia": ("South and Southeast Asia", "南亚及东南亚"),
    "east_asia": ("East Asia", "东亚"),
    "north_america": ("North America", "北美"),
    "latin_america": ("Latin America", "拉丁美洲"),
    "oceania": ("Oceania", "大洋洲"),
}

# code weight market languages currency domain digits | city=area[:digits], the biggest markets first
_TABLE = """
US 110 north_america en USD com 10 | New York=212, Chicago=312, Houston=713, Denver=303, Los Angeles=213, Seattle=206
DE 70 western_europe de,en EUR de 10 | Berlin=30, Hamburg=40, München=89, Frankfurt am Main=69, Stuttgart=711
RU 55 eastern_europe ru RUB ru 10 | Москва=495, Санкт-Петербург=812, Новосибирск=383, Екатеринбург=343, Владивосток=423
BR 50 latin_america pt BRL com.br 10 | São Paulo=11, Rio de Janeiro=21, Manaus=92, Curitiba=41, Recife=81
IN 50 south_asia hi,en INR in 10 | Mumbai=22, Delhi=11, Chennai=44, Bengaluru=80, Pune=20
GB 40 western_europe en GBP co.uk 10 | London=20, Manchester=161, Birmingham=121, Leeds=113, Glasgow=141
VN 40 south_asia vi,en VND vn 10 | Hà Nội=24, Hồ Chí Minh=28, Đà Nẵng=236
AE 38 middle_east_africa ar,en AED ae 8 | Dubai=4, Abu Dhabi=2, Sharjah=6
ID 36 south_asia id,en IDR co.id 10 | Jakarta=21, Surabaya=31, Makassar=411, Denpasar=361, Jayapura=967:9
MX 35 latin_america es MXN com.mx 10 | Ciudad de México=55, Monterrey=81, Guadalajara=33, Tijuana=664, Hermosillo=662
FR 32 western_europe fr EUR fr 9 | Paris=1, Lyon=472, Marseille=491, Lille=320, Toulouse=561
IT 30 western_europe it EUR it 10 | Milano=02, Roma=06, Torino=011, Bologna=051, Napoli=081
TR 30 middle_east_africa tr TRY com.tr 10 | İstanbul=212, Ankara=312, İzmir=232, Bursa=224
SA 28 middle_east_africa ar,en SAR com.sa 9 | Riyadh=11, Jeddah=12, Dammam=13
JP 26 east_asia ja,en JPY co.jp 9 | Tokyo=3, Osaka=6, Nagoya=52
KR 24 east_asia ko,en KRW co.kr 9 | Seoul=2, Busan=51, Daegu=53
HK 24 east_asia zh,en HKD com.hk 8 | 香港=2
TW 22 east_asia zh,en TWD com.tw 9 | 台北=2, 台中=4, 高雄=7:8
SG 20 south_asia zh,en SGD com.sg 8 | Singapore=6
MY 20 south_asia ms,en MYR com.my 8 | Kuala Lumpur=3:9, George Town=4, Johor Bahru=7
TH 20 south_asia th,en THB co.th 8 | Bangkok=2, Chiang Mai=53
PH 18 south_asia en PHP com.ph 9 | Manila=2, Cebu City=32
AU 22 oceania en AUD com.au 9 | Sydney=29, Melbourne=39, Brisbane=73, Perth=893, Adelaide=882
CA 22 north_america en,fr CAD ca 10 | Toronto=416, Montréal=514, Vancouver=604, Calgary=403, Halifax=902
ES 20 western_europe es EUR es 9 | Madrid=91, Barcelona=93, Valencia=96, Bilbao=94
PL 18 eastern_europe pl PLN pl 9 | Warszawa=22, Kraków=12, Poznań=61, Gdańsk=58
NL 16 western_europe nl,en EUR nl 9 | Amsterdam=20, Rotterdam=10, Eindhoven=40
EG 16 middle_east_africa ar,en EGP com.eg 9 | Cairo=2, Alexandria=3:8
ZA 15 middle_east_africa en ZAR co.za 9 | Johannesburg=11, Cape Town=21, Durban=31
UA 14 eastern_europe uk,ru UAH com.ua 9 | Київ=44, Львів=32, Одеса=48
KZ 12 eastern_europe ru,kk KZT kz 10 | Алматы=727, Астана=7172
NG 14 middle_east_africa en NGN com.ng 10 | Lagos=201, Abuja=209
PK 13 south_asia en,ur PKR com.pk 10 | Karachi=21, Lahore=42
AR 12 latin_america es ARS com.ar 10 | Buenos Aires=11, Córdoba=351, Rosario=341
CO 12 latin_america es COP com.co 10 | Bogotá=601, Medellín=604, Cali=602
CL 10 latin_america es CLP cl 9 | Santiago=22, Concepción=41, Punta Arenas=61
RO 10 eastern_europe ro RON ro 9 | București=21, Cluj-Napoca=264, Timișoara=256
PT 9 western_europe pt EUR pt 9 | Lisboa=21, Porto=22, Ponta Delgada=296
KE 9 middle_east_africa en KES co.ke 9 | Nairobi=20
CN 30 east_asia zh CNY com.cn 10 | 上海=21, 北京=10, 广州=20, 深圳=755:11, 宁波=574:11, 青岛=532:11
"""


@lru_cache(maxsize=1)
def countries() -> dict[str, Country]:
    """By ISO code."""
    return {country.code: country for country in map(_country, _TABLE.strip().splitlines())}


def _country(line: str) -> Country:
    facts, cities = line.split(" | ")
    code, weight, market, languages, currency, domain, digits = facts.split()
    return Country(
        code,
        int(weight),
        market,
        tuple(languages.split(",")),
        currency,
        domain,
        tuple(_city(text, int(digits)) for text in cities.split(", ")),
    )


def _city(text: str, digits: int) -> City:
    name, number = text.split("=")
    area, _, own = number.partition(":")
    return City(name, area, int(own or digits))


# Where invented customers are put: the people who own them, the products, the markets, and the moment of telling.


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
    name_zh: str
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


# What people did in the past is done by the product's own services, at the moment they did it and in their name.
_LIVE = text(
    "SELECT set_config('meridian.now', :now, true), set_config('meridian.actor_id', :actor, true),"
    " set_config('meridian.reason', '', true)"
)


async def live(session: WriteSession, at: datetime, actor_id: uuid.UUID | None = None) -> None:
    """From here on it is that moment for the session and its database; what is done is done by the person, or by the
    clock. Like a request it knows no record yet."""
    await session.flush()
    session.expunge_all()
    session.now, session.actor_id = at, actor_id
    await session.execute(_LIVE, {"now": at.isoformat(), "actor": str(actor_id or "")})


async def granted(session: WriteSession, step: Awaitable[None]) -> bool:
    """Whether the product lets the step be made; of what it refuses nothing stays, and the log tells of it."""
    try:
        async with session.savepoint():
            await step
    except Problem as refused:
        logs.warning(
            "demo.refused", code=refused.kind, detail=refused.detail, faults=refused.errors, at=session.now.isoformat()
        )
        return False
    return True


async def actors(session: WriteSession) -> Mapping[uuid.UUID, Actor]:
    """Everybody who works here, with what each may see and do."""
    people = await acting_people(session, await session.scalars(select(User.id)), masked_groups)
    return {user_id: actor for user_id, (_, actor) in people.items()}
