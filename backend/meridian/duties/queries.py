"""Who is owed a contact by what, how far that is kept, and what other values would do."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    Boolean,
    ColumnElement,
    CompoundSelect,
    Date,
    Float,
    Integer,
    RowMapping,
    Select,
    String,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    outerjoin,
    select,
    text,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, aggregate_order_by
from sqlalchemy.orm import aliased
from sqlalchemy.types import TypeEngine

from meridian.calendars.queries import company_zone, evening, today
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
    DutyPreview,
    DutyPreviewRead,
    DutyRead,
    ExecutiveCoverage,
    PreviewedCustomer,
    PreviewedDay,
    PreviewedLoad,
    PreviewedOwner,
)
from meridian.identity.actor import Actor
from meridian.identity.models import Team, User
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Visibility, any_of, company, department, own, team, through
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, columns_of, page_of
from meridian.kernel.schemas import Page
from meridian.policies.definitions.calling import REP_DAILY_CALL_CAP
from meridian.policies.definitions.customers import CONTACT_CADENCE_DAYS, EXECUTIVE_CONTACT_DAYS
from meridian.policies.queries import snapshot
from meridian.policies.rules import Grade, IntentLevel, Policies
from meridian.products.models import Market

AHEAD = 14
"""How many days a preview looks ahead."""
NAMED = 50
_INSTANT = TIMESTAMP(timezone=True)
WORKING_WEEK = 5
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


# What other values would do: counted by the very functions that the database goes by (customers/computed_fields).


async def preview(session: Session, actor: Actor, body: DutyPreview) -> DutyPreviewRead:
    """What those values would do to the customers the actor may see, if they were in force now."""
    changes = body.model_dump(mode="json", exclude_none=True)
    policies = await snapshot(session)
    if "contact_cadence_days" in changes:
        usual = {str(grade): days for grade, days in policies.get(CONTACT_CADENCE_DAYS).items()}
        changes["contact_cadence_days"] = usual | changes["contact_cadence_days"]
    cap = policies.get(REP_DAILY_CALL_CAP) * WORKING_WEEK
    zone, first = await company_zone(session), await today(session)
    midnights = [datetime.combine(first + timedelta(days=n), time(), zone) for n in range(1, AHEAD + 1)]
    found = (await session.execute(_summed_up(actor, changes, zone, first, midnights))).mappings().all()
    by_owner = [row for row in found if row["by"] == _BY_OWNER]
    owners = [
        PreviewedOwner(**row, share_of_cap=round(row["calls_a_week_after"] / cap, 4))
        for row in by_owner
        if row["sooner"] or row["later"]
    ]
    summed = {
        name: sum((row[name] for row in by_owner), start=0)
        for name in ("customers", "sooner", "later", "overdue_before", "overdue_after")
    }
    weekly = {
        name: round(sum(row[name] for row in by_owner), 1) for name in ("calls_a_week_before", "calls_a_week_after")
    }
    before, after = (
        {row[day]: row["customers"] for row in found if row["by"] == by}
        for by, day in ((_BY_DAY_BEFORE, "day_before"), (_BY_DAY_AFTER, "day_after"))
    )
    each = [first + timedelta(days=n) for n in range(AHEAD)]
    newly = await session.execute(_newly(actor, changes))
    return DutyPreviewRead(
        **PreviewedLoad(**summed, **weekly).model_dump(),
        owners=owners,
        days=[PreviewedDay(day=day, before=before.get(day, 0), after=after.get(day, 0)) for day in each],
        newly_overdue=[PreviewedCustomer(**row) for row in newly.mappings()],
    )


_KIND = {
    "grade": Customer.grade,
    "category": Customer.category,
    "intent_level": Customer.intent_level,
    "reached": Customer.first_contact_at.is_not(None),
}
"""What decides on how many days a customer is owed a contact in."""


def _kinds(changes: Mapping[str, Any]) -> CTE:
    """Each kind of customer there may be, with the days that are owed now and those that would be."""
    given = literal(orjson.dumps(changes).decode(), String)
    settings = select(
        func.duty_settings().label("now"), func.duty_settings().op("||")(cast(given, JSONB)).label("then")
    ).cte("settings")
    kinds = select(
        _each_of("grade", Grade, Text()),
        _each_of("category", Category, Text()),
        _each_of("intent_level", IntentLevel, Text()),
        _each_of("reached", (False, True), Boolean()),
    ).subquery("kinds")
    return (
        select(
            *kinds.c,
            func.least_owed_days(settings.c.now, *kinds.c).label("days_before"),
            func.least_owed_days(settings.c.then, *kinds.c).label("days_after"),
        )
        .join(settings, literal(True))
        .cte("days")
        .prefix_with("MATERIALIZED")  # worked out once for each kind, not for a million customers
    )


def _each_of(name: str, values: Iterable[Any], kind: TypeEngine[Any]) -> ColumnElement[Any]:
    """A row for each of the values, beside each of the others'."""
    several = literal(list(values), ARRAY(kind))
    return func.unnest(several, type_=kind).column_valued(name, joins_implicitly=True)


def _later(instant: Any, days: Any) -> ColumnElement[Any]:
    then: ColumnElement[Any] = instant + func.make_interval(0, 0, 0, days)
    return then


