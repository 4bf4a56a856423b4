"""What a dial plan is computed from, read set-based: who works when, who is owed a call, what is fixed already."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, exists, func, or_, select

from meridian.calendars.rules import WorkingCalendar
from meridian.calendars.working_time import worked_spans
from meridian.campaigns.queries import PRIORITY
from meridian.campaigns.rules import CampaignPriority
from meridian.customers.models import Customer, Phone
from meridian.identity.models import User
from meridian.kernel.db.session import Session
from meridian.opportunities.models import Opportunity
from meridian.opportunities.rules import OpportunityOutcome
from meridian.planner.models import DialPlan, DialSlot
from meridian.planner.rosters.queries import CALLERS, Shifts, shifts
from meridian.planner.rules import DialPlanState, Due, SlotChange
from meridian.planner.windows.queries import among
from meridian.plans.call_times import PLACE
from meridian.plans.models import PlannedContact
from meridian.plans.rules import ItemState, Method
from meridian.policies.definitions.customers import CONTACT_CADENCE_DAYS
from meridian.policies.queries import snapshot
from meridian.policies.rules import Grade, Stage
from meridian.records.models import ContactRecord
from meridian.records.rules import Direction, Disposition

HISTORY = timedelta(days=90)


@dataclass(slots=True)
class Owed:
    """A customer owed a call in the days planned for. reps: who may call. item: what is planned for it already.
    earliest: not before then, as agreed on."""

    row: Any
    due: Due
    due_at: datetime | None
    reps: tuple[uuid.UUID, ...]
    item: Any = None
    earliest: datetime | None = None
    later: bool = False

    @property
    def id(self) -> uuid.UUID:
        found: uuid.UUID = self.row.id
        return found


@dataclass(slots=True)
class Input:
    """people: by id, with their shifts. owed: whom to plan for. fixed: planned contacts that stay, and why. due: what
    is known of their customers. pinned: calls of the plan itself that are to stay, by customer. made: calls of
    today by person. talk: seconds that three of four calls of these people took at most."""

    people: dict[uuid.UUID, Shifts]
    owed: list[Owed]
    fixed: list[tuple[Any, str]] = field(default_factory=list)
    due: Mapping[uuid.UUID, Due] = field(default_factory=dict)
    pinned: Mapping[uuid.UUID, DialSlot] = field(default_factory=dict)
    made: Mapping[uuid.UUID, int] = field(default_factory=dict)
    talk: float | None = None


async def gather(session: Session, plan: DialPlan) -> Input:
    """What the plan is to be made from, as it is now."""
    people = await people_of(session, plan)
    ids = list(people)
    start, end = bounds(plan, session.now, (each.person.zone for each in people.values()))
    items = await _items(session, ids, start, end)
    fixed: list[tuple[Any, str]] = []
    movable: dict[uuid.UUID, Any] = {}
    for item in items:
        why = _fixed(item)
        if why is not None:
            fixed.append((item, why))
        else:
            movable.setdefault(item.customer_id, item)
    taken = {item.customer_id: item for item, _ in fixed}
    owed = await _owed(session, plan, people, movable | taken, end)
    return Input(
        people,
        [each for each in owed if each.id not in taken],
        fixed,
        {each.id: each.due for each in owed if each.id in taken},
        await _pinned(session, plan),
        await _made_today(session, people),
        await _talk(session, ids),
    )


async def people_of(session: Session, plan: DialPlan) -> dict[uuid.UUID, Shifts]:
    """Those who call, of the teams and beside them."""
    named = or_(
        among(User.id, plan.user_ids),
        and_(among(User.team_id, plan.team_ids), User.role.in_(CALLERS)),
    )
    return {each.person.id: each for each in await shifts(session, named)}


def bounds(plan: DialPlan, now: datetime, zones: Iterable[str]) -> tuple[datetime, datetime]:
    """From when until when the plan reaches, over all its people's days."""
    several = set(zones) or {"UTC"}
    start = min(_midnight(plan.first_day, zone) for zone in several)
    end = max(_midnight(plan.last_day + timedelta(days=1), zone) for zone in several)
    return max(start, now), end


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def day_shifts(calendar: WorkingCalendar, day: date, zone: str, since: datetime) -> list[tuple[datetime, datetime]]:
    """The stretches worked on a local date, from a moment on."""
    begin, end = max(_midnight(day, zone), since), _midnight(day + timedelta(days=1), zone)
    return [(span.start, span.end) for span in worked_spans(calendar, begin, end)] if begin < end else []


