"""Who is owed a contact by what, how far that is kept, and what other values would do."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Integer,
    RowMapping,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    outerjoin,
    select,
    true,
)
from sqlalchemy.orm import aliased

from meridian.calendars.queries import evening, today
from meridian.customers.members.queries import sponsor_of
from meridian.customers.models import Customer
from meridian.customers.rules import Category, ContactRule
from meridian.customers.visibility import CUSTOMER_VISIBILITY, SHARED, WITHOUT_SHARING, are_few, visible_to
from meridian.duties import rules
from meridian.duties.care.queries import next_of
from meridian.duties.models import COUNTED, COUNTS, EVENING, KEYS, DutyBreach, DutyDay
from meridian.duties.rules import SETTING_OF, CoverageBy
from meridian.duties.schemas import (
    BreachRead,
    CoverageDay,
    CoverageDays,
    CoverageRow,
    DutyCoverage,
    DutyRead,
    ExecutiveCoverage,
)
from meridian.identity.actor import Actor
from meridian.identity.models import Team, User
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Visibility, any_of, company, department, own, team, through
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, columns_of, page_of
from meridian.kernel.schemas import Page
from meridian.policies.definitions.customers import CONTACT_CADENCE_DAYS, EXECUTIVE_CONTACT_DAYS
from meridian.policies.queries import snapshot
from meridian.policies.rules import Grade, Policies
from meridian.products.models import Market

NOW = func.meridian_now()
NOW_ONCE = select(NOW).scalar_subquery()  # a statement that looks at a million rows asks for the time once
COUNTED_FROM = func.coalesce(Customer.last_contact_at, Customer.created_at)
OWED = (Customer.contact_due_at.is_not(None), Customer.merged_into_id.is_(None))
Owner, Sponsor = aliased(User), aliased(User)
SPONSOR_ID = case((Customer.is_key, sponsor_of(Customer.id)))


# What is owed.


def _overdue(wanted: bool) -> ColumnElement[bool]:
    return Customer.contact_due_at < NOW if wanted else Customer.contact_due_at >= NOW


def _executive_overdue(wanted: bool) -> ColumnElement[bool]:
    late = and_(Customer.executive_due_at.is_not(None), Customer.executive_due_at < NOW)
    return late if wanted else ~late


DUTIES = ListSpec(
    "duties",
    fields=(
        Field("customer_id", Customer.id, "uuid", description="The customer"),
        Field("owner_id", Customer.owner_id, "uuid", person=True, description="Who owes it"),
        Field("team_id", Customer.team_id, "uuid", description="Their team"),
        Field("market_id", Customer.market_id, "uuid", description="The customer's market"),
        Field("grade", Customer.grade, "code", choices=Grade, sortable=True, description="Grade", example="A"),
        Field("category", Customer.category, "code", choices=Category, description="Category", example="interested"),
        Field("country", Customer.country, "code", description="Country", example="DE"),
        Field("rule", Customer.contact_due_rule, "code", choices=ContactRule, description="Rule", example="cadence"),
        Field("due_at", Customer.contact_due_at, "instant", sortable=True, description="By when"),
        Field("executive_due_at", Customer.executive_due_at, "instant", description="By when an executive owes one"),
        Field("sponsor_id", SPONSOR_ID, "uuid", person=True, description="A key customer's executive sponsor"),
        Field("overdue", None, "boolean", description="Overdue now", example=True, compile=_overdue),
        Field(
            "executive_overdue",
            None,
            "boolean",
            description="An executive's contact is overdue (MC-13)",
            example=True,
            compile=_executive_overdue,
        ),
    ),
    default_sort=("due_at",),
    id_column=Customer.id,
)


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[DutyRead]:
    """A page of what is owed to customers the actor may see, with the next care occasion of each."""
    policies = await snapshot(session)
    found = await page_of(
        session,
        actor,
        DUTIES,
        query,
        _owed_to,
        shows=DutyRead,
        adds=lambda row: _adds(row, policies, session.now),
        gathers=await are_few(session, actor, query),
    )
    occasions = await next_of(session, actor, [uuid.UUID(item["customer_id"]) for item in found.items])
    for item in found.items:
        if occasion := occasions.get(uuid.UUID(item["customer_id"])):
            item["next_care"] = occasion.model_dump(mode="json")
    return found


def _owed_to(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Customer.id.label("customer_id"),
            Customer.name.label("customer_name"),
            Customer.owner_id,
            Owner.name.label("owner_name"),
            Customer.grade,
            Customer.category,
            Customer.country,
            Customer.zone,
            Customer.contact_due_rule.label("rule"),
            Customer.contact_due_at.label("due_at"),
            COUNTED_FROM.label("counted_from"),
            Customer.last_contact_at,
            Customer.next_step_at,
            Customer.executive_due_at,
            Customer.executive_contact_at,
            Sponsor.id.label("sponsor_id"),
            Sponsor.name.label("sponsor_name"),
        )
        .outerjoin(Owner, Owner.id == Customer.owner_id)
        .outerjoin(Sponsor, Sponsor.id == SPONSOR_ID)
        .where(visible_to(actor), *OWED)
    )


def _adds(row: Mapping[str, Any], policies: Policies, now: datetime) -> dict[str, Any]:
    setting = SETTING_OF[ContactRule(row["rule"])]
    return {
        "setting": setting.key,
        "policy_version": policies.version(setting),
        "days": (row["due_at"] - row["counted_from"]).days,
        "from_contact": row["last_contact_at"] is not None,
        "days_overdue": rules.days_late(row["due_at"], now),
    }


# How far it is kept.


COUNT_VISIBILITY = Visibility(
    COUNTED.c.owner_id,
    Permission.CUSTOMER_READ,
    any_of(company(), own(COUNTED.c.owner_id), team(COUNTED.c.team_id), department(COUNTED.c.department_id)),
)
"""Counts of customers that are the actor's by owner and scope; those shared with them are counted one by one."""
_SUMMED = ("customers", "overdue", "twice_overdue", "due_today")
_GROUPS: Mapping[CoverageBy, tuple[str, Any]] = {
    CoverageBy.OWNER: ("owner_id", Owner),
    CoverageBy.TEAM: ("team_id", Team),
    CoverageBy.GRADE: ("grade", None),
    CoverageBy.MARKET: ("market_id", Market),
    CoverageBy.RULE: ("rule", None),
}


