"""Who sees a campaign and who may move it; campaigns as read, with what came of them."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Date,
    Row,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    Subquery,
    and_,
    any_,
    cast,
    func,
    literal_column,
    or_,
    select,
    true,
)

from meridian.calendars.queries import COMPANY_ZONE, today
from meridian.campaigns.models import COUNTED, OF_CALLS, OF_SALES, Campaign, CampaignCustomer
from meridian.campaigns.rules import OVER, CampaignFacts, CampaignPriority, CampaignState, GoalKind
from meridian.campaigns.schemas import (
    CallerResult,
    CampaignCustomerRead,
    CampaignRead,
    CampaignResult,
    SourceResult,
    SourceResults,
)
from meridian.campaigns.workflow import CAMPAIGN
from meridian.customers.models import Customer
from meridian.customers.visibility import CUSTOMER_VISIBILITY, by_sharing
from meridian.customers.visibility import visible_to as customers_visible_to
from meridian.customers.visibility import visible_to as visibility_visible_to
from meridian.identity.actor import WIDER, Actor, Gate
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Visibility, any_named, any_of, company, department, own, team
from meridian.kernel.db.compiled import survey
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page, money
from meridian.opportunities import queries as opportunities
from meridian.opportunities.models import Opportunity
from meridian.opportunities.rules import SIGNED, OpportunityOutcome
from meridian.plans.rules import Method
from meridian.policies.rules import Grade, IntentLevel
from meridian.rates.queries import base_currency
from meridian.records.models import ContactRecord
from meridian.records.rules import Direction
from meridian.scripts.models import Script
from meridian.views.models import SavedView

# What came of campaigns and of sources, counted in the database over customers the actor sees.


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
    await _count(session, found, (sizes, select(_called(_calls(members), "campaign_id")), opened))
    return {each: _result(CampaignResult, base, values) for each, values in found.items()}


async def of_callers(session: Session, actor: Actor, campaign_id: uuid.UUID) -> list[CallerResult]:
    """What each person's calls in the campaign came to, most calls first."""
    called = _called(_calls(_members(actor, [campaign_id])), "author_id")
    rows = await survey(
        session,
        select(User.id, User.name, *(called.c[name] for name in OF_CALLS))
        .join(called, called.c.author_id == User.id)
        .order_by(called.c.calls.desc(), User.name, User.id),
    )
    return [
        CallerResult(
            user_id=str(row[0]), user_name=row[1], **{name: getattr(row, name) for name in OF_CALLS if name != "called"}
        )
        for row in rows
    ]


UNITS = Visibility(
    Customer.id,
    Permission.CUSTOMER_READ,
    any_of(company(), team(Customer.team_id), department(Customer.department_id)),
)
"""Customers of one's teams and department: they are counted ahead, others that one sees one by one."""
COUNTED_UNITS = Visibility(
    COUNTED.c.team_id,
    Permission.CUSTOMER_READ,
    any_of(company(), team(COUNTED.c.team_id), department(COUNTED.c.department_id)),
)
"""The same, of their counts."""
BESIDE = Visibility(Customer.id, Permission.CUSTOMER_READ, any_of(own(Customer.owner_id), by_sharing(Customer.id)))
"""Those one sees whoever's team and department they are of."""
_OF_CALLS = (Permission.CUSTOMER_READ, Permission.RECORD_READ)
_OF_SALES = (*_OF_CALLS, Permission.OPPORTUNITY_READ)


async def of_sources(session: Session, actor: Actor, since: date | None, until: date | None) -> SourceResults:
    """What came of the customers obtained in these days of the company, by where they came from. Customers that were
    archived since count; merged ones count once."""
    base = await base_currency(session)
    found: Counted = {}
    await _count(session, found, (_ahead(actor, since, until), *_one_by_one(actor, since, until)))
    rows = [_result(SourceResult, base, {**values, "source_channel": each}) for each, values in found.items()]
    rows = [row for row in rows if row.customers]
    rows.sort(key=lambda row: (-row.customers, row.source_channel))
    return SourceResults(since=since, until=until, items=rows)


