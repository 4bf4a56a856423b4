"""What came of campaigns and of sources, counted in the database over customers the actor sees."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Select,
    SQLColumnExpression,
    and_,
    any_,
    cast,
    distinct,
    func,
    or_,
    select,
)

from meridian.calendars.queries import COMPANY_ZONE
from meridian.campaigns.models import Campaign, CampaignCustomer
from meridian.campaigns.results.schemas import CallerResult, CampaignResult, SourceResult, SourceResults
from meridian.customers.models import Customer
from meridian.customers.visibility import visible_to as customers_visible_to
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.opportunities import queries as opportunities
from meridian.opportunities.models import Opportunity
from meridian.opportunities.rules import SIGNED, OpportunityOutcome
from meridian.plans.rules import Method
from meridian.policies.rules import IntentLevel
from meridian.rates.queries import base_currency
from meridian.records.models import ContactRecord
from meridian.records.rules import Direction

OF_CALLS = ("calls", "called", "reached", "interested")
OF_SALES = ("opportunities", "deals", "amount")
Counted = dict[Any, dict[str, Any]]

REACHED = ContactRecord.reached
INTERESTED = and_(REACHED, func.coalesce(ContactRecord.intent_level, IntentLevel.NONE) != IntentLevel.NONE)
OUTBOUND = (ContactRecord.method == Method.PHONE, ContactRecord.direction == Direction.OUTBOUND)
DEAL = and_(
    Opportunity.stage.in_(sorted(SIGNED)),
    Opportunity.outcome.in_((OpportunityOutcome.OPEN, OpportunityOutcome.COMPLETED)),
)
"""A contract was signed, and the sale was neither lost nor cancelled since."""


async def of_campaigns(session: Session, actor: Actor, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, CampaignResult]:
    """What came of each of the campaigns."""
    base = await base_currency(session)
    members = _members(actor, ids)
    found: Counted = {each: {} for each in ids}
    sizes = select(members.c.campaign_id, func.count().label("customers")).group_by(members.c.campaign_id)
    opened = (
        select(Opportunity.campaign_id, *_sales())
        .where(Opportunity.campaign_id.in_(ids), opportunities.visible_to(actor))
        .group_by(Opportunity.campaign_id)
    )
    called = _calls(members)
    counted = select(called.c.campaign_id, *_called(called)).group_by(called.c.campaign_id)
    await _count(session, found, (sizes, counted, opened))
    return {each: _result(CampaignResult, base, values) for each, values in found.items()}


async def of_callers(session: Session, actor: Actor, campaign_id: uuid.UUID) -> list[CallerResult]:
    """What each person's calls in the campaign came to, most calls first."""
    calls = _calls(_members(actor, [campaign_id]))
    columns = [column for column in _called(calls) if column.name != "called"]
    rows = await session.execute(
        select(User.id, User.name, *columns)
        .select_from(calls)
        .join(User, User.id == calls.c.author_id)
        .group_by(User.id, User.name)
        .order_by(func.count().desc(), User.name, User.id)
    )
    return [
        CallerResult(
            user_id=str(row[0]), user_name=row[1], **{name: getattr(row, name) for name in OF_CALLS if name != "called"}
        )
        for row in rows
    ]