async def coverage(session: Session, actor: Actor, by: CoverageBy, wanted: Mapping[str, Any]) -> DutyCoverage:
    """Counts over the customers the actor may see, in all and by one of their properties; `wanted`: equal to these."""
    policies = await snapshot(session)
    found = await session.execute(_summed(actor, by, wanted), {"evening": await evening(session)})
    rows = [
        CoverageRow(
            key=None if row["key"] is None else str(row["key"]),
            name=row.get("name"),
            team_id=row.get("team_id"),
            days=_days(by, row["key"], policies),
            policy_version=policies.version(SETTING_OF[ContactRule(row["key"])]) if by is CoverageBy.RULE else None,
            **_with_share(row),
        )
        for row in found.mappings()
    ]
    rows.sort(key=lambda each: each.key or "" if by is CoverageBy.GRADE else f"{10**9 - each.customers:010}{each.key}")
    totals = {name: sum(getattr(row, name) for row in rows) for name in _SUMMED}
    return DutyCoverage(**_with_share(totals), rows=rows)


def _summed(actor: Actor, by: CoverageBy, wanted: Mapping[str, Any]) -> Select[*tuple[Any, ...]]:
    key, named = _GROUPS[by]
    counted = _counts_of(actor, wanted).subquery("counted").c
    whose: list[Any] = [counted[key].label("key")]
    if named is not None:
        whose += [named.name] if named is not Owner else [named.name, named.team_id]
    customers, overdue, twice, by_evening = (cast(func.sum(counted[name]), BigInteger) for name in COUNTS)
    sums = zip(_SUMMED, (customers, overdue, twice, by_evening - overdue), strict=True)
    statement = select(*whose, *(sum_.label(name) for name, sum_ in sums)).group_by(*whose).having(customers > 0)
    return statement if named is None else statement.outerjoin(named, named.id == counted[key])


def _counts_of(actor: Actor, wanted: Mapping[str, Any]) -> Select[*tuple[Any, ...]] | CompoundSelect[Any]:
    only = {name: value for name, value in wanted.items() if value is not None}
    ahead = select(COUNTED).where(
        COUNT_VISIBILITY.visible_to(actor), *(COUNTED.c[name] == value for name, value in only.items())
    )
    if WITHOUT_SHARING.condition(actor) is True:
        return ahead
    due = Customer.contact_due_at
    such = (true(), due < NOW_ONCE, func.twice_due_at(due, COUNTED_FROM) < NOW_ONCE, due < EVENING)
    whose = (getattr(Customer, "contact_due_rule" if name == "rule" else name) for name in KEYS)
    shared = select(*whose, *(cast(cast(each, Integer), BigInteger) for each in such)).where(
        SHARED.visible_to(actor),
        WITHOUT_SHARING.visible_to(actor).is_not(true()),
        *OWED,
        *(getattr(Customer, name) == value for name, value in only.items()),
    )
    return ahead.union_all(shared)