def _ahead(actor: Actor, since: date | None, until: date | None) -> Select[*tuple[Any, ...]]:
    """Of the customers of one's units. A sale is seen by whom its customer's team and department let see sales."""
    counted, with_sales = COUNTED.c, COUNTED_UNITS.visible_to(actor, *_OF_SALES)
    sums = [
        *(func.sum(counted[name]).label(name) for name in ("customers", *OF_CALLS)),
        *(func.sum(counted[name]).filter(with_sales).label(name) for name in OF_SALES),
    ]
    source = counted.source_channel
    return (
        select(source, *sums)
        .where(COUNTED_UNITS.visible_to(actor, *_OF_CALLS), *_obtained(counted.obtained_on, since, until))
        .group_by(source)
    )


def _one_by_one(actor: Actor, since: date | None, until: date | None) -> Iterator[Select[*tuple[Any, ...]]]:
    """Of the other customers that one sees."""
    if UNITS.condition(actor, *_OF_CALLS) is not True:
        others = _others(actor, since, until, BESIDE, _OF_CALLS)
        source = others.c.source_channel
        calls = (
            select(source, others.c.customer_id, *_about_call())
            .join(ContactRecord, ContactRecord.customer_id == others.c.customer_id)
            .where(*OUTBOUND)
            .cte("calls")
        )
        yield select(source, func.count().label("customers")).group_by(source)
        yield select(_called(calls, "source_channel"))
    if UNITS.condition(actor, *_OF_SALES) is not True:
        alike = len({UNITS.key(actor, each) for each in _OF_SALES}) == 1
        others = _others(actor, since, until, BESIDE if alike else CUSTOMER_VISIBILITY, _OF_SALES)
        source = others.c.source_channel
        yield (
            select(source, *_sales())
            .join(Opportunity, Opportunity.customer_id == others.c.customer_id)
            .where(opportunities.visible_to(actor))
            .group_by(source)
        )


def _others(
    actor: Actor, since: date | None, until: date | None, seen: Visibility, permissions: Sequence[Permission]
) -> CTE:
    obtained_on = cast(func.timezone(COMPANY_ZONE, Customer.obtained_at), Date)
    return (
        select(Customer.id.label("customer_id"), Customer.source_channel)
        .where(
            seen.visible_to(actor, *_OF_CALLS),
            UNITS.visible_to(actor, *permissions).is_not(true()),
            Customer.merged_into_id.is_(None),
            *_obtained(obtained_on, since, until),
        )
        .cte("others")
    )


def _obtained(day: ColumnElement[date], since: date | None, until: date | None) -> Iterator[ColumnElement[bool]]:
    if since is not None:
        yield day >= since
    if until is not None:
        yield day <= until


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
            customers_visible_to(actor, *_OF_CALLS),
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


def _called(calls: CTE, by: str) -> Subquery:
    """Calls by one of their columns, and how many customers were called, reached, and showed interest: each customer's
    calls are put together first, as telling them apart among millions would have these sorted three times."""
    facts = (func.bool_or(calls.c[each]).label(each) for each in ("reached", "interested"))
    each = (
        select(calls.c[by], func.count().label("calls"), *facts)
        .group_by(calls.c[by], calls.c.customer_id)
        .subquery("of_customer")
        .c
    )
    return (
        select(
            each[by],
            cast(func.sum(each.calls), BigInteger).label("calls"),
            func.count().label("called"),
            func.count().filter(each.reached).label("reached"),
            func.count().filter(each.interested).label("interested"),
        )
        .group_by(each[by])
        .subquery("called")
    )


def _sales() -> tuple[SQLColumnExpression[Any], ...]:
    return (
        func.count().label("opportunities"),
        func.count().filter(DEAL).label("deals"),
        func.sum(Opportunity.base_amount).filter(DEAL).label("amount"),
    )


async def _count(session: Session, found: Counted, statements: Sequence[Select[*tuple[Any, ...]]]) -> None:
    """Each row's values, added to those under its first column."""
    for statement in statements:
        for row in await survey(session, statement):
            sums = found.setdefault(row[0], {})
            for name, value in list(row._asdict().items())[1:]:
                sums[name] = sums.get(name, 0) + (value or 0)


def _result(model: type[Any], base: str, values: Mapping[str, Any]) -> Any:
    numbers = dict.fromkeys(("customers", *OF_CALLS, *OF_SALES), 0) | dict(values)
    return model(**numbers | {"amount": {"amount": values.get("amount") or Decimal(0), "currency": base}})


