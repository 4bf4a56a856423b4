"""Every SELECT on callable windows: where somebody is, what was tried, when they answered. Set-based."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ARRAY, ColumnElement, Integer, Uuid, any_, cast, extract, false, func, literal, select

from meridian.calendars.rules import WEEKDAYS, Hours, clock_text
from meridian.calendars.schemas import WeekHours
from meridian.call_hours.rules import (
    TONGUES,
    UNRESOLVED,
    CallHours,
    Locality,
    call_hours,
    city_of,
    clock_in_each_language,
    held_in_each_language,
    in_each_language,
    locality,
    said,
)
from meridian.customers.models import Contact, Customer
from meridian.customers.visibility import visible_to as customers_visible_to
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.kernel.language import Message, msg
from meridian.kernel.problems import NotFound
from meridian.planner.models import OwnHours
from meridian.planner.windows.rules import (
    LEARNED_FROM,
    Answered,
    Group,
    Limits,
    Uncallable,
    ZoneClock,
    closed_days,
    open_spans,
    week_of,
    world_clock,
)
from meridian.planner.windows.schemas import (
    AnsweredHour,
    CallableWindow,
    CallableWindows,
    ClosedDayRead,
    CustomerCallTime,
    InBothLanguages,
    WorldClock,
    WorldClockZone,
)
from meridian.plans.call_times import PLACE, call_times, place_of
from meridian.plans.changes import refusals
from meridian.plans.models import DialTally
from meridian.plans.rules import Method
from meridian.policies.definitions.calling import MAX_ATTEMPTS_PER_CONTACT_PER_DAY
from meridian.policies.queries import snapshot
from meridian.records.models import ContactRecord
from meridian.records.rules import Direction

Person = tuple[uuid.UUID, uuid.UUID | None]
_AHEAD = timedelta(days=14)
HOLIDAYS_IN = {tag: tongue.holidays for tag, tongue in TONGUES.items()}
_NEVER = {
    Uncallable.REFUSED: msg("closed: they asked not to be called"),
    Uncallable.ARCHIVED: msg("closed: the customer is archived"),
    Uncallable.ZONE_UNKNOWN: UNRESOLVED,
}


def among(column: Any, ids: Collection[uuid.UUID]) -> ColumnElement[bool]:
    """The column is one of many ids, sent as one array."""
    condition: ColumnElement[bool] = column == any_(literal(list(ids), ARRAY(Uuid())))
    return condition


async def call_times_of(session: Session, actor: Actor, ids: Sequence[uuid.UUID]) -> list[CustomerCallTime]:
    """Whether each customer may be called now, of those the actor sees, in the order given."""
    times = await call_times(session, actor)
    statement = (
        select(Customer.id, *PLACE)
        .select_from(Customer)
        .outerjoin(Contact, false())
        .where(among(Customer.id, ids), customers_visible_to(actor, Permission.CUSTOMER_READ))
    )
    found = {row.id: times.read(row) for row in await session.execute(statement)}
    return [CustomerCallTime(customer_id=each, call_time=found[each]) for each in dict.fromkeys(ids) if each in found]


# What holds for people, whatever their place.


async def limits_of(session: Session, people: Collection[Person], most_attempts: int) -> dict[Person, Limits]:
    """What attempts, gaps and answered calls say of each (customer, contact). The same few statements for one or
    for thousands; hours of the day are counted in the customer's zone, or the person's own."""
    customers = {customer_id for customer_id, _ in people}
    spent, gaps = await _attempts(session, customers, most_attempts)
    answered = await _answered(session, customers)
    own = await own_hours(session, customers)
    return {
        person: Limits(
            own=own.get(person) or own.get((person[0], None)),
            spent=frozenset(spent.get(person, ())),
            not_before=gaps.get(person),
            answered=answered.get(person[0], ()),
        )
        for person in people
    }


async def own_hours(session: Session, customers: Collection[uuid.UUID]) -> dict[Person, tuple[tuple[Hours, ...], ...]]:
    """The weeks that these customers and people there asked for."""
    rows = await session.execute(
        select(OwnHours.customer_id, OwnHours.contact_id, OwnHours.weekly).where(among(OwnHours.customer_id, customers))
    )
    return {(row.customer_id, row.contact_id): week_of(row.weekly) for row in rows}


async def _attempts(
    session: Session, customers: Collection[uuid.UUID], most: int
) -> tuple[Mapping[Person, set[date]], Mapping[Person, datetime]]:
    tried = func.sum(DialTally.attempts)
    rows = await session.execute(
        select(
            DialTally.customer_id,
            DialTally.contact_id,
            DialTally.on_day,
            tried.label("tried"),
            func.max(DialTally.not_before).label("not_before"),
        )
        .where(among(DialTally.customer_id, customers), DialTally.on_day >= session.now.date() - timedelta(days=1))
        .group_by(DialTally.customer_id, DialTally.contact_id, DialTally.on_day)
    )
    spent: defaultdict[Person, set[date]] = defaultdict(set)
    gaps: dict[Person, datetime] = {}
    for row in rows:
        person = (row.customer_id, row.contact_id)
        if row.tried >= most:
            spent[person].add(row.on_day)
        if row.not_before is not None and row.not_before > session.now:
            gaps[person] = max(row.not_before, gaps.get(person, row.not_before))
    return spent, gaps


async def _answered(session: Session, customers: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[Answered, ...]]:
    hour = cast(extract("hour", func.timezone(Customer.zone, ContactRecord.started_at)), Integer).label("hour")
    rows = await session.execute(
        select(
            ContactRecord.customer_id,
            hour,
            func.count().label("calls"),
            func.count().filter(ContactRecord.reached).label("answered"),
        )
        .join(Customer, Customer.id == ContactRecord.customer_id)
        .where(
            among(ContactRecord.customer_id, customers),
            ContactRecord.method == Method.PHONE,
            ContactRecord.direction == Direction.OUTBOUND,
            ContactRecord.started_at > session.now - LEARNED_FROM,
            Customer.zone.is_not(None),
        )
        .group_by(ContactRecord.customer_id, hour)
        .order_by(ContactRecord.customer_id, hour)
    )
    found: defaultdict[uuid.UUID, list[Answered]] = defaultdict(list)
    for row in rows:
        found[row.customer_id].append(Answered(row.hour, row.calls, row.answered))
    return {customer_id: tuple(hours) for customer_id, hours in found.items()}


# One customer, or one person there.


async def windows(
    session: Session,
    actor: Actor,
    customer_id: uuid.UUID | None,
    contact_id: uuid.UUID | None,
    start: datetime,
    end: datetime,
) -> CallableWindows:
    """When they may be called between two moments; 404 outside the actor's scope."""
    row = await _whom(session, actor, customer_id, contact_id)
    person: Person = (row.customer_id, contact_id)
    policies = await snapshot(session)
    most = policies.get(MAX_ATTEMPTS_PER_CONTACT_PER_DAY)
    hours, place = call_hours(policies), place_of(row)
    limits = (await limits_of(session, [person], most))[person]
    never = await _never(session, person, place, archived=row.archived)
    spans = [] if never else open_spans(hours, place, start, end, limits)
    now = session.now
    open_now = None if not place.zones else not never and bool(open_spans(hours, place, now, _soon(now), limits))
    usual = limits.usual
    return CallableWindows(
        customer_id=row.customer_id,
        contact_id=contact_id,
        zones=list(place.zones),
        your_zone=actor.zone,
        callable_now=open_now,
        explanation=_both(_NEVER[never] if never else None, hours, place, now, limits, actor.zone),
        never=never,
        windows=[_window(span.start, span.end, place.zones[0], actor.zone) for span in spans],
        closed_days=[
            ClosedDayRead(date=each.day, closed=each.closed, holiday=_languages(each.holiday) if each.holiday else None)
            for each in closed_days(hours, place, start, end, limits, HOLIDAYS_IN)
        ]
        if place.zones and not never
        else [],
        own_hours=_week_read(limits),
        attempts_today=await _tried_today(session, person, place),
        attempts_per_day=most,
        not_before=limits.not_before,
        answered_hours=[AnsweredHour(**each._asdict(), usual=each.hour in usual) for each in limits.answered],
    )