def _with_share(row: Mapping[str, Any] | RowMapping) -> dict[str, Any]:
    return {name: row[name] for name in _SUMMED} | {"coverage": rules.coverage(row["customers"], row["overdue"])}


def _days(by: CoverageBy, key: Any, policies: Policies) -> int | None:
    if by is CoverageBy.GRADE:
        return policies.get(CONTACT_CADENCE_DAYS)[Grade(key)]
    if by is CoverageBy.RULE and key != ContactRule.CADENCE:
        days: int = policies.get(SETTING_OF[ContactRule(key)])
        return days
    return None


async def executives(session: Session, actor: Actor) -> ExecutiveCoverage:
    """Key customers who are owed an executive's contact (MC-13)."""
    due, since = Customer.executive_due_at, func.coalesce(Customer.executive_contact_at, Customer.created_at)
    counted = select(
        func.count().label("customers"),
        func.count().filter(due < NOW_ONCE).label("overdue"),
        func.count().filter(due + (due - since) < NOW_ONCE).label("twice_overdue"),
        literal(0).label("due_today"),
    ).where(visible_to(actor), due.is_not(None), Customer.merged_into_id.is_(None))
    policies = await snapshot(session)
    return ExecutiveCoverage(
        **_with_share((await session.execute(counted)).mappings().one()),
        days=policies.get(EXECUTIVE_CONTACT_DAYS),
        policy_version=policies.version(EXECUTIVE_CONTACT_DAYS),
    )


DAY_VISIBILITY = Visibility(
    DutyDay.owner_id,
    Permission.CUSTOMER_READ,
    any_of(company(), own(DutyDay.owner_id), team(DutyDay.team_id), department(DutyDay.department_id)),
)


async def days(session: Session, actor: Actor, most: int) -> CoverageDays:
    """How far duties were kept on each of the last days, over the people whose customers the actor may see."""
    first = await today(session) - timedelta(days=most)
    customers, overdue = func.sum(DutyDay.customers), func.sum(DutyDay.overdue)
    statement = (
        select(DutyDay.day, cast(customers, DutyDay.customers.type), cast(overdue, DutyDay.customers.type))
        .where(DutyDay.day > first, DAY_VISIBILITY.visible_to(actor))
        .group_by(DutyDay.day)
        .order_by(DutyDay.day)
    )
    return CoverageDays(
        items=[
            CoverageDay(day=day, customers=count, overdue=late, coverage=rules.coverage(count, late))
            for day, count, late in await session.execute(statement)
        ]
    )


# What was not kept.

BREACH_VISIBILITY = Visibility(
    DutyBreach.id,
    Permission.CUSTOMER_READ,
    through(CUSTOMER_VISIBILITY, "customer"),
    outerjoin(DutyBreach, Customer, Customer.id == DutyBreach.customer_id),
)
BREACHES = ListSpec(
    "duty_breaches",
    fields=(
        Field("customer_id", DutyBreach.customer_id, "uuid", description="The customer"),
        Field("owner_id", DutyBreach.owner_id, "uuid", person=True, description="Whose it was then"),
        Field("rule", DutyBreach.rule, "code", choices=ContactRule, description="Rule", example="cadence"),
        Field("grade", DutyBreach.grade, "code", choices=Grade, description="The grade then", example="A"),
        Field("due_at", DutyBreach.due_at, "instant", sortable=True, description="By when it was owed"),
        Field("ended_at", DutyBreach.ended_at, "instant", description="When it ended; null: not yet"),
    ),
    default_sort=("-due_at",),
    id_column=DutyBreach.id,
)


async def breaches(session: Session, actor: Actor, query: ListQuery) -> Page[BreachRead]:
    """A page of contacts that were not made in time, with customers the actor may see."""
    return await page_of(
        session,
        actor,
        BREACHES,
        query,
        _breaches_seen_by,
        shows=BreachRead,
        gathers=await are_few(session, actor, query),
        adds=lambda row: {"days_late": rules.days_late(row["due_at"], row["ended_at"] or session.now)},
    )


def _breaches_seen_by(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *columns_of(DutyBreach, BreachRead), Customer.name.label("customer_name"), Owner.name.label("owner_name")
        )
        .select_from(DutyBreach)
        .join(Customer, Customer.id == DutyBreach.customer_id)
        .outerjoin(Owner, Owner.id == DutyBreach.owner_id)
        .where(BREACH_VISIBILITY.visible_to(actor))
    )