_OF_LINE = (company(), own(Campaign.owner_id), team(Campaign.team_id), department(Campaign.department_id))
CAMPAIGN_VISIBILITY = Visibility(
    Campaign.id,
    Permission.CAMPAIGN_READ,
    any_of(
        *_OF_LINE,
        any_named(Campaign.user_ids),
        any_named(Campaign.team_ids),
        any_named(Campaign.caller_group_ids, Gate(WIDER, by=Permission.CAMPAIGN_WRITE)),
    ),
)
"""One's own, those one or one's team calls for, those in one's scope; whoever leads people, those these call for."""
CAMPAIGN_DECIDING = Visibility(Campaign.id, Permission.CAMPAIGN_WRITE, any_of(*_OF_LINE))
"""Whose campaign one may change and move: not that of a superior one calls for."""
visible_to = CAMPAIGN_VISIBILITY.visible_to
CAMPAIGNS = ListSpec(
    "campaigns",
    fields=(
        Field("name", Campaign.name, "text", sortable=True, description="What it is called", example="Gulf"),
        Field("state", Campaign.state, "code", choices=CampaignState, description="Where it stands"),
        Field("owner_id", Campaign.owner_id, "uuid", person=True, description="Who answers for it"),
        Field("goal_kind", Campaign.goal_kind, "code", choices=GoalKind, description="What its goal counts"),
        Field("priority", Campaign.priority, "code", choices=CampaignPriority, description="How much it comes first"),
        Field("segment_id", Campaign.segment_id, "uuid", description="The saved view whose customers it is for"),
        Field("script_id", Campaign.script_id, "uuid", description="The script it is called by"),
        Field("first_day", Campaign.first_day, "date", sortable=True, description="From which day on"),
        Field("last_day", Campaign.last_day, "date", sortable=True, description="Until which day"),
        Field("created_at", Campaign.created_at, "instant", sortable=True, description="When it was entered"),
    ),
    default_sort=("-created_at",),
    id_column=Campaign.id,
)


async def load(session: Session, actor: Actor, campaign_id: uuid.UUID, *, lock: bool = False) -> Campaign:
    """The campaign, if the actor may see it; 404 otherwise."""
    statement = select(Campaign).where(Campaign.id == campaign_id, visible_to(actor))
    found = await session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFound()
    return found


async def rights(session: Session, actor: Actor, campaign: Campaign) -> Mapping[Permission, bool]:
    """Whether the actor may change the campaign."""
    return {Permission.CAMPAIGN_WRITE: decides(actor, campaign)}


def decides(actor: Actor, campaign: Campaign) -> bool:
    """Whether the actor may change the campaign and make its moves."""
    return actor.may(Permission.CAMPAIGN_WRITE) and CAMPAIGN_DECIDING.is_visible(actor, campaign)


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[CampaignRead]:
    """Campaigns the actor may see, the newest first."""
    found = await page_of(session, actor, CAMPAIGNS, query, _with_names)
    found.items = await _read(session, actor, found.items)
    return found


async def read(session: Session, actor: Actor, campaign_id: uuid.UUID) -> CampaignRead:
    """One campaign; 404 outside the actor's scope."""
    rows = (await session.execute(_with_names(actor).where(Campaign.id == campaign_id))).all()
    if not rows:
        raise NotFound()
    return (await _read(session, actor, rows))[0]


def _with_names(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Campaign,
            User.name.label("owner_name"),
            SavedView.name.label("segment_name"),
            SavedView.conditions.label("asked_now"),
            Script.name.label("script_name"),
            Script.name_zh.label("script_name_zh"),
        )
        .join(User, User.id == Campaign.owner_id)
        .join(SavedView, SavedView.id == Campaign.segment_id)
        .outerjoin(Script, Script.id == Campaign.script_id)
        .where(visible_to(actor))
    )