async def _whom(session: Session, actor: Actor, customer_id: uuid.UUID | None, contact_id: uuid.UUID | None) -> Any:
    statement = select(Customer.id.label("customer_id"), Customer.archived_at.is_not(None).label("archived"), *PLACE)
    if contact_id is None:
        statement = statement.outerjoin(Contact, Contact.id == None)  # noqa: E711 — nobody there in particular
    else:
        statement = statement.join(Contact, Contact.customer_id == Customer.id).where(Contact.id == contact_id)
    if customer_id is not None:
        statement = statement.where(Customer.id == customer_id)
    seen = customers_visible_to(actor, Permission.PLAN_READ)
    row = (await session.execute(statement.where(seen, Customer.merged_into_id.is_(None)))).one_or_none()
    if row is None:
        raise NotFound()
    return row


async def _never(session: Session, person: Person, place: Locality, *, archived: bool) -> Uncallable | None:
    if archived:
        return Uncallable.ARCHIVED
    if (await refusals(session, {person}))[person[0]].refuse(Method.PHONE, person[1]):
        return Uncallable.REFUSED
    return None if place.zones else Uncallable.ZONE_UNKNOWN


async def _tried_today(session: Session, person: Person, place: Locality) -> int:
    today = session.now.astimezone(ZoneInfo(place.zones[0]) if place.zones else UTC).date()
    tried = select(func.coalesce(func.sum(DialTally.attempts), 0)).where(
        DialTally.customer_id == person[0],
        DialTally.contact_id.is_not_distinct_from(person[1]),
        DialTally.on_day == today,
    )
    return int(await session.scalar(tried) or 0)


