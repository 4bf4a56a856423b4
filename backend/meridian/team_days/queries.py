"""Every SELECT on a team's day and a month's targets."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Date, Integer, Row, Select, cast, extract, func, or_, select, tuple_

from meridian.alerts import queries as alerts
from meridian.alerts.models import Alert
from meridian.calendars.queries import company_zone
from meridian.calendars.queries import today as company_today
from meridian.customers.models import Customer
from meridian.customers.visibility import CUSTOMER_VISIBILITY
from meridian.customers.visibility import visible_to as customers_visible_to
from meridian.duties import rules as duty_rules
from meridian.duties.models import DutyDay
from meridian.duties.queries import DAY_VISIBILITY
from meridian.identity.actor import Actor
from meridian.identity.models import Team, User
from meridian.identity.permissions import Permission, Role
from meridian.identity.visibility import PEOPLE, Visibility, any_of, company, department, team
from meridian.kernel.db.compiled import survey
from meridian.kernel.db.session import Session
from meridian.kernel.schemas import Money, ShareRead, share_of
from meridian.opportunities.results.queries import Period, Whose, results_of
from meridian.places.countries import rounded
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.rules import ItemState, PlanState
from meridian.policies.definitions.calling import REP_DAILY_CALL_CAP
from meridian.policies.queries import snapshot
from meridian.rates.queries import base_currency, rate_of
from meridian.records.models import ContactRecord
from meridian.records.queries import IS_CALL, calls_counted
from meridian.team_days import rules
from meridian.team_days.models import MonthTarget
from meridian.team_days.schemas import (
    Aimed,
    MonthTargets,
    Reached,
    TargetOf,
    TeamDay,
    TeamDayHour,
    TeamDayMember,
    TeamHelp,
    UsualRead,
)

CALLERS = (Role.REP, Role.TEAM_LEAD)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
_AUTHOR = ContactRecord.author_id


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
    people = await _people(session, actor, team_ids, Permission.PLAN_READ)
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


async def _people(
    session: Session, actor: Actor, team_ids: Sequence[uuid.UUID] | None, permission: Permission
) -> list[Person]:
    statement = (
        select(User.id, User.name, User.team_id)
        .where(
            User.active,
            User.role.in_(CALLERS),
            User.team_id.is_not(None),
            PEOPLE.visible_to(actor, permission),
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


def _calls(actor: Actor, *columns: Any) -> Select[*tuple[Any, ...]]:
    made = select(*columns).where(IS_CALL)
    if CUSTOMER_VISIBILITY.condition(actor, Permission.RECORD_READ) is True:  # no customer needs to be looked at
        return made
    return made.join(Customer, Customer.id == ContactRecord.customer_id).where(
        customers_visible_to(actor, Permission.RECORD_READ)
    )


async def _calls_by_hour(
    session: Session, actor: Actor, ids: Sequence[uuid.UUID], begin: datetime, end: datetime
) -> Mapping[uuid.UUID, dict[int, Calls]]:
    hour = _hours_after(begin, ContactRecord.started_at).label("hour")
    seconds = cast(func.coalesce(func.sum(ContactRecord.talk_seconds), 0), Integer)
    statement = (
        _calls(actor, _AUTHOR, hour, func.count(), func.count().filter(ContactRecord.reached), seconds)
        .where(_AUTHOR.in_(ids), ContactRecord.started_at >= begin, ContactRecord.started_at < end)
        .group_by(_AUTHOR, hour)
    )
    found: defaultdict[uuid.UUID, dict[int, Calls]] = defaultdict(dict)
    for author_id, at, *counts in await survey(session, statement):
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
    for assignee_id, at, *counts in await survey(session, statement):
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
    for owner_id, day, customers, overdue in await survey(session, statement):
        found[owner_id, day] = Owed(int(customers), int(overdue))
    return found


async def _stuck(session: Session, actor: Actor, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Counter[str]]:
    """Alerts that are not resolved, by owner and reason: of people whose plans the actor sees, which is as far as they
    see alerts."""
    statement = (
        select(Alert.owner_id, Alert.reason, func.count())
        .where(Alert.owner_id.in_(ids), ~alerts.RESOLVED, alerts.OF_PEOPLE.visible_to(actor))
        .group_by(Alert.owner_id, Alert.reason)
    )
    found: defaultdict[uuid.UUID, Counter[str]] = defaultdict(Counter)
    for owner_id, reason, count in await survey(session, statement):
        found[owner_id][reason] = count
    return found


# Who needs help.


async def help_needed(session: Session, actor: Actor, zone: str, team_ids: Sequence[uuid.UUID]) -> list[TeamHelp]:
    """Those of the teams who show a sign, the most signs first; each with the evidence."""
    people = await _people(session, actor, team_ids, Permission.PLAN_READ)
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
            _AUTHOR,
            day,
            func.count().filter(local - day <= now.replace(tzinfo=None) - datetime.combine(now.date(), time())),
            func.count(),
            func.count().filter(ContactRecord.reached),
        )
        .where(_AUTHOR.in_(ids), ContactRecord.started_at >= begin, ContactRecord.started_at <= session.now)
        .group_by(_AUTHOR, day)
    )
    found: defaultdict[uuid.UUID, dict[date, DayByNow]] = defaultdict(dict)
    for author_id, on, *counts in await survey(session, statement):
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


# Targets of a month.

TEAMS = Visibility(Team.id, Permission.TARGET_READ, any_of(company(), team(Team.id), department(Team.department_id)))
"""Teams whose targets one sees, or sets for `target:write`: those one belongs to or leads, or of one's department."""


