"""Every SELECT on a team's day."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Date, Integer, Select, cast, extract, func, select

from meridian.alerts import queries as alerts
from meridian.alerts.models import Alert
from meridian.alerts.rules import AlertState
from meridian.calendars.queries import today as company_today
from meridian.customers.models import Customer
from meridian.customers.visibility import visible_to as customers_visible_to
from meridian.duties import rules as duty_rules
from meridian.duties.models import DutyDay
from meridian.duties.queries import DAY_VISIBILITY
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission, Role
from meridian.identity.visibility import PEOPLE
from meridian.kernel.db.session import Session
from meridian.kernel.schemas import ShareRead, share_of
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.rules import ItemState, PlanState
from meridian.policies.definitions.calling import REP_DAILY_CALL_CAP
from meridian.policies.queries import snapshot
from meridian.records.models import ContactRecord
from meridian.records.queries import IS_CALL
from meridian.team_days import rules
from meridian.team_days.schemas import TeamDay, TeamDayHour, TeamDayMember, TeamHelp, UsualRead

CALLERS = (Role.REP, Role.TEAM_LEAD)
HOUR = timedelta(hours=1)
WEEK = timedelta(weeks=1)


class Person(NamedTuple):
    id: uuid.UUID
    name: str
    team_id: uuid.UUID


async def team_day(
    session: Session, actor: Actor, day: date | None, zone: str, team_ids: Sequence[uuid.UUID] | None
) -> TeamDay:
    """The day of everybody who calls in the teams within the actor's scope; only of these teams where some are named.

    Calls and contacts count that the actor may see: those with customers in their scope.
    """
    clock = ZoneInfo(zone)
    day = day or session.now.astimezone(clock).date()
    begin, end = _bounds(day, clock)
    people = await _people(session, actor, team_ids)
    ids = [person.id for person in people]
    calls = await _calls_by_hour(session, actor, ids, begin, end)
    items = await _items_by_hour(session, actor, ids, day, begin)
    owed = await _owed(session, actor, ids, [day])
    stuck = await _stuck(session, actor, ids)
    policies = await snapshot(session)
    members = [
        TeamDayMember(
            user_id=person.id,
            user_name=person.name,
            team_id=person.team_id,
            **owed[person.id, day]._asdict(),
            stuck=stuck[person.id].total(),
            **_counted(begin, calls[person.id], items[person.id]),
        )
        for person in people
    ]
    return TeamDay(day=day, zone=zone, daily_call_cap=policies.get(REP_DAILY_CALL_CAP), members=members)


def _bounds(day: date, clock: ZoneInfo) -> tuple[datetime, datetime]:
    first, next_one = (datetime.combine(each, time(), clock) for each in (day, day + timedelta(days=1)))
    return first.astimezone(UTC), next_one.astimezone(UTC)


async def _people(session: Session, actor: Actor, team_ids: Sequence[uuid.UUID] | None) -> list[Person]:
    statement = (
        select(User.id, User.name, User.team_id)
        .where(
            User.active,
            User.role.in_(CALLERS),
            User.team_id.is_not(None),
            PEOPLE.visible_to(actor, Permission.PLAN_READ),
        )
        .order_by(User.name, User.id)
    )
    if team_ids:
        statement = statement.where(User.team_id.in_(team_ids))
    return [Person(row.id, row.name, row.team_id) for row in await session.execute(statement)]


class Calls(NamedTuple):
    dialled: int
    connected: int
    seconds: int


class Items(NamedTuple):
    planned: int
    done: int


def _calls(actor: Actor, ids: Iterable[uuid.UUID], *columns: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(ContactRecord.author_id, *columns)
        .join(Customer, Customer.id == ContactRecord.customer_id)
        .where(ContactRecord.author_id.in_(ids), IS_CALL, customers_visible_to(actor, Permission.RECORD_READ))
    )


async def _calls_by_hour(
    session: Session, actor: Actor, ids: Sequence[uuid.UUID], begin: datetime, end: datetime
) -> Mapping[uuid.UUID, dict[int, Calls]]:
    hour = _hours_after(begin, ContactRecord.started_at).label("hour")
    seconds = cast(func.coalesce(func.sum(ContactRecord.talk_seconds), 0), Integer)
    statement = (
        _calls(actor, ids, hour, func.count(), func.count().filter(ContactRecord.reached), seconds)
        .where(ContactRecord.started_at >= begin, ContactRecord.started_at < end)
        .group_by(ContactRecord.author_id, hour)
    )
    found: defaultdict[uuid.UUID, dict[int, Calls]] = defaultdict(dict)
    for author_id, at, *counts in await session.execute(statement):
        found[author_id][at] = Calls(*counts)
    return found


async def _items_by_hour(
    session: Session, actor: Actor, ids: Sequence[uuid.UUID], day: date, begin: datetime
) -> Mapping[uuid.UUID, dict[int | None, Items]]:
    """By the hour planned; None for those that are planned for the day alone."""
    hour = _hours_after(begin, PlannedContact.due_at).label("hour")
    statement = (
        select(
            PlannedContact.assignee_id, hour, func.count(), func.count().filter(PlannedContact.state == ItemState.DONE)
        )
        .join(ContactPlan, ContactPlan.id == PlannedContact.plan_id)
        .join(Customer, Customer.id == PlannedContact.customer_id)
        .where(
            PlannedContact.assignee_id.in_(ids),
            PlannedContact.due_on == day,
            PlannedContact.state.in_((ItemState.PLANNED, ItemState.DONE)),
            ContactPlan.state == PlanState.ACTIVE,
            customers_visible_to(actor, Permission.PLAN_READ),
        )
        .group_by(PlannedContact.assignee_id, hour)
    )
    found: defaultdict[uuid.UUID, dict[int | None, Items]] = defaultdict(dict)
    for assignee_id, at, *counts in await session.execute(statement):
        found[assignee_id][at] = Items(*counts)
    return found


def _hours_after(begin: datetime, instant: Any) -> Any:
    return cast(func.floor(extract("epoch", instant - begin) / HOUR.total_seconds()), Integer)


def _counted(begin: datetime, calls: Mapping[int, Calls], items: Mapping[int | None, Items]) -> dict[str, Any]:
    nothing, unplanned = Calls(0, 0, 0), Items(0, 0)
    hours = sorted({*calls, *(hour for hour in items if hour is not None)})
    return {
        "planned": sum(each.planned for each in items.values()),
        "done": sum(each.done for each in items.values()),
        "dialled": sum(each.dialled for each in calls.values()),
        "connected": sum(each.connected for each in calls.values()),
        "talk_seconds": sum(each.seconds for each in calls.values()),
        "hours": [
            TeamDayHour(
                begins_at=begin + hour * HOUR,
                planned=items.get(hour, unplanned).planned,
                dialled=calls.get(hour, nothing).dialled,
                connected=calls.get(hour, nothing).connected,
            )
            for hour in hours
        ],
    }


class Owed(NamedTuple):
    owed: int
    overdue: int


async def _owed(
    session: Session, actor: Actor, ids: Sequence[uuid.UUID], days: Sequence[date]
) -> Mapping[tuple[uuid.UUID, date], Owed]:
    """Customers owed a contact, by owner and day, as last counted on each."""
    statement = (
        select(DutyDay.owner_id, DutyDay.day, func.sum(DutyDay.customers), func.sum(DutyDay.overdue))
        .where(DutyDay.day.in_(days), DutyDay.owner_id.in_(ids), DAY_VISIBILITY.visible_to(actor))
        .group_by(DutyDay.owner_id, DutyDay.day)
    )
    found: defaultdict[tuple[uuid.UUID, date], Owed] = defaultdict(lambda: Owed(0, 0))
    for owner_id, day, customers, overdue in await session.execute(statement):
        found[owner_id, day] = Owed(int(customers), int(overdue))
    return found


async def _stuck(session: Session, actor: Actor, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Counter[str]]:
    """Alerts that are not resolved, by owner and reason."""
    statement = (
        select(Alert.owner_id, Alert.reason, func.count())
        .join(alerts.Owner, alerts.Owner.id == Alert.owner_id)
        .outerjoin(Customer, Customer.id == Alert.customer_id)
        .where(Alert.owner_id.in_(ids), Alert.state != AlertState.RESOLVED, alerts.visible_to(actor))
        .group_by(Alert.owner_id, Alert.reason)
    )
    found: defaultdict[uuid.UUID, Counter[str]] = defaultdict(Counter)
    for owner_id, reason, count in await session.execute(statement):
        found[owner_id][reason] = count
    return found


# Who needs help.


async def help_needed(session: Session, actor: Actor, zone: str, team_ids: Sequence[uuid.UUID]) -> list[TeamHelp]:
    """Those of the teams who show a sign, the most signs first; each with the evidence."""
    people = await _people(session, actor, team_ids)
    ids = [person.id for person in people]
    days = await _days_by_now(session, actor, ids, ZoneInfo(zone))
    latest = await company_today(session)
    weeks = [latest - week * WEEK for week in range(rules.WEEKS)]
    owed = await _owed(session, actor, ids, weeks)
    stuck = await _stuck(session, actor, ids)
    totals = {
        each: (sum(d.reached for d in days[each].values()), sum(d.made for d in days[each].values())) for each in ids
    }
    most_stuck = rules.three_of_four([sum(stuck[each].values()) for each in ids])
    now_on = session.now.astimezone(ZoneInfo(zone)).date()
    read = [
        _help(
            person,
            days[person.id],
            now_on,
            [duty_rules.coverage(*owed[person.id, day]) for day in weeks],
            stuck[person.id],
            totals,
            most_stuck,
        )
        for person in people
    ]
    return sorted((each for each in read if each.signs), key=lambda each: (-len(each.signs), each.user_name))


class DayByNow(NamedTuple):
    """Calls of somebody's day: up to this time of day, all, and those that reached somebody."""

    by_now: int
    made: int
    reached: int