def _both(
    never: Message | None, hours: CallHours, place: Locality, now: datetime, limits: Limits, zone: str
) -> InBothLanguages:
    """Why they may or may not be called now. A limit of their own shows in when it opens next."""
    if never is not None:
        return _languages(said(never))
    held = not open_spans(hours, place, now, _soon(now), limits) and hours.at(place, now).open
    if not held:
        return _languages(in_each_language(hours, place, now, zone))
    opens = next((span.start for span in open_spans(hours, place, now, now + _AHEAD, limits)), None)
    return _languages(held_in_each_language(opens, now, place.zones[0], zone))


def _week_read(limits: Limits) -> WeekHours | None:
    if limits.own is None:
        return None
    days = zip(WEEKDAYS, limits.own, strict=True)
    stretches = {name: [{"start": clock_text(a), "end": clock_text(b)} for a, b in day] for name, day in days}
    return WeekHours.model_validate(stretches)


def _languages(words: Mapping[str, str]) -> InBothLanguages:
    return InBothLanguages(en=words["en"], zh=words.get("zh-CN", words["en"]))


def _window(start: datetime, end: datetime, theirs: str, yours: str) -> CallableWindow:
    return CallableWindow(
        starts_at=start,
        ends_at=end,
        local_start=wall(start, theirs),
        local_end=wall(end, theirs),
        your_start=wall(start, yours),
        your_end=wall(end, yours),
    )


def wall(moment: datetime, zone: str) -> str:
    """A moment by the wall clock there."""
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


def _soon(now: datetime) -> datetime:
    return now + timedelta(minutes=1)


# The world clock of somebody's queue.


async def clock(session: Session, actor: Actor, owner_id: uuid.UUID | None, due_by: datetime | None) -> WorldClock:
    """Where the customers are whom that person, or the actor, owes a contact by then, or by the end of the actor's
    day; how many of them may be called, and when the others open."""
    owner_id = owner_id or actor.user_id
    due_by = due_by or _end_of_day(session.now, actor.zone)
    columns = (Customer.zone, Customer.country, Customer.region, Customer.city, Customer.zone_candidates)
    rows = await session.execute(
        select(*columns, func.count().label("customers"))
        .where(
            Customer.owner_id == owner_id,
            Customer.next_contact_at <= due_by,
            customers_visible_to(actor, Permission.PLAN_READ),
        )
        .group_by(*columns)
    )
    waiting: defaultdict[Locality, int] = defaultdict(int)
    for row in rows:
        place = locality(row.zone, row.country, region=row.region, city=row.city, candidates=row.zone_candidates or ())
        waiting[place] += row.customers
    hours = call_hours(await snapshot(session))
    groups = [Group(place, customers) for place, customers in waiting.items()]
    clocks = world_clock(hours, groups, session.now, HOLIDAYS_IN)
    return WorldClock(
        owner_id=owner_id,
        due_by=due_by,
        at=session.now,
        your_zone=actor.zone,
        zones=[_zone(each, session.now, actor.zone) for each in clocks],
    )


def _zone(found: ZoneClock, now: datetime, zone: str) -> WorldClockZone:
    local = None if found.zone is None else now.astimezone(ZoneInfo(found.zone))
    ahead = None if local is None else _offset(local) - _offset(now.astimezone(ZoneInfo(zone)))
    holidays = {tag: ", ".join(sorted(names)) for tag, names in found.holidays.items() if names}
    return WorldClockZone(
        zone=found.zone,
        name=None if found.zone is None else _languages({tag: city_of(found.zone, tag) for tag in TONGUES}),
        local_time=None if found.zone is None else wall(now, found.zone),
        hours_from_you=None if ahead is None else ahead / timedelta(hours=1),
        customers=found.customers,
        open=found.open,
        opens_at=found.opens_at,
        closes_at=found.closes_at,
        holidays=_languages(holidays) if holidays else None,
        explanation=_languages(clock_in_each_language(found.zone, found.closes_at, found.opens_at, now, zone)),
    )


def _offset(local: datetime) -> timedelta:
    return local.utcoffset() or timedelta()


def _end_of_day(now: datetime, zone: str) -> datetime:
    tomorrow = now.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), ZoneInfo(zone)).astimezone(UTC)
