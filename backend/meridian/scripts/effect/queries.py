"""What came of the calls made by a script, counted in the database over those of customers the actor sees."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import ceil
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    Date,
    Select,
    Text,
    Uuid,
    and_,
    case,
    cast,
    column,
    distinct,
    exists,
    func,
    literal_column,
    null,
    select,
)

from meridian.calendars.queries import COMPANY_ZONE
from meridian.customers.models import Customer, Order
from meridian.customers.visibility import visible_to as customers_visible_to
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import share_of
from meridian.policies.rules import IntentLevel
from meridian.records.models import ContactRecord
from meridian.records.rules import Direction, Disposition
from meridian.scripts import queries
from meridian.scripts.effect.rules import DEAL_WINDOW, Difference, difference_of
from meridian.scripts.effect.schemas import ScriptEffect
from meridian.scripts.models import ScriptVersion
from meridian.scripts.rules import Content

PACE = timedelta(days=28)


class Period(NamedTuple):
    """Days of the company; either end may be open."""

    since: date | None
    until: date | None


async def effect(
    session: Session,
    actor: Actor,
    script_id: uuid.UUID,
    period: Period,
    *,
    author_id: uuid.UUID | None = None,
    version_id: uuid.UUID | None = None,
    against_id: uuid.UUID | None = None,
) -> ScriptEffect:
    """The effect of every version, and of one of them (the one in use, else the latest used) in detail. 404."""
    await queries.load(session, actor, script_id)
    mine = select(ScriptVersion).where(ScriptVersion.script_id == script_id).order_by(ScriptVersion.number.desc())
    versions = {version.id: version for version in await session.scalars(mine)}
    if any(asked is not None and asked not in versions for asked in (version_id, against_id)):
        raise NotFound()
    calls = _calls(actor, list(versions), period, author_id)
    counted = (await session.execute(_by_version(calls))).all()
    used = {row.version_id for row in counted}
    shown = version_id or next((one for one in versions if one in used), None)
    detail: dict[str, Any] = {"sections": [], "objections": [], "questions": [], "people": [], "comparison": None}
    if shown is not None:
        detail = await _detail(session, calls, versions[shown])
        detail["comparison"] = await _comparison(session, calls, counted, versions, shown, against_id)
    rows = [_row(row, versions[row.version_id]) for row in counted]
    rows.sort(key=lambda row: (-row["number"], row["adapted_by"] is None, row["adapted_by_name"] or ""))
    return ScriptEffect.of({**period._asdict(), "rows": rows, "version_id": shown, **detail}, masked=actor.masked)


def _calls(actor: Actor, versions: Sequence[uuid.UUID], period: Period, author_id: uuid.UUID | None) -> CTE:
    record = ContactRecord
    connected = record.disposition == Disposition.CONNECTED
    day = cast(func.timezone(COMPANY_ZONE, record.started_at), Date)
    statement = (
        select(
            record.script_version_id.label("version_id"),
            record.customer_id,
            record.author_id,
            record.objections,
            record.started_at,
            record.script_use.label("used"),
            cast(record.script_use["adapted"].astext, Text).label("adapted"),
            connected.label("connected"),
            and_(connected, func.coalesce(record.intent_level, IntentLevel.NONE) != IntentLevel.NONE).label(
                "interested"
            ),
            (day > cast(func.timezone(COMPANY_ZONE, func.meridian_now()), Date) - DEAL_WINDOW.days).label("young"),
            exists()
            .where(
                Order.customer_id == record.customer_id,
                Order.ordered_on >= day,
                Order.ordered_on <= day + DEAL_WINDOW.days,
            )
            .label("ordered"),
        )
        .join(Customer, Customer.id == record.customer_id)
        .where(
            record.script_version_id.in_(versions),
            record.direction == Direction.OUTBOUND,
            customers_visible_to(actor, Permission.RECORD_READ),
        )
    )
    if period.since is not None:
        statement = statement.where(day >= period.since)
    if period.until is not None:
        statement = statement.where(day <= period.until)
    if author_id is not None:
        statement = statement.where(record.author_id == author_id)
    return statement.cte("calls")


def _by_version(calls: CTE) -> Select[*tuple[Any, ...]]:
    adapter = case((calls.c.adapted == "true", calls.c.author_id), else_=cast(null(), Uuid())).label("adapted_by")
    own = select(calls, adapter).cte("own")
    buyers = own.c.customer_id
    return (
        select(
            own.c.version_id,
            own.c.adapted_by,
            func.max(User.name).label("adapted_by_name"),
            func.count().label("calls"),
            func.count().filter(own.c.connected).label("connected"),
            func.count().filter(own.c.interested).label("interested"),
            func.count(distinct(buyers)).filter(own.c.interested).label("customers"),
            func.count(distinct(buyers)).filter(own.c.interested, own.c.ordered).label("deals"),
            func.count(distinct(buyers)).filter(own.c.interested, own.c.young, ~own.c.ordered).label("waiting"),
        )
        .outerjoin(User, User.id == own.c.adapted_by)
        .group_by(own.c.version_id, own.c.adapted_by)
    )


def _row(row: Any, version: ScriptVersion) -> dict[str, Any]:
    return {
        **{name: getattr(version, name) for name in ("number", "state", "approved_at", "retired_at")},
        **{name: getattr(row, name) for name in ("version_id", "adapted_by", "adapted_by_name", "calls", "waiting")},
        "connected": share_of(row.connected, row.calls),
        "interested": share_of(row.interested, row.connected),
        "deals": share_of(row.deals, row.customers),
    }


async def _detail(session: Session, calls: CTE, version: ScriptVersion) -> dict[str, Any]:
    """How far the version's connected calls came, what was heard and answered in them, by whom."""
    content = Content.model_validate(version.content)
    mine = and_(calls.c.version_id == version.id, calls.c.connected)
    reached = dict((await session.execute(_counted(calls, "sections").where(mine))).all())
    answered = dict((await session.execute(_counted(calls, "answered").where(mine))).all())
    connected = await session.scalar(select(func.count()).select_from(calls).where(mine)) or 0
    heard = func.unnest(calls.c.objections).table_valued(column("code", Text)).render_derived(name="heard")
    interested = func.count().filter(calls.c.interested).label("interested")
    objections = await session.execute(
        select(heard.c.code, func.count().label("heard"), interested)
        .select_from(calls)
        .join(heard, literal_column("true"))
        .where(mine)
        .group_by(heard.c.code)
        .order_by(func.count().desc(), heard.c.code)
    )
    people = await session.execute(
        select(calls.c.author_id, User.name, func.count().label("connected"), interested)
        .join(User, User.id == calls.c.author_id)
        .where(mine)
        .group_by(calls.c.author_id, User.name)
        .order_by(func.count().desc(), User.name)
    )
    questions = [question for section in content.sections for question in section.questions]
    return {
        "sections": [{"key": section.key, "reached": reached.get(section.key, 0)} for section in content.sections],
        "objections": [{"objection": row[0], "interested": share_of(row.interested, row.heard)} for row in objections],
        "questions": [{"key": one.key, "answered": share_of(answered.get(one.key, 0), connected)} for one in questions],
        "people": [
            {"user_id": row[0], "user_name": row[1], "interested": share_of(row.interested, row.connected)}
            for row in people
        ],
    }


