"""Every SELECT on dial plans. They are seen by who asked for them, who is in them and by scope; slots by customer."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Numeric, Row, Select, and_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import aliased

from meridian.calendars.rules import holiday_year, supported_countries
from meridian.calendars.working_time import LANGUAGES
from meridian.customers.models import Customer
from meridian.customers.visibility import visible_to as customers_visible_to
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Visibility, any_named, any_of, company, department, own, team
from meridian.kernel.db.session import Session
from meridian.kernel.language import in_words
from meridian.kernel.listing import Field, ListQuery, ListSpec, columns_of, fields_of, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page
from meridian.planner.dial_plans.schemas import (
    DialLeftOutRead,
    DialPlanComparison,
    DialPlanDetail,
    DialPlanFigures,
    DialPlanRead,
    DialSlotRead,
    LeftOutCount,
    PersonCalls,
    PersonDay,
    PersonPlan,
    PlannedHoliday,
    SlotDifference,
)
from meridian.planner.dial_plans.workflow import DIAL_PLAN
from meridian.planner.models import DialLeftOut, DialPlan, DialSlot
from meridian.planner.rosters.queries import shifts
from meridian.planner.rosters.rules import duties
from meridian.planner.rules import (
    DialPlanState,
    LeftOutReason,
    PlanFacts,
    SlotChange,
    next_days,
    why_customer,
    why_hour,
)
from meridian.planner.windows.queries import among, wall
from meridian.policies.rules import Grade

_OF_LINE = (company(), own(DialPlan.owner_id), team(DialPlan.team_id), department(DialPlan.department_id))
DIAL_PLAN_VISIBILITY = Visibility(DialPlan.id, Permission.PLAN_READ, any_of(*_OF_LINE, any_named(DialPlan.rep_ids)))
"""One's own, those one is planned for in, and those in one's scope."""
DECIDING = Visibility(DialPlan.id, Permission.PLAN_WRITE, any_of(*_OF_LINE))
"""Whose plan one may put to use: not that of a superior in which one is planned for."""
visible_to = DIAL_PLAN_VISIBILITY.visible_to
MOST_DIFFERENCES = 500

DIAL_PLANS = ListSpec(
    "dial_plans",
    fields=(
        Field("state", DialPlan.state, "code", choices=DialPlanState, description="Where it stands", example="ready"),
        Field("owner_id", DialPlan.owner_id, "uuid", person=True, description="Who asked for it"),
        Field("team_id", DialPlan.team_id, "uuid", description="The one team it is for"),
        Field("nightly", DialPlan.nightly, "boolean", description="Proposed by night", example=False),
        Field("first_day", DialPlan.first_day, "date", sortable=True, description="The first day"),
        Field("last_day", DialPlan.last_day, "date", description="The last day"),
        Field("created_at", DialPlan.created_at, "instant", sortable=True, description="When it was asked for"),
    ),
    default_sort=("-created_at",),
    id_column=DialPlan.id,
)
SLOTS = ListSpec(
    "dial_slots",
    fields=(
        Field("rep_id", DialSlot.rep_id, "uuid", person=True, description="Who calls"),
        Field("customer_id", DialSlot.customer_id, "uuid", description="Whom"),
        Field("day", DialSlot.day, "date", description="The caller's date", example="2026-12-01"),
        Field("grade", DialSlot.grade, "code", choices=Grade, description="The customer's grade", example="A"),
        Field("change", DialSlot.change, "code", choices=SlotChange, description="Beside what was planned before"),
        Field("starts_at", DialSlot.starts_at, "instant", sortable=True, description="When"),
    ),
    default_sort=("starts_at",),
    id_column=DialSlot.id,
)
LEFT_OUT = ListSpec(
    "dial_left_out",
    fields=(
        Field("reason", DialLeftOut.reason, "code", choices=LeftOutReason, description="Why", example="capacity"),
        Field("rep_id", DialLeftOut.rep_id, "uuid", person=True, description="Whose customer"),
        Field("grade", DialLeftOut.grade, "code", choices=Grade, description="The customer's grade", example="C"),
        Field("value", DialLeftOut.value, "integer", sortable=True, description="What reaching it is worth"),
    ),
    default_sort=("-value",),
    id_column=DialLeftOut.id,
)


async def load(session: Session, actor: Actor, plan_id: uuid.UUID, *, lock: bool = False) -> DialPlan:
    """The plan, if the actor may see it; 404 otherwise."""
    statement = select(DialPlan).where(DialPlan.id == plan_id, visible_to(actor))
    plan = await session.scalar(statement.with_for_update() if lock else statement)
    if plan is None:
        raise NotFound()
    return plan


async def rights(session: Session, actor: Actor, plan: DialPlan) -> Mapping[Permission, bool]:
    """Whether the actor may put the plan to use."""
    return {Permission.PLAN_WRITE: actor.may(Permission.PLAN_WRITE) and DECIDING.is_visible(actor, plan)}


def _shown(actor: Actor) -> Select[Any]:
    columns: list[Any] = [DialPlan, User.name.label("owner_name")]
    return select(*columns).join(User, User.id == DialPlan.owner_id).where(visible_to(actor))


def _values(row: Row[Any], actor: Actor, day: date) -> dict[str, Any]:
    plan: DialPlan = row[0]
    may = actor.may(Permission.PLAN_WRITE) and DECIDING.is_visible(actor, plan)
    moves = DIAL_PLAN.allowed(DialPlanState(plan.state), lambda _: may, PlanFacts(plan.last_day, day))
    columns = fields_of(plan, DialPlanRead)
    return {**columns, "owner_name": row.owner_name, "allowed_moves": moves}


async def page(session: Session, actor: Actor, query: ListQuery, day: date) -> Page[DialPlanRead]:
    """Plans the actor may see, the latest first."""
    return await page_of(
        session,
        actor,
        DIAL_PLANS,
        query,
        lambda actor: _shown(actor),
        shows=DialPlanRead,
        to_row=lambda row: _values(row, actor, day),
    )


async def _row(session: Session, actor: Actor, plan_id: uuid.UUID) -> Row[Any]:
    row = (await session.execute(_shown(actor).where(DialPlan.id == plan_id))).one_or_none()
    if row is None:
        raise NotFound()
    found: Row[Any] = row
    return found


async def read(session: Session, actor: Actor, plan_id: uuid.UUID, day: date) -> DialPlanDetail:
    """One plan with what it comes to; 404 outside the actor's scope."""
    row = await _row(session, actor, plan_id)
    plan: DialPlan = row[0]
    values = _values(row, actor, day)
    if plan.computed_at is None:
        return DialPlanDetail.of(
            values | {"figures": None, "people": [], "reasons": [], "holidays": []}, masked=actor.masked
        )
    people = await _people(session, actor, plan)
    parts = {
        "figures": await figures(session, actor, plan),
        "people": people,
        "reasons": await _reasons(session, plan),
        "holidays": await _holidays(session, actor, plan),
    }
    return DialPlanDetail.of(values | parts, masked=actor.masked)