class Subject(NamedTuple):
    """A person, of their team, or a team; writable: the actor may set their targets."""

    id: uuid.UUID
    user_id: uuid.UUID | None
    team_id: uuid.UUID
    name: str
    name_zh: str | None
    writable: bool


async def month_targets(
    session: Session, actor: Actor, month: str | None, team_ids: Sequence[uuid.UUID] | None
) -> MonthTargets:
    """The targets of a month by the company's calendar, the present one by default, within the actor's scope."""
    first = rules.month_of(await company_today(session)) if month is None else rules.first_of(month)
    after = rules.month_after(first)
    zone = await company_zone(session)
    base = await base_currency(session)
    time_of = MonthTime(Period(first, after - DAY), _bounds(first, zone)[0], _bounds(after, zone)[0])
    aims = {row.whose: row for row in await session.execute(_aims(first, base))}

    subjects = {
        Whose.TEAMS: await _teams(session, actor, team_ids),
        Whose.PEOPLE: await _who_calls(session, actor, team_ids),
    }
    ids = {whose: [each.id for each in several] for whose, several in subjects.items()}
    done = await _done(session, actor, ids, time_of)
    told = {
        whose: [_target_of(each, aims.get(each.id), base, done[each.id]) for each in several]
        for whose, several in subjects.items()
    }
    return MonthTargets(
        month=f"{first:%Y-%m}",
        first=first,
        last=time_of.days.last,
        begins_at=time_of.begins_at,
        ends_at=time_of.ends_at,
        currency=base,
        teams=told[Whose.TEAMS],
        people=told[Whose.PEOPLE],
    )


class MonthTime(NamedTuple):
    """A month by its days, and when they begin and end on the company's clock."""

    days: Period
    begins_at: datetime
    ends_at: datetime


async def _teams(session: Session, actor: Actor, team_ids: Sequence[uuid.UUID] | None) -> list[Subject]:
    writable = TEAMS.visible_to(actor, Permission.TARGET_WRITE).label("writable")
    statement = select(Team.id, Team.name, Team.name_zh, writable).where(Team.active, TEAMS.visible_to(actor))
    if team_ids:
        statement = statement.where(Team.id.in_(team_ids))
    rows = await session.execute(statement.order_by(Team.name))
    return [Subject(row.id, None, row.id, row.name, row.name_zh, row.writable) for row in rows]