def _alike(days: CTE, customers: Mapping[str, Any]) -> ColumnElement[bool]:
    return and_(*(column == days.c[name] for name, column in customers.items()))


def _together(actor: Actor, days: CTE, moments: Sequence[datetime]) -> CTE:
    """The customers that those days do the same to, counted together: of one owner and one kind, and from so nearly the
    same instant that none of the moments lies between when they are due, now or then. They are read from an index
    alone."""
    at = select(NOW.label("moment")).union_all(select(func.unnest(literal(moments, ARRAY(_INSTANT))))).subquery("at")
    owed = select(days.c.days_before.label("days")).union(select(days.c.days_after)).subquery("owed")
    bounds = select(_later(at.c.moment, -owed.c.days).label("bound")).distinct().join(owed, true()).subquery("bounds")
    ordered = select(func.array_agg(aggregate_order_by(bounds.c.bound, bounds.c.bound), type_=ARRAY(_INSTANT)))
    since = ordered.scalar_subquery()
    counted = (
        select(
            Customer.owner_id,
            *(column.label(name) for name, column in _KIND.items()),
            func.width_bucket(COUNTED_FROM, since).label("place"),
            func.count().label("customers"),
        )
        .where(visible_to(actor), *OWED)
        .group_by(Customer.owner_id, *_KIND.values(), text("place"))
        .cte("counted")
        .prefix_with("MATERIALIZED")
    )
    from_ = func.coalesce(since[counted.c.place], literal_column("timestamptz '-infinity'"))
    return (
        select(
            counted.c.owner_id,
            counted.c.customers,
            days.c.days_before,
            days.c.days_after,
            _later(from_, days.c.days_before).label("before"),
            _later(from_, days.c.days_after).label("after"),
        )
        .join(days, _alike(days, {name: counted.c[name] for name in _KIND}))
        .cte("tried")
    )


_BY_OWNER, _BY_DAY_BEFORE, _BY_DAY_AFTER = 0b011, 0b101, 0b110
"""By what rows of `_summed_up` are counted: PostgreSQL's GROUPING() of the three columns."""


def _summed_up(
    actor: Actor, changes: Mapping[str, Any], zone: ZoneInfo, first: date, midnights: Sequence[datetime]
) -> Select[*tuple[Any, ...]]:
    """The sums of each owner, and how many are due on each of the days ahead, now and then."""
    tried = _together(actor, _kinds(changes), midnights).c
    end = midnights[-1]

    def due(column: Any) -> ColumnElement[Any]:
        return case((column < end, func.greatest(cast(func.timezone(zone.key, column), Date()), first)))

    def such(condition: ColumnElement[bool] | None = None) -> ColumnElement[int]:
        number = func.sum(tried.customers)
        found = number if condition is None else func.coalesce(number.filter(condition), 0)
        return cast(found, BigInteger)

    def weekly(days: Any) -> ColumnElement[float]:
        return func.sum(tried.customers * 7.0 / cast(days, Float()))

    of_day = select(tried.owner_id, due(tried.before).label("day_before"), due(tried.after).label("day_after"))
    tried = of_day.add_columns(*(each for each in tried if each.name != "owner_id")).subquery("of_day").c
    by = (tried.owner_id, tried.day_before, tried.day_after)
    newly = such(and_(tried.after < NOW_ONCE, tried.before >= NOW_ONCE))
    counted = (
        select(
            *by,
            func.grouping(*by).label("by"),
            such().label("customers"),
            such(tried.after < tried.before).label("sooner"),
            such(tried.after > tried.before).label("later"),
            such(tried.before < NOW_ONCE).label("overdue_before"),
            such(tried.after < NOW_ONCE).label("overdue_after"),
            weekly(tried.days_before).label("calls_a_week_before"),
            weekly(tried.days_after).label("calls_a_week_after"),
            newly.label("newly"),
        )
        .group_by(func.grouping_sets(*map(tuple_, by)))
        .subquery("summed")
    )
    return (
        select(Owner.name.label("owner_name"), *counted.c)
        .outerjoin_from(counted, Owner, Owner.id == counted.c.owner_id)
        .order_by(counted.c.newly.desc(), counted.c.owner_id)
    )


def _newly(actor: Actor, changes: Mapping[str, Any]) -> Select[*tuple[Any, ...]]:
    """Who would become overdue at once: found by an index alone, then shown."""
    days = _kinds(changes)
    before, after = (_later(COUNTED_FROM, each) for each in (days.c.days_before, days.c.days_after))
    found = (
        select(Customer.id, before.label("due_before"), after.label("due_after"))
        .join(days, and_(_alike(days, _KIND), days.c.days_after < days.c.days_before))
        .where(visible_to(actor), *OWED, after < NOW_ONCE, before >= NOW_ONCE)
        .order_by(Customer.grade, after, Customer.id)
        .limit(NAMED)
        .subquery("found")
    )
    return (
        select(
            Customer.id.label("customer_id"),
            Customer.name.label("customer_name"),
            Customer.owner_id,
            Owner.name.label("owner_name"),
            Customer.grade,
            COUNTED_FROM.label("counted_from"),
            found.c.due_before,
            found.c.due_after,
        )
        .join(found, found.c.id == Customer.id)
        .outerjoin(Owner, Owner.id == Customer.owner_id)
        .order_by(Customer.grade, found.c.due_after, Customer.id)
    )