async def figures(session: Session, actor: Actor, plan: DialPlan) -> DialPlanFigures:
    """What the plan comes to."""
    count = func.count()
    changes = [count.filter(DialSlot.change == each).label(each.value) for each in SlotChange]
    amount = cast(DialSlot.facts["amount"].astext, Numeric)
    row = (
        await session.execute(
            select(
                count.label("planned"),
                count.filter(DialSlot.grade == Grade.A).label("grade_a"),
                count.filter(DialSlot.speaks.is_not(None)).label("language_known"),
                count.filter(DialSlot.speaks.is_(True)).label("language_spoken"),
                count.filter(DialSlot.usual).label("usual"),
                func.sum(amount).label("open_amount"),
                *changes,
            ).where(DialSlot.plan_id == plan.id)
        )
    ).one()
    a_day = select(count.label("calls")).where(DialSlot.plan_id == plan.id).group_by(DialSlot.rep_id, DialSlot.day)
    most = await session.scalar(select(func.max(a_day.subquery().c.calls)))
    values = row._asdict()
    if not actor.may(Permission.OPPORTUNITY_READ):
        values["open_amount"] = None
    elif values["open_amount"] is None:
        values["open_amount"] = Decimal(0)
    return DialPlanFigures(
        **values,
        left_out=plan.left_out or 0,
        overdue=plan.overdue or 0,
        overdue_planned=plan.overdue_planned or 0,
        dropped=plan.dropped or 0,
        most_a_day=most or 0,
    )


