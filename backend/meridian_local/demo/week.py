"""The plans around today: every rep's calls of these days, revisits at each step of their approval, a care plan."""

import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from meridian.identity.models import User
from meridian.kernel.db.session import WriteSession
from meridian.plans.models import ContactPlan
from meridian.plans.rules import ItemState, Method, PlanKind, PlanState, due_window
from meridian.records.rules import DISPOSITIONS, Disposition
from meridian_local.demo import talk
from meridian_local.demo.company import Company
from meridian_local.demo.rows import CustomerRow, ItemRow, RecordRow, Rows, new_id
from meridian_local.demo.scene import Scene, next_working_day

HOME = "Asia/Shanghai"
BACK, AHEAD = timedelta(days=4), timedelta(days=7)
REVISIT_AHEAD = 12  # days; beyond the lead time of a revisit plan
REVISITS = 6  # per plan
# mailbox, state, name, what the deputy said
REVISIT_PLANS = (
    ("manager", PlanState.SUBMITTED, "西欧老客户回访", None),
    ("manager2", PlanState.SUBMITTED, "美洲客户回访", None),
    ("manager", PlanState.APPROVED, "中东重点客户回访", None),
    (
        "manager2",
        PlanState.RETURNED,
        "亚太客户回访",
        "两次上门改为视频会议",
    ),
    ("manager", PlanState.DRAFT, "东欧回访", None),
)


async def add_week(rng: random.Random, session: WriteSession, scene: Scene, founded: Company, rows: Rows) -> None:
    """Writes the plans and adds their items to `rows`; calls of these days become what their items were done by."""
    week = f"第 {scene.now.isocalendar().week} 周拨打计划"
    reps = founded.reps()
    follow_up = {rep.id: _plan(session, rep, PlanKind.FOLLOW_UP, "跟进计划", scene.now) for rep in reps}
    dial = {rep.id: _plan(session, rep, PlanKind.DIAL, week, scene.now) for rep in reps}
    for plan in follow_up.values():
        plan.standing = True
    await session.flush()
    customers: Sequence[CustomerRow] = rows[CustomerRow]
    plan_of = {c.id: (dial if c.last_contact_at is None else follow_up)[c.owner_id].id for c in customers if c.owner_id}
    rows[ItemRow].extend(_to_make(rng, scene, customers, plan_of))
    _add_made(rng, scene, rows, plan_of)
    await _add_revisits(rng, session, scene, founded, rows)
    await _add_care(rng, session, scene, founded, rows)


def _plan(session: WriteSession, owner: User, kind: PlanKind, name: str, now: datetime) -> ContactPlan:
    plan = ContactPlan(
        kind=kind,
        name=name,
        state=PlanState.ACTIVE,
        state_since=now - timedelta(days=5),
        created_at=now - timedelta(days=6),
        owner_id=owner.id,
        team_id=owner.team_id,
        department_id=owner.department_id,
        created_by=owner.id,
    )
    session.add(plan)
    return plan


def _to_make(
    rng: random.Random, scene: Scene, customers: Sequence[CustomerRow], plan_of: dict[uuid.UUID, uuid.UUID]
) -> Iterator[ItemRow]:
    """Calls due these days; those whose day is over are left to the clock."""
    for customer in customers:
        due_at = customer.next_contact_at
        if customer.owner_id and due_at and scene.now - BACK <= due_at < scene.now + AHEAD:
            aim = rng.choice(talk.AIMS)
            yield planned_item(
                rng, scene, plan_of[customer.id], customer, customer.owner_id, Method.PHONE, aim, due_at=due_at
            )