async def _days_by_now(
    session: Session, actor: Actor, ids: Sequence[uuid.UUID], clock: ZoneInfo
) -> Mapping[uuid.UUID, dict[date, DayByNow]]:
    now = session.now.astimezone(clock)
    begin, _ = _bounds(now.date() - rules.USUAL_OVER, clock)
    local = func.timezone(clock.key, ContactRecord.started_at)
    day = cast(local, Date).label("day")
    statement = (
        _calls(
            actor,
            ids,
            day,
            func.count().filter(local - day <= now.replace(tzinfo=None) - datetime.combine(now.date(), time())),
            func.count(),
            func.count().filter(ContactRecord.reached),
        )
        .where(ContactRecord.started_at >= begin, ContactRecord.started_at <= session.now)
        .group_by(ContactRecord.author_id, day)
    )
    found: defaultdict[uuid.UUID, dict[date, DayByNow]] = defaultdict(dict)
    for author_id, on, *counts in await session.execute(statement):
        found[author_id][on] = DayByNow(*counts)
    return found


def _help(
    person: Person,
    days: Mapping[date, DayByNow],
    today: date,
    coverage: list[float | None],
    stuck: Counter[str],
    totals: Mapping[uuid.UUID, tuple[int, int]],
    most_stuck: float,
) -> TeamHelp:
    reached, made = totals[person.id]
    all_reached, all_made = (sum(part) for part in zip(*totals.values(), strict=True))
    evidence = rules.Evidence(
        dialled=days[today].made if today in days else 0,
        usual=rules.usual_of([each.by_now for day, each in days.items() if day != today]),
        coverage=coverage,
        stuck=stuck.total(),
        connected=share_of(reached, made),
        others=share_of(all_reached - reached, all_made - made),
    )
    reason, count = next(iter(stuck.most_common(1)), (None, 0))
    return TeamHelp(
        user_id=person.id,
        user_name=person.name,
        signs=rules.signs(evidence, most_stuck),
        dialled=evidence.dialled,
        usual=evidence.usual and UsualRead.model_validate(evidence.usual, from_attributes=True),
        coverage=coverage,
        stuck=evidence.stuck,
        stuck_by=reason,
        stuck_by_count=count,
        connected=ShareRead.model_validate(evidence.connected, from_attributes=True),
        others_connected=ShareRead.model_validate(evidence.others, from_attributes=True),
    )