async def _people(session: Session, actor: Actor, plan: DialPlan) -> list[PersonPlan]:
    counted = await session.execute(
        select(DialSlot.rep_id, DialSlot.day, func.count().label("calls"))
        .where(DialSlot.plan_id == plan.id)
        .group_by(DialSlot.rep_id, DialSlot.day)
    )
    calls: defaultdict[uuid.UUID, dict[date, int]] = defaultdict(dict)
    for row in counted:
        calls[row.rep_id][row.day] = row.calls
    language = LANGUAGES[actor.locale]
    found = []
    for each in await shifts(session, among(User.id, plan.rep_ids)):
        theirs = calls[each.person.id]
        days = [
            PersonDay(date=duty.day, duty=duty.kind, minutes=duty.minutes, calls=theirs.get(duty.day, 0))
            for duty in duties(each.calendar, each.roster, plan.first_day, plan.last_day, language)
        ]
        found.append(
            PersonPlan(
                user_id=each.person.id,
                user_name=each.person.name,
                zone=each.person.zone,
                calls=sum(theirs.values()),
                days=days,
            )
        )
    return found


async def _reasons(session: Session, plan: DialPlan) -> list[LeftOutCount]:
    rows = await session.execute(
        select(DialLeftOut.reason, DialLeftOut.grade, func.count().label("customers"))
        .where(DialLeftOut.plan_id == plan.id)
        .group_by(DialLeftOut.reason, DialLeftOut.grade)
        .order_by(DialLeftOut.grade)
    )
    grades: defaultdict[LeftOutReason, dict[str, int]] = defaultdict(dict)
    for row in rows:
        grades[row.reason][row.grade.value] = row.customers
    counted = [LeftOutCount(reason=reason, customers=sum(by.values()), grades=by) for reason, by in grades.items()]
    return sorted(counted, key=lambda each: -each.customers)


async def _holidays(session: Session, actor: Actor, plan: DialPlan) -> list[PlannedHoliday]:
    """National holidays of the plan's days where its customers are, by date and by how many are there."""
    rows = await session.execute(
        select(Customer.country, func.count().label("customers"))
        .join(DialSlot, DialSlot.customer_id == Customer.id)
        .where(DialSlot.plan_id == plan.id, Customer.country.is_not(None))
        .group_by(Customer.country)
        .order_by(func.count().desc(), Customer.country)
    )
    known = [row.country for row in rows if row.country in supported_countries()]
    language = LANGUAGES[actor.locale]
    return [
        PlannedHoliday(date=day, country=country, name=name)
        for day in next_days(plan.first_day, (plan.last_day - plan.first_day).days + 1)
        for country in known
        if (name := holiday_year(country, day.year, language).names.get(day)) is not None
    ]


# Slots and who is left out.

_Before = aliased(User)


async def page_of_slots(session: Session, actor: Actor, plan_id: uuid.UUID, query: ListQuery) -> Page[DialSlotRead]:
    """A page of the plan's calls to customers the actor sees; 404 outside the actor's scope."""
    await load(session, actor, plan_id)
    return await page_of(
        session,
        actor,
        SLOTS,
        query,
        _slots_of,
        shows=DialSlotRead,
        adds=lambda row: _slot_adds(row, actor),
        of=plan_id,
        plan_id=plan_id,
    )


