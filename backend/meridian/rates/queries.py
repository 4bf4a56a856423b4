"""Every SELECT on exchange rates. They are company knowledge: whoever may read one may read all."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, case, literal, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from meridian.kernel.db.session import Session
from meridian.kernel.listing import Everybody, Field, ListQuery, ListSpec, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page
from meridian.policies.definitions.customers import BASE_CURRENCY
from meridian.policies.queries import snapshot
from meridian.rates.models import RATE, ExchangeRate
from meridian.rates.schemas import RateRead, RatesInForce

RATES = ListSpec(
    "exchange_rates",
    fields=(
        Field("currency", ExchangeRate.currency, "code", sortable=True, description="ISO 4217 code", example="USD"),
        Field("valid_on", ExchangeRate.valid_on, "date", sortable=True, description="First day", example="2026-03-10"),
        Field("base_currency", ExchangeRate.base_currency, "code", description="What it is stated in", example="CNY"),
        Field("source", ExchangeRate.source, "text", description="Where it comes from", example="ECB"),
        Field("author_id", ExchangeRate.author_id, "uuid", person=True, description="Who entered or last corrected it"),
        Field("updated_at", ExchangeRate.updated_at, "instant", sortable=True, description="When it last changed"),
    ),
    default_sort=("-valid_on",),
    id_column=ExchangeRate.id,
)


async def base_currency(session: Session) -> str:
    """The company's base currency now."""
    return (await snapshot(session)).get(BASE_CURRENCY)


def rate_of(currency: SQLColumnExpression[str], on: SQLColumnExpression[date], base: str) -> ColumnElement[Decimal]:
    """SQL: the latest rate of `currency` on or before `on`; 1 for the base currency; null where none is known.

    Correlated, one index look-up a row: for statements over many rows of many days.
    """
    rate = aliased(ExchangeRate)
    latest = (
        select(rate.rate)
        .where(rate.base_currency == base, rate.currency == currency, rate.valid_on <= on)
        .order_by(rate.valid_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    return case((currency == base, literal(Decimal(1), RATE)), else_=latest)


async def rates_on(session: Session, on: date, currencies: Iterable[str]) -> Mapping[str, Decimal]:
    """The latest rates on or before a day, for those of the currencies that have one; 1 for the base currency."""
    base, wanted = await base_currency(session), set(currencies)
    rows = await session.execute(_latest(base, on).where(ExchangeRate.currency.in_(wanted)).with_only_columns(*_NAMED))
    found: dict[str, Decimal] = {row.currency: row.rate for row in rows}
    return found | ({base: Decimal(1)} if base in wanted else {})


async def rate_on(session: Session, on: date, currency: str) -> Decimal | None:
    """The latest rate of one currency on or before a day; None where none is known."""
    return (await rates_on(session, on, [currency])).get(currency)


_NAMED = (ExchangeRate.currency, ExchangeRate.rate)


def _latest(base: str, on: date) -> Any:
    return (
        select(ExchangeRate)
        .ext(distinct_on(ExchangeRate.currency))
        .where(ExchangeRate.base_currency == base, ExchangeRate.valid_on <= on)
        .order_by(ExchangeRate.currency, ExchangeRate.valid_on.desc())
    )


async def in_force(session: Session, on: date) -> RatesInForce:
    """Each currency's rate on a day."""
    base = await base_currency(session)
    rates = (await session.scalars(_latest(base, on))).all()
    return RatesInForce(base_currency=base, on=on, rates=[RateRead.of(rate, masked=()) for rate in rates])


async def page(session: Session, query: ListQuery) -> Page[RateRead]:
    """A page of rates."""
    return await page_of(
        session,
        Everybody(),
        RATES,
        query,
        lambda _: select(ExchangeRate),
        shows=RateRead,
    )


async def load(session: Session, currency: str, valid_on: date, *, lock: bool = False) -> ExchangeRate:
    """The rate of a currency that begins on that very day, in today's base currency; 404 when there is none."""
    wanted = (await base_currency(session), currency, valid_on)
    statement = select(ExchangeRate).where(_key().in_([wanted]))
    rate = await session.scalar(statement.with_for_update() if lock else statement)
    if rate is None:
        raise NotFound()
    return rate


async def by_key(session: Session, base: str, keys: Iterable[tuple[str, date]]) -> dict[tuple[str, date], ExchangeRate]:
    """The rates of these currencies and days, as the database has them now."""
    wanted = [(base, *key) for key in keys]
    rows = await session.scalars(
        select(ExchangeRate).where(_key().in_(wanted)).execution_options(populate_existing=True)
    )
    return {(rate.currency, rate.valid_on): rate for rate in rows}


def _key() -> Any:
    return tuple_(ExchangeRate.base_currency, ExchangeRate.currency, ExchangeRate.valid_on)