# What is planned already.


async def _pinned(session: Session, plan: DialPlan) -> dict[uuid.UUID, DialSlot]:
    pinned = select(DialSlot).where(DialSlot.plan_id == plan.id, DialSlot.pinned)
    return {slot.customer_id: slot for slot in await session.scalars(pinned)}


def _of_dial_plans(*conditions: SQLColumnExpression[bool]) -> ColumnElement[bool]:
    """Set by a dial plan that is in use, and so may be moved by the next."""
    of_plan = (DialSlot.item_id == PlannedContact.id) & (DialSlot.change != SlotChange.FIXED)
    in_use = (DialSlot.plan_id == DialPlan.id) & (DialPlan.state == DialPlanState.APPLIED)
    return exists().where(of_plan, in_use, *conditions)


async def _items(session: Session, people: Sequence[uuid.UUID], start: datetime, end: datetime) -> Sequence[Any]:
    """Open planned contacts of these people that become due in the range, whatever the method."""
    rows = await session.execute(
        select(
            PlannedContact.id,
            PlannedContact.customer_id,
            PlannedContact.contact_id,
            PlannedContact.assignee_id,
            PlannedContact.method,
            PlannedContact.due_on,
            PlannedContact.due_at,
            PlannedContact.due_from,
            PlannedContact.missed_after,
            PlannedContact.promised,
            PlannedContact.attempts,
            PlannedContact.zone,
            Customer.grade,
            _of_dial_plans().label("ours"),
            _of_dial_plans(DialSlot.pinned.is_(True)).label("pinned"),
        )
        .join(Customer, Customer.id == PlannedContact.customer_id)
        .where(
            among(PlannedContact.assignee_id, people),
            PlannedContact.state == ItemState.PLANNED,
            PlannedContact.due_from < end,
            PlannedContact.missed_after > start,
            or_(PlannedContact.method == Method.PHONE, PlannedContact.due_at >= start),
        )
        .order_by(PlannedContact.due_from, PlannedContact.id)
    )
    return rows.all()


def _fixed(item: Any) -> str | None:
    """Why the planned contact stays where it is; None where it may be moved, or has no time yet."""
    if item.due_at is None:
        return None
    if item.promised:
        return "promised"
    if item.attempts:
        return "begun"
    if item.pinned:
        return "pinned"
    return None if item.ours else "appointment"


# Who is owed a call.


async def _owed(
    session: Session,
    plan: DialPlan,
    people: Mapping[uuid.UUID, Shifts],
    items: Mapping[uuid.UUID, Any],
    end: datetime,
) -> list[Owed]:
    ids = list(people)
    theirs = among(Customer.owner_id, ids) | among(Customer.id, list(items))
    if plan.pool and plan.team_ids:
        theirs |= and_(Customer.owner_id.is_(None), among(Customer.team_id, plan.team_ids))
    days = (await snapshot(session)).get(CONTACT_CADENCE_DAYS)
    cadence = func.make_interval(0, 0, 0, case({grade.value: days[grade] for grade in Grade}, value=Customer.grade))
    since = func.coalesce(Customer.last_contact_at, Customer.created_at)
    refuses = and_(Customer.do_not_call, since + cadence < end)
    owed = or_(Customer.next_contact_at < end, Customer.contact_due_at < end, among(Customer.id, list(items)), refuses)
    rows = await session.execute(
        select(
            Customer.id,
            Customer.grade,
            Customer.owner_id,
            Customer.team_id,
            Customer.is_key,
            PRIORITY.label("campaign_priority"),
            Customer.intent_level,
            Customer.do_not_call,
            Customer.first_contact_at,
            Customer.next_step_at,
            Customer.next_contact_at,
            Customer.contact_due_at,
            Customer.languages,
            exists()
            .where(Phone.customer_id == Customer.id, Phone.e164.is_not(None), Phone.wrong_since.is_(None))
            .label("has_number"),
            *(column for column in PLACE if column.name != "person_zone"),
        ).where(theirs, owed, Customer.archived_at.is_(None), Customer.merged_into_id.is_(None))
    )
    found = rows.all()
    opened = await _opportunities(session, [row.id for row in found])
    teams = _by_team(people)
    today = {zone: session.now.astimezone(ZoneInfo(zone)).date() for zone in {"UTC", *_zones(people)}}
    owed_ones = []
    for row in found:
        item = items.get(row.id)
        reps = _who_may_call(row, item, people, teams)
        if reps:
            owed_ones.append(_one(row, item, reps, opened.get(row.id), today[people[reps[0]].person.zone], end, people))
    return owed_ones


