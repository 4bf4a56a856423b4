"""What the customers of a list come to together, in one statement."""

from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, select

from meridian.calendars.queries import today
from meridian.customers.models import Customer
from meridian.customers.queries import listed, narrowing
from meridian.customers.sums.schemas import CustomerSums
from meridian.identity.actor import Actor
from meridian.kernel.db.session import Session
from meridian.kernel.listing import ListQuery, filtered
from meridian.kernel.listing.statements import COUNTED_UP_TO
from meridian.rates.queries import base_currency, rates_on

AMOUNT, CURRENCY = Customer.expected_annual_sales_amount, Customer.expected_annual_sales_currency


async def read(session: Session, actor: Actor, query: ListQuery) -> CustomerSums:
    """Of the customers that the list shows the actor, as long as they are no more than a list counts (10,000)."""
    wanted: tuple[Any, ...] = (AMOUNT, CURRENCY)
    columns: Select[Any] = select(*wanted)
    chosen = filtered(listed(columns, actor, narrowing(actor, query)), query, masked=actor.masked)
    rows = chosen.limit(COUNTED_UP_TO + 1).subquery()
    amount, currency = rows.c
    found = (
        await session.execute(select(currency, func.count(), func.sum(amount)).select_from(rows).group_by(currency))
    ).all()
    customers = sum(count for _, count, _ in found)
    if customers > COUNTED_UP_TO:
        return _sums(actor, None, None, [])
    amounts = {code: total for code, _, total in found if code is not None}
    rates = await rates_on(session, await today(session), amounts)
    total = sum((value * rates[code] for code, value in amounts.items() if code in rates), Decimal(0))
    money = {"amount": round(total, 4), "currency": await base_currency(session)}
    return _sums(actor, customers, money, sorted(amounts.keys() - rates.keys()))


def _sums(
    actor: Actor, customers: int | None, money: dict[str, object] | None, without_rate: list[str]
) -> CustomerSums:
    sums = {"customers": customers, "expected_annual_sales": money, "without_rate": without_rate}
    return CustomerSums.of(sums, masked=actor.masked)