async def _read(session: Session, actor: Actor, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[CampaignRead]:
    results = await of_campaigns(session, actor, [row[0].id for row in rows])
    day = await today(session)
    return [_shown(row, actor, results[row[0].id], day) for row in rows]


def _shown(row: Row[*tuple[Any, ...]], actor: Actor, result: CampaignResult, day: date) -> CampaignRead:
    campaign: Campaign = row[0]
    may, state = decides(actor, campaign), CampaignState(campaign.state)
    columns = {name: getattr(campaign, name) for name in CampaignRead.model_fields if hasattr(campaign, name)}
    names = {name: getattr(row, name) for name in ("owner_name", "segment_name", "script_name", "script_name_zh")}
    shown = {
        **columns,
        **names,
        "conditions": row.asked_now if campaign.conditions is None else campaign.conditions,
        "budget": money(campaign.budget_amount, campaign.budget_currency),
        "result": result,
        "achieved": achieved(GoalKind(campaign.goal_kind), result),
        "allowed_moves": CAMPAIGN.allowed(state, lambda _: may, CampaignFacts(campaign.last_day, day)),
        "may_change": may and state not in OVER,
    }
    return CampaignRead.of(shown, masked=actor.masked)


def achieved(kind: GoalKind, result: CampaignResult) -> Decimal:
    """What the goal counts, as it stands."""
    return result.amount.amount if kind is GoalKind.AMOUNT else Decimal(getattr(result, kind))


# The list of a campaign's customers, those the actor sees.


CAMPAIGN_CUSTOMERS = ListSpec(
    "campaign_customers",
    fields=(
        Field("customer_id", CampaignCustomer.customer_id, "uuid", description="The customer"),
        Field("owner_id", Customer.owner_id, "uuid", person=True, description="Who looks after it"),
        Field("grade", Customer.grade, "code", choices=Grade, description="Its grade"),
        Field("intent_level", Customer.intent_level, "code", choices=IntentLevel, description="Its intent now"),
        Field("id", CampaignCustomer.id, "uuid", sortable=True, description="Its place in the campaign"),
    ),
    default_sort=("id",),
    id_column=CampaignCustomer.id,
)


# How much earlier a `Customer` is called than others, by the campaign it is in; null outside one.
PRIORITY: ScalarSelect[CampaignPriority] = (
    select(Campaign.priority)
    .join(CampaignCustomer, CampaignCustomer.campaign_id == Campaign.id)
    .where(
        CampaignCustomer.customer_id == Customer.id,
        CampaignCustomer.left_at.is_(None),
        CampaignCustomer.joined_at <= func.meridian_now(),
    )
    .correlate(Customer)
    .scalar_subquery()
)


async def page_of_members(
    session: Session, actor: Actor, campaign_id: uuid.UUID, query: ListQuery
) -> Page[CampaignCustomerRead]:
    """The customers of a campaign that the actor sees; 404 for a campaign they do not."""
    await load(session, actor, campaign_id)
    return await page_of(
        session,
        actor,
        CAMPAIGN_CUSTOMERS,
        query,
        _shown_members,
        shows=CampaignCustomerRead,
        of=campaign_id,
        campaign_id=campaign_id,
    )


def _shown_members(actor: Actor, *, campaign_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    calls = (
        select(
            func.count().label("calls"),
            func.coalesce(func.bool_or(REACHED), False).label("reached"),
            func.coalesce(func.bool_or(INTERESTED), False).label("interested"),
            func.max(ContactRecord.started_at).label("last_call_at"),
        )
        .where(within(Campaign, CampaignCustomer))
        .correlate(Campaign, CampaignCustomer)
        .lateral("calls")
    )
    return (
        select(
            CampaignCustomer.id,
            CampaignCustomer.customer_id,
            CampaignCustomer.joined_at,
            CampaignCustomer.left_at,
            Customer.name.label("customer_name"),
            Customer.country,
            Customer.grade,
            Customer.intent_level,
            Customer.owner_id,
            User.name.label("owner_name"),
            *calls.c,
        )
        .select_from(CampaignCustomer)
        .join(Campaign, Campaign.id == CampaignCustomer.campaign_id)
        .join(Customer, Customer.id == CampaignCustomer.customer_id)
        .outerjoin(User, User.id == Customer.owner_id)
        .join(calls, literal_column("true"))
        .where(
            CampaignCustomer.campaign_id == campaign_id,
            Customer.merged_into_id.is_(None),
            visibility_visible_to(actor, Permission.CUSTOMER_READ, Permission.RECORD_READ),
        )
    )
