"""What other values would do: counted by the very functions that the database goes by (customers/computed_fields)."""

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
    Date,
    Float,
    Select,
    String,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
    text,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, aggregate_order_by
from sqlalchemy.types import TypeEngine

from meridian.calendars.queries import company_zone, today
from meridian.customers.models import Customer
from meridian.customers.rules import Category
from meridian.customers.visibility import visible_to
from meridian.duties.queries import COUNTED_FROM, NOW, NOW_ONCE, OWED, Owner
from meridian.duties.schemas import (
    DutyPreview,
    DutyPreviewRead,
    PreviewedCustomer,
    PreviewedDay,
    PreviewedLoad,
    PreviewedOwner,
)
from meridian.identity.actor import Actor
from meridian.kernel.db.session import Session
from meridian.policies.definitions.calling import REP_DAILY_CALL_CAP
from meridian.policies.definitions.customers import CONTACT_CADENCE_DAYS
from meridian.policies.queries import snapshot
from meridian.policies.rules import Grade, IntentLevel

AHEAD = 14
"""How many days a preview looks ahead."""
NAMED = 50
_INSTANT = TIMESTAMP(timezone=True)
WORKING_WEEK = 5


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
    summed = {name: sum(row[name] for row in by_owner) for name in _COUNTED}
    weekly = {name: round(sum(row[name] for row in by_owner), 1) for name in _WEEKLY}
    before = {row["day_before"]: row["customers"] for row in found if row["by"] == _BY_DAY_BEFORE}
    after = {row["day_after"]: row["customers"] for row in found if row["by"] == _BY_DAY_AFTER}
    each = [first + timedelta(days=n) for n in range(AHEAD)]
    newly = await session.execute(_newly(actor, changes))
    return DutyPreviewRead(
        **PreviewedLoad(**summed, **weekly).model_dump(),
        owners=owners,
        days=[PreviewedDay(day=day, before=before.get(day, 0), after=after.get(day, 0)) for day in each],
        newly_overdue=[PreviewedCustomer(**row) for row in newly.mappings()],
    )


_COUNTED = ("customers", "sooner", "later", "overdue_before", "overdue_after")
_WEEKLY = ("calls_a_week_before", "calls_a_week_after")
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


def _later(instant: Any, days: Any) -> Any:
    return instant + func.make_interval(0, 0, 0, days)


def _alike(days: CTE, customers: Mapping[str, Any]) -> ColumnElement[bool]:
    return and_(*(column == days.c[name] for name, column in customers.items()))


def _together(actor: Actor, days: CTE, moments: Sequence[datetime]) -> CTE:
    """The customers counted together to whom those days do the same: of one owner and kind, between whose days none of
    the moments lies."""
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

    def due(column: Any) -> ColumnElement[Any]:
        return case((column < midnights[-1], func.greatest(cast(func.timezone(zone.key, column), Date()), first)))

    def such(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return cast(func.coalesce(func.sum(tried.customers).filter(condition), 0), BigInteger)

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
            such(true()).label("customers"),
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