def _slots_of(actor: Actor, *, plan_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *columns_of(DialSlot, DialSlotRead),
            DialSlot.zone,
            DialSlot.facts,
            Customer.name.label("customer_name"),
            Customer.city,
            Customer.country,
            User.name.label("rep_name"),
            User.zone.label("rep_zone"),
            _Before.name.label("previous_rep_name"),
        )
        .select_from(DialSlot)
        .join(Customer, Customer.id == DialSlot.customer_id)
        .join(User, User.id == DialSlot.rep_id)
        .outerjoin(_Before, _Before.id == DialSlot.previous_rep_id)
        .where(DialSlot.plan_id == plan_id, customers_visible_to(actor, Permission.PLAN_READ))
    )


def _slot_adds(row: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    facts, zone = seen_facts(row["facts"], actor), row["zone"]
    return {
        "rep_time": wall(row["starts_at"], row["rep_zone"]),
        "local_time": None if zone is None else wall(row["starts_at"], zone),
        "why_customer": [in_words(each) for each in why_customer(facts)] if "days" in facts else [],
        "off_duty": facts.get("off_duty", False),
        "why_hour": [in_words(each) for each in why_hour({**facts, "pinned": row["pinned"]})],
    }


def seen_facts(facts: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    """Without what is open with them, for who may not see opportunities."""
    if actor.may(Permission.OPPORTUNITY_READ):
        return facts
    return {name: value for name, value in facts.items() if name not in ("stage", "amount")}


async def page_of_left_out(
    session: Session, actor: Actor, plan_id: uuid.UUID, query: ListQuery
) -> Page[DialLeftOutRead]:
    """A page of customers the actor sees whom the plan leaves out; 404 outside the actor's scope."""
    await load(session, actor, plan_id)
    return await page_of(
        session,
        actor,
        LEFT_OUT,
        query,
        _left_out_of,
        shows=DialLeftOutRead,
        of=plan_id,
        plan_id=plan_id,
    )


def _left_out_of(actor: Actor, *, plan_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *columns_of(DialLeftOut, DialLeftOutRead),
            Customer.name.label("customer_name"),
            Customer.city,
            Customer.country,
            User.name.label("rep_name"),
        )
        .select_from(DialLeftOut)
        .join(Customer, Customer.id == DialLeftOut.customer_id)
        .outerjoin(User, User.id == DialLeftOut.rep_id)
        .where(DialLeftOut.plan_id == plan_id, customers_visible_to(actor, Permission.PLAN_READ))
    )


# Two plans side by side.


async def compare(
    session: Session, actor: Actor, plan_id: uuid.UUID, other_id: uuid.UUID, day: date
) -> DialPlanComparison:
    """What differs between two computed plans; 404 for one that the actor does not see or that is not computed."""
    rows = [await _row(session, actor, each) for each in (plan_id, other_id)]
    here, there = (row[0] for row in rows)
    if here.computed_at is None or there.computed_at is None:
        raise NotFound()
    one, other = (
        select(DialSlot).where(DialSlot.plan_id == each.id).subquery(name)
        for each, name in ((here, "here"), (there, "there"))
    )
    differs = or_(
        one.c.id.is_(None),
        other.c.id.is_(None),
        one.c.starts_at != other.c.starts_at,
        one.c.rep_id != other.c.rep_id,
    )
    both = one.join(other, one.c.customer_id == other.c.customer_id, full=True)
    kinds = (
        await session.execute(
            select(
                func.count().filter(other.c.id.is_(None)).label("only_here"),
                func.count().filter(one.c.id.is_(None)).label("only_there"),
                func.count().filter(and_(one.c.id.is_not(None), other.c.id.is_not(None))).label("moved"),
            )
            .select_from(both)
            .where(differs)
        )
    ).one()
    return DialPlanComparison(
        plan=DialPlanRead.of(_values(rows[0], actor, day), masked=actor.masked),
        other=DialPlanRead.of(_values(rows[1], actor, day), masked=actor.masked),
        figures=await figures(session, actor, here),
        other_figures=await figures(session, actor, there),
        people=await _calls_of_each(session, here, there),
        **kinds._asdict(),
        differences=await _differences(session, actor, one, other, both, differs),
    )


async def _differences(
    session: Session, actor: Actor, one: Any, other: Any, both: Any, differs: ColumnElement[bool]
) -> list[SlotDifference]:
    caller, others_caller = aliased(User), aliased(User)
    grade = func.coalesce(one.c.grade, other.c.grade)
    rows = await session.execute(
        select(
            Customer.id.label("customer_id"),
            Customer.name.label("customer_name"),
            grade.label("grade"),
            one.c.id.label("here"),
            other.c.id.label("there"),
            one.c.starts_at.label("at"),
            other.c.starts_at.label("other_at"),
            caller.name.label("rep_name"),
            others_caller.name.label("other_rep_name"),
            func.coalesce(one.c.facts, other.c.facts).label("facts"),
        )
        .select_from(both)
        .join(Customer, Customer.id == func.coalesce(one.c.customer_id, other.c.customer_id))
        .outerjoin(caller, caller.id == one.c.rep_id)
        .outerjoin(others_caller, others_caller.id == other.c.rep_id)
        .where(differs, customers_visible_to(actor, Permission.PLAN_READ))
        .order_by(grade, Customer.name, Customer.id)
        .limit(MOST_DIFFERENCES)
    )
    found = []
    for row in rows:
        kind = None if row.there is None else SlotChange.ADDED if row.here is None else SlotChange.MOVED
        values = {name: value for name, value in row._asdict().items() if name in SlotDifference.model_fields}
        why = [in_words(each) for each in why_customer(seen_facts(row.facts, actor))] if "days" in row.facts else []
        found.append(SlotDifference.model_validate({**values, "kind": kind, "why": why}))
    return found


async def _calls_of_each(session: Session, here: DialPlan, there: DialPlan) -> list[PersonCalls]:
    count = func.count()
    rows = await session.execute(
        select(
            User.id.label("user_id"),
            User.name.label("user_name"),
            count.filter(DialSlot.plan_id == here.id).label("calls"),
            count.filter(DialSlot.plan_id == there.id).label("other_calls"),
        )
        .join(DialSlot, DialSlot.rep_id == User.id)
        .where(DialSlot.plan_id.in_((here.id, there.id)))
        .group_by(User.id, User.name)
        .order_by(User.name, User.id)
    )
    return [PersonCalls.model_validate(row._asdict()) for row in rows]


# What is put to use, and what the night looks at.


async def slots_to_use(session: Session, plan_id: uuid.UUID) -> Sequence[DialSlot]:
    """The calls that become planned contacts: all but those that are fixed already."""
    return (
        await session.scalars(
            select(DialSlot)
            .where(DialSlot.plan_id == plan_id, DialSlot.change != SlotChange.FIXED)
            .order_by(DialSlot.customer_id, DialSlot.id)
        )
    ).all()


async def in_use(session: Session, day: date) -> Sequence[DialPlan]:
    """The latest plan applied for each group of people, whose days are not over."""
    latest = (
        select(DialPlan)
        .where(DialPlan.state == DialPlanState.APPLIED)
        .ext(distinct_on(DialPlan.owner_id, DialPlan.team_ids, DialPlan.user_ids))
        .order_by(DialPlan.owner_id, DialPlan.team_ids, DialPlan.user_ids, DialPlan.applied_at.desc())
    )
    return [plan for plan in await session.scalars(latest) if plan.last_day >= day]


async def stale_proposals(session: Session) -> Sequence[DialPlan]:
    """Proposals of nights before that nobody applied, locked."""
    return (
        await session.scalars(
            select(DialPlan)
            .where(DialPlan.nightly, DialPlan.state == DialPlanState.READY)
            .order_by(DialPlan.id)
            .with_for_update()
        )
    ).all()