def _add_made(rng: random.Random, scene: Scene, rows: Rows, plan_of: dict[uuid.UUID, uuid.UUID]) -> None:
    """The calls of these days that settled something were planned ones."""
    customers: dict[uuid.UUID, CustomerRow] = {customer.id: customer for customer in rows[CustomerRow]}
    for at, record in enumerate(rows[RecordRow]):
        if record.started_at < scene.now - BACK or not DISPOSITIONS[Disposition(record.disposition)].settles_item:
            continue
        customer = customers[record.customer_id]
        if customer.owner_id is None:
            continue
        item = planned_item(
            rng,
            scene,
            plan_of[customer.id],
            customer,
            customer.owner_id,
            Method.PHONE,
            rng.choice(talk.AIMS),
            due_at=record.started_at,
        )
        done = {"state": ItemState.DONE, "state_since": record.created_at, "done_at": record.started_at}
        rows[ItemRow].append(item._replace(**done, done_record_id=record.id))
        rows[RecordRow][at] = record._replace(planned_item_id=item.id, occasion=PlanKind.FOLLOW_UP)


async def _add_revisits(rng: random.Random, session: WriteSession, scene: Scene, founded: Company, rows: Rows) -> None:
    """Plans of the sales managers for customers who have bought, each at another step."""
    buyers = [customer for customer in rows[CustomerRow] if customer.last_order_on and customer.owner_id]
    deputy = founded.people["deputy"]
    chosen: set[uuid.UUID] = set()  # nobody is in two plans
    for mailbox, state, name, decision in REVISIT_PLANS:
        manager = founded.people[mailbox]
        plan = _plan(session, manager, PlanKind.REVISIT, name, scene.now)
        plan.state, plan.decision_reason = state, decision
        if state is not PlanState.DRAFT:
            plan.submitted_at, plan.submitted_by = plan.state_since, manager.id
        if state in (PlanState.APPROVED, PlanState.RETURNED):
            plan.decided_at, plan.decided_by = plan.state_since, deputy.id
        await session.flush()
        teams = {team.id for team in founded.teams.values() if team.manager_id == manager.id}
        own = [customer for customer in buyers if customer.team_id in teams and customer.id not in chosen]
        for customer in rng.sample(own, k=min(REVISITS, len(own))):
            chosen.add(customer.id)
            day = _day(scene, customer, REVISIT_AHEAD + rng.randrange(10))
            method = rng.choice((Method.VISIT, Method.ONLINE_MEETING))
            aim = rng.choice(talk.VISIT_AIMS)
            assert customer.owner_id is not None  # of `buyers`
            rows[ItemRow].append(
                planned_item(rng, scene, plan.id, customer, customer.owner_id, method, aim, due_on=day)
            )


async def _add_care(rng: random.Random, session: WriteSession, scene: Scene, founded: Company, rows: Rows) -> None:
    service = founded.people["service"]
    plan = _plan(session, service, PlanKind.CARE, "重点客户关怀", scene.now)
    await session.flush()
    for customer in [customer for customer in rows[CustomerRow] if customer.is_key][:20]:
        day = _day(scene, customer, rng.randrange(1, 6))
        aim = rng.choice(talk.GREETINGS)
        rows[ItemRow].append(planned_item(rng, scene, plan.id, customer, service.id, Method.EMAIL, aim, due_on=day))


def _day(scene: Scene, customer: CustomerRow, ahead: int) -> date:
    return next_working_day(scene.now.date() + timedelta(days=ahead), customer.country)


def planned_item(
    rng: random.Random,
    scene: Scene,
    plan_id: uuid.UUID,
    customer: CustomerRow,
    assignee_id: uuid.UUID,
    method: Method,
    aim: str,
    *,
    due_on: date | None = None,
    due_at: datetime | None = None,
) -> ItemRow:
    """A planned contact; where a customer's zone is not known, its day is that of the rep's office."""
    window = due_window(customer.zone or HOME, due_on, due_at)
    planned_at = scene.now - BACK
    return ItemRow(
        id=new_id(rng, planned_at),
        created_at=planned_at,
        updated_at=planned_at,
        plan_id=plan_id,
        customer_id=customer.id,
        assignee_id=assignee_id,
        method=method,
        aim=aim,
        zone=window.zone,
        due_on=window.due_on,
        due_at=window.due_at,
        due_from=window.due_from,
        missed_after=window.missed_after,
        state=ItemState.PLANNED,
        state_since=planned_at,
        done_at=None,
        done_record_id=None,
        created_by=assignee_id,
    )
