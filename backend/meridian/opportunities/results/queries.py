"""What a period brought: contracts by the day they were signed, customers by the day of their first purchase."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from meridian.calendars.queries import calendar_for, today
from meridian.calendars.rules import working_calendar
from meridian.customers.models import Customer, Order
from meridian.customers.visibility import visible_to as visible_customers
from meridian.identity.actor import Actor
from meridian.kernel.db.session import Session
from meridian.kernel.schemas import Money
from meridian.opportunities.models import Contract, Opportunity
from meridian.opportunities.queries import visible_to
from meridian.opportunities.results.schemas import SalesResults
from meridian.opportunities.rules import SIGNED, OpportunityOutcome
from meridian.places.countries import rounded
from meridian.rates.queries import base_currency, rate_of

Narrowed = Mapping[str, uuid.UUID | None]


@dataclass(frozen=True, slots=True)
class Period:
    """Days of the company's calendar, both included."""

    first: date
    last: date


async def results(session: Session, actor: Actor, period: Period, wanted: Narrowed) -> SalesResults:
    """What the period brought of what the actor may see; `wanted`: owner_id and team_id, as far as asked for."""
    base = await base_currency(session)
    signed = await _signed(session, actor, period, wanted, base)
    working = await _working_days(session, actor, period)
    now = await today(session)
    return SalesResults(
        first=period.first,
        last=period.last,
        working_days=len(working),
        working_days_begun=sum(day <= now for day in working),
        contracts=signed.size,
        signed_sum=Money(amount=rounded(signed.total or Decimal(0), base), currency=base),
        without_rate=sorted(signed.without_rate or []),
        customers_won=await _won(session, actor, period, wanted),
    )


async def _signed(session: Session, actor: Actor, period: Period, wanted: Narrowed, base: str) -> Any:
    """A contract counts while its sale stands at signing or beyond: one that is taken back or cancelled does not."""
    contracts = (
        select(
            Contract.amount,
            Contract.currency,
            rate_of(Contract.currency, Contract.signed_on, base).label("rate"),  # type: ignore[arg-type] # both are set
        )
        .join(Opportunity, Opportunity.id == Contract.opportunity_id)
        .where(
            Contract.signed_on.between(period.first, period.last),
            Opportunity.stage.in_(SIGNED),
            Opportunity.outcome.in_((OpportunityOutcome.OPEN, OpportunityOutcome.COMPLETED)),
            visible_to(actor),
            *_of(Opportunity, wanted),
        )
        .subquery()
    )
    c = contracts.c
    unrated = c.amount.is_not(None) & c.rate.is_(None)
    return (
        await session.execute(
            select(
                func.count().label("size"),
                func.sum(c.amount * c.rate).label("total"),
                func.array_agg(c.currency.distinct()).filter(unrated).label("without_rate"),
            ).select_from(contracts)
        )
    ).one()


async def _won(session: Session, actor: Actor, period: Period, wanted: Narrowed) -> int:
    order, earlier = aliased(Order), aliased(Order)
    bought = exists().where(order.customer_id == Customer.id, order.ordered_on.between(period.first, period.last))
    before = exists().where(earlier.customer_id == Customer.id, earlier.ordered_on < period.first)
    found = await session.scalar(
        select(func.count())
        .select_from(Customer)
        .where(Customer.merged_into_id.is_(None), bought, ~before, visible_customers(actor), *_of(Customer, wanted))
    )
    return found or 0


def _of(model: Any, wanted: Narrowed) -> list[Any]:
    return [getattr(model, name) == value for name, value in wanted.items() if value is not None]


async def _working_days(session: Session, actor: Actor, period: Period) -> list[date]:
    calendar = working_calendar(await calendar_for(session, actor.department_id))
    days = [period.first + timedelta(days=n) for n in range((period.last - period.first).days + 1)]
    return [day for day in days if calendar.worked_on(day)[1]]