def _counted(calls: CTE, name: str) -> Select[*tuple[Any, ...]]:
    """In how many calls each key of the list stands; a key counts once a call."""
    keys = func.jsonb_array_elements_text(calls.c.used[name]).table_valued(column("value", Text))
    once = select(keys.c.value.label("key")).distinct().correlate(calls).lateral()
    return select(once.c.key, func.count()).select_from(calls).join(once, literal_column("true")).group_by(once.c.key)


async def _comparison(
    session: Session,
    calls: CTE,
    counted: Sequence[Any],
    versions: Mapping[uuid.UUID, ScriptVersion],
    shown: uuid.UUID,
    against_id: uuid.UUID | None,
) -> dict[str, Any] | None:
    """The version against the one asked for, else the one used before it. People's own wordings stand apart."""
    template = {row.version_id: row for row in counted if row.adapted_by is None}
    older = (one.id for one in versions.values() if one.number < versions[shown].number and one.id in template)
    other = against_id or next(older, None)
    if shown not in template or other is None or other not in template or other == shown:
        return None
    one, two = template[shown], template[other]
    found = difference_of((one.interested, one.connected), (two.interested, two.connected))
    if found is None:
        return None
    since = func.meridian_now() - PACE
    lately = (
        select(func.count())
        .select_from(calls)
        .where(calls.c.version_id == shown, calls.c.connected, calls.c.started_at > since)
    )
    weekly = (await session.scalar(lately) or 0) / (PACE / timedelta(weeks=1))
    return {
        "number": versions[shown].number,
        "against": versions[other].number,
        **found._asdict(),
        "weekly": weekly,
        "weeks_left": _weeks_left(found, one.connected, two.connected, weekly),
    }


def _weeks_left(found: Difference, one: int, other: int, weekly: float) -> int | None:
    """Weeks until the version has as many calls as it takes. The other one is called by no more: when it has too few,
    no time tells them apart."""
    if other < found.needed:
        return None
    missing = max(0, found.needed - one)
    return 0 if missing == 0 else None if weekly == 0 else ceil(missing / weekly)