def _one(
    row: Any,
    item: Any,
    reps: tuple[uuid.UUID, ...],
    opened: tuple[Stage, Decimal | None] | None,
    today: date,
    end: datetime,
    people: Mapping[uuid.UUID, Shifts],
) -> Owed:
    due_at = row.next_contact_at or row.contact_due_at
    if item is not None and item.due_at is None:
        due_at = item.due_from
    zone = ZoneInfo(people[reps[0]].person.zone)
    due = Due(
        grade=Grade(row.grade),
        days=0 if due_at is None else (today - due_at.astimezone(zone).date()).days,
        never_reached=row.first_contact_at is None,
        is_key=row.is_key,
        intent=row.intent_level,
        stage=opened and opened[0],
        amount=opened and opened[1],
        campaign=CampaignPriority(row.campaign_priority or CampaignPriority.USUAL),
    )
    dated = item is not None and item.due_at is None
    agreed = item.due_from if dated else row.next_step_at
    return Owed(row, due, due_at, reps, item, agreed, later=agreed is not None and agreed >= end)


def _who_may_call(
    row: Any, item: Any, people: Mapping[uuid.UUID, Shifts], teams: Mapping[uuid.UUID | None, tuple[uuid.UUID, ...]]
) -> tuple[uuid.UUID, ...]:
    """Its owner; of a customer of the pool anybody of its team; who has a call with it planned without an hour."""
    if item is not None and item.assignee_id in people:
        return (item.assignee_id,)
    if row.owner_id is not None:
        return (row.owner_id,) if row.owner_id in people else ()
    return teams.get(row.team_id, ())


def _by_team(people: Mapping[uuid.UUID, Shifts]) -> dict[uuid.UUID | None, tuple[uuid.UUID, ...]]:
    teams: defaultdict[uuid.UUID | None, list[uuid.UUID]] = defaultdict(list)
    for person_id, each in people.items():
        if each.person.team_id is not None:
            teams[each.person.team_id].append(person_id)
    return {team: tuple(members) for team, members in teams.items()}


def _zones(people: Mapping[uuid.UUID, Shifts]) -> set[str]:
    return {each.person.zone for each in people.values()}


async def _opportunities(
    session: Session, customers: Sequence[uuid.UUID]
) -> dict[uuid.UUID, tuple[Stage, Decimal | None]]:
    """The furthest stage and the sum in base currency of what is open with each."""
    rows = await session.execute(
        select(
            Opportunity.customer_id,
            func.array_agg(Opportunity.stage.distinct()).label("stages"),
            func.sum(Opportunity.base_amount).label("amount"),
        )
        .where(among(Opportunity.customer_id, customers), Opportunity.outcome == OpportunityOutcome.OPEN)
        .group_by(Opportunity.customer_id)
    )
    order = list(Stage)
    return {row.customer_id: (max(map(Stage, row.stages), key=order.index), row.amount) for row in rows}


# What calls took, and how many were made today.


async def _made_today(session: Session, people: Mapping[uuid.UUID, Shifts]) -> dict[uuid.UUID, int]:
    if not people:
        return {}
    since = {zone: _midnight(session.now.astimezone(ZoneInfo(zone)).date(), zone) for zone in _zones(people)}
    rows = await session.execute(
        select(ContactRecord.author_id, ContactRecord.started_at).where(
            among(ContactRecord.author_id, list(people)),
            ContactRecord.method == Method.PHONE,
            ContactRecord.direction == Direction.OUTBOUND,
            ContactRecord.started_at >= min(since.values()),
        )
    )
    made: defaultdict[uuid.UUID, int] = defaultdict(int)
    for row in rows:
        made[row.author_id] += row.started_at >= since[people[row.author_id].person.zone]
    return made


async def _talk(session: Session, people: Sequence[uuid.UUID]) -> float | None:
    """Seconds of talk that three of four connected calls of these people took at most."""
    typical = func.percentile_cont(0.75).within_group(ContactRecord.talk_seconds.asc())
    found = await session.scalar(
        select(typical).where(
            among(ContactRecord.author_id, people),
            ContactRecord.disposition == Disposition.CONNECTED,
            ContactRecord.talk_seconds > 0,
            ContactRecord.started_at > session.now - HISTORY,
        )
    )
    return None if found is None else float(found)