async def _who_calls(session: Session, actor: Actor, team_ids: Sequence[uuid.UUID] | None) -> list[Subject]:
    people = await _people(session, actor, team_ids, Permission.TARGET_READ)
    led = await people_led(session, actor, (each.id for each in people))
    return [Subject(each.id, each.id, each.team_id, each.name, None, each.id in led) for each in people]


def _aims(first: date, base: str) -> Select[*tuple[Any, ...]]:
    """What was set for a month; sums in the company's currency."""
    rate = rate_of(MonthTarget.currency, MonthTarget.month, base)  # type: ignore[arg-type] # null gives null
    return select(
        func.coalesce(MonthTarget.user_id, MonthTarget.team_id).label("whose"),
        MonthTarget.version,
        MonthTarget.calls,
        MonthTarget.connected,
        MonthTarget.customers_won,
        (MonthTarget.signed_sum * rate).label("signed_sum"),
    ).where(MonthTarget.month == first)


async def _done(
    session: Session, actor: Actor, ids: Mapping[Whose, Sequence[uuid.UUID]], time_of: MonthTime
) -> Mapping[uuid.UUID, Reached]:
    """What the month brought of each: calls as a team's day counts them, sales as `opportunities/results` does."""
    caller = {Whose.TEAMS: "team_id", Whose.PEOPLE: "author_id"}
    theirs = calls_counted(
        actor, lambda call: or_(*(call[caller[whose]].in_(several) for whose, several in ids.items()))
    ).c
    whose = [theirs[each] for each in caller.values()]
    sums = (cast(func.sum(each), Integer) for each in (theirs.calls, theirs.reached))
    counted = select(*whose, *sums).group_by(func.grouping_sets(*map(tuple_, whose)))
    found = await survey(session, counted, begins=[time_of.begins_at], ends=[time_of.ends_at])
    calls = {team_id or author_id: counts for team_id, author_id, *counts in found}
    brought = await results_of(session, actor, time_of.days, ids)
    return {
        id_: Reached(calls=made, connected=reached, **sales._asdict())
        for id_, sales in brought.items()
        for made, reached in [calls.get(id_, (0, 0))]
    }


def _target_of(subject: Subject, aim: Row[Any] | None, base: str, done: Reached) -> TargetOf:
    names = ("calls", "connected", "customers_won")
    sum_ = None if aim is None or aim.signed_sum is None else rounded(aim.signed_sum, base)
    return TargetOf(
        **{name: value for name, value in subject._asdict().items() if name != "id"},
        version=0 if aim is None else aim.version,
        target=Aimed(
            **{name: None if aim is None else getattr(aim, name) for name in names},
            signed_sum=None if sum_ is None else Money(amount=sum_, currency=base),
        ),
        done=done,
    )


async def teams_led(session: Session, actor: Actor, ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the teams whose targets the actor may set."""
    statement = select(Team.id).where(Team.id.in_(set(ids)), Team.active)
    return set(await session.scalars(statement.where(TEAMS.visible_to(actor, Permission.TARGET_WRITE))))


async def people_led(session: Session, actor: Actor, ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of the people who call and whose targets the actor may set."""
    if not actor.may(Permission.TARGET_WRITE):  # one's own person is everybody's to plan for, their targets are not
        return set()
    statement = select(User.id).where(User.id.in_(set(ids)), PEOPLE.visible_to(actor, Permission.TARGET_WRITE))
    return set(await session.scalars(statement.where(User.active, User.role.in_(CALLERS), User.team_id.is_not(None))))


async def targets_to_set(
    session: Session, month: date, ids: Iterable[uuid.UUID]
) -> Mapping[uuid.UUID | None, MonthTarget]:
    """What was set for people and teams, by whose it is; locked, in one order for all."""
    whose = func.coalesce(MonthTarget.user_id, MonthTarget.team_id)
    statement = (
        select(MonthTarget)
        .where(MonthTarget.month == month, whose.in_(set(ids)))
        .order_by(MonthTarget.id)
        .with_for_update()
    )
    return {each.user_id or each.team_id: each for each in await session.scalars(statement)}