async def of_sources(session: Session, actor: Actor, since: date | None, until: date | None) -> SourceResults:
    """What came of the customers obtained in these days of the company, by where they came from. Customers that were
    archived since count; merged ones count once."""
    base = await base_currency(session)
    obtained_on = cast(func.timezone(COMPANY_ZONE, Customer.obtained_at), Date)
    obtained = select(Customer.id.label("customer_id"), Customer.source_channel).where(
        customers_visible_to(actor, Permission.CUSTOMER_READ, Permission.RECORD_READ), Customer.merged_into_id.is_(None)
    )
    if since is not None:
        obtained = obtained.where(obtained_on >= since)
    if until is not None:
        obtained = obtained.where(obtained_on <= until)
    cohort = obtained.cte("cohort")
    source = cohort.c.source_channel
    calls = (
        select(source, ContactRecord.customer_id, ContactRecord.author_id, *_about_call())
        .join(ContactRecord, ContactRecord.customer_id == cohort.c.customer_id)
        .where(*OUTBOUND)
        .cte("calls")
    )
    found: Counted = {}
    sizes = select(source, func.count().label("customers")).group_by(source)
    counted = select(calls.c.source_channel, *_called(calls)).group_by(calls.c.source_channel)
    opened = (
        select(source, *_sales())
        .join(Opportunity, Opportunity.customer_id == cohort.c.customer_id)
        .where(opportunities.visible_to(actor))
        .group_by(source)
    )
    await _count(session, found, (sizes, counted, opened))
    rows = [_result(SourceResult, base, {**values, "source_channel": each}) for each, values in found.items()]
    rows.sort(key=lambda row: (-row.customers, row.source_channel))
    return SourceResults(since=since, until=until, items=rows)


def within(campaign: type[Campaign], member: Any) -> ColumnElement[bool]:
    """Whether a contact record is a call made for the campaign to one of its customers while it was in it."""
    return and_(
        ContactRecord.customer_id == member.customer_id,
        *OUTBOUND,
        ContactRecord.started_at >= member.joined_at,
        or_(member.left_at.is_(None), ContactRecord.started_at < member.left_at),
        or_(
            ContactRecord.author_id == any_(campaign.user_ids),
            ContactRecord.team_id == any_(campaign.team_ids),
        ),
    )


def _members(actor: Actor, ids: Sequence[uuid.UUID]) -> CTE:
    return (
        select(
            CampaignCustomer.campaign_id,
            CampaignCustomer.customer_id,
            CampaignCustomer.joined_at,
            CampaignCustomer.left_at,
        )
        .join(Customer, Customer.id == CampaignCustomer.customer_id)
        .where(
            CampaignCustomer.campaign_id.in_(ids),
            customers_visible_to(actor, Permission.CUSTOMER_READ, Permission.RECORD_READ),
            Customer.merged_into_id.is_(None),
        )
        .cte("members")
    )


def _about_call() -> tuple[ColumnElement[Any], ...]:
    return REACHED.label("reached"), INTERESTED.label("interested")


def _calls(members: CTE) -> CTE:
    """Calls made in campaigns, each once: a customer is in one campaign at a time."""
    return (
        select(members.c.campaign_id, ContactRecord.customer_id, ContactRecord.author_id, *_about_call())
        .select_from(members)
        .join(Campaign, Campaign.id == members.c.campaign_id)
        .join(ContactRecord, within(Campaign, members.c))
        .cte("calls")
    )


def _called(calls: CTE) -> tuple[ColumnElement[Any], ...]:
    whom = distinct(calls.c.customer_id)
    return (
        func.count().label("calls"),
        func.count(whom).label("called"),
        func.count(whom).filter(calls.c.reached).label("reached"),
        func.count(whom).filter(calls.c.interested).label("interested"),
    )


def _sales() -> tuple[SQLColumnExpression[Any], ...]:
    return (
        func.count().label("opportunities"),
        func.count().filter(DEAL).label("deals"),
        func.sum(Opportunity.base_amount).filter(DEAL).label("amount"),
    )


async def _count(session: Session, found: Counted, statements: Sequence[Select[*tuple[Any, ...]]]) -> None:
    """Each row's values under its first column."""
    for statement in statements:
        for row in await session.execute(statement):
            values = row._asdict()
            found.setdefault(row[0], {}).update(dict(list(values.items())[1:]))


def _result(model: type[Any], base: str, values: Mapping[str, Any]) -> Any:
    numbers = dict.fromkeys(("customers", *OF_CALLS, *OF_SALES), 0) | dict(values)
    return model(**numbers | {"amount": {"amount": values.get("amount") or Decimal(0), "currency": base}})
