"""Drafting plans and moving them through their workflow (RV-3, RV-4)."""

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from meridian.calendars.deadlines import working_seconds
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel import transitions
from meridian.kernel.db import WriteSession
from meridian.kernel.events import emit
from meridian.kernel.http import check_version
from meridian.kernel.problems import Conflict, fault
from meridian.plans import queries, writing
from meridian.plans.assignees import people, reaches
from meridian.plans.codes import CLOSED_PLANS, OPEN_ITEMS, ItemState, PlanKind, PlanState
from meridian.plans.events import PLAN_CHANGED, PLAN_CREATED, PLAN_MOVED
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.schemas import PlanCreate, PlanMove, PlanUpdate
from meridian.plans.workflows import PLAN, PlanFacts, submitted_late
from meridian.policies.definitions import REVISIT_PLAN_LEAD_DAYS
from meridian.policies.queries import snapshot


async def create(session: WriteSession, actor: Actor, body: PlanCreate) -> ContactPlan:
    """Drafts a plan of the actor or of somebody they plan for. 422 when that person is unknown or out of reach."""
    owner_id = body.owner_id or actor.user_id
    owner = (await people(session, [owner_id])).get(owner_id)
    if owner is None:
        raise fault("/owner_id", "unknown_user", "must be an active person")
    if not reaches(actor, owner):
        raise fault("/owner_id", "owner_out_of_reach", "you may not plan for this person")
    plan = ContactPlan(
        kind=body.kind,
        name=body.name,
        purpose=body.purpose,
        owner_id=owner_id,
        team_id=owner.team_id,
        department_id=owner.actor.department_id,
        created_by=actor.user_id,
    )
    session.add(plan)
    await session.flush()
    await emit(
        session,
        PLAN_CREATED,
        subject_type="contact_plan",
        subject_id=plan.id,
        version=plan.version,
        audience_user_id=owner_id,
    )
    return plan


async def update(
    session: WriteSession, actor: Actor, plan_id: uuid.UUID, body: PlanUpdate, version: int
) -> ContactPlan:
    """Changes name and purpose. 404, 412, 409 when the plan is over."""
    plan = await queries.load(session, actor, plan_id, permission=Permission.PLAN_WRITE, lock=True)
    check_version(plan.version, version)
    if plan.state in CLOSED_PLANS:
        raise Conflict(f"the plan is {plan.state}", reason="plan_closed")
    for name, value in body.model_dump().items():
        setattr(plan, name, value)
    await session.flush()
    await emit(
        session,
        PLAN_CHANGED,
        subject_type="contact_plan",
        subject_id=plan.id,
        version=plan.version,
        audience_user_id=plan.owner_id,
    )
    return plan


async def move(
    session: WriteSession, actor: Actor, plan_id: uuid.UUID, name: str, body: PlanMove, version: int
) -> ContactPlan:
    """Makes a move of the plan's workflow. 404, 412, and what the workflow refuses: 409, 403, 422."""
    plan = await queries.load(session, actor, plan_id, lock=True)
    check_version(plan.version, version)
    before = PlanState(plan.state)
    facts = await _facts(session, actor, plan, body)
    may = await queries.rights(session, actor, plan)
    target = PLAN.check(name, before, may=may, given=body.model_dump(), context=facts)
    await record_move(session, plan, name, target, body.reason or body.urgent_reason)
    for column, value in _effects(name, actor, facts, body, session).items():
        setattr(plan, column, value)
    await session.flush()
    if target is PlanState.CANCELLED:
        await _cancel_items(session, plan.id, body.reason)
    return plan


async def record_move(
    session: WriteSession, plan: ContactPlan, name: str, target: PlanState, reason: str | None
) -> None:
    """Sets the plan's state, with transition and event; whoever decides hears of a submission, else the owner."""
    await transitions.record(
        session,
        workflow=PLAN.name,
        subject_type="contact_plan",
        subject_id=plan.id,
        move=name,
        from_state=plan.state,
        to_state=target,
        entered_at=plan.state_since,
        working_seconds=await working_seconds(session, plan.department_id, plan.state_since, session.now),
        reason=reason,
    )
    plan.state, plan.state_since = target, session.now
    submitted = target is PlanState.SUBMITTED
    await emit(
        session,
        PLAN_MOVED,
        subject_type="contact_plan",
        subject_id=plan.id,
        version=plan.version + 1,
        audience_user_id=None if submitted else plan.owner_id,
        permission=Permission.PLAN_APPROVE if submitted else None,
        data={"move": name, "state": target},
    )


async def _facts(session: WriteSession, actor: Actor, plan: ContactPlan, body: PlanMove) -> PlanFacts:
    live = PlannedContact.state.not_in([ItemState.CANCELLED, ItemState.RESCHEDULED])
    counted = select(
        func.count().filter(live),
        func.count().filter(PlannedContact.state.in_(OPEN_ITEMS)),
        func.min(PlannedContact.due_on).filter(PlannedContact.state.in_(OPEN_ITEMS)),
    ).where(PlannedContact.plan_id == plan.id)
    items, open_items, first_due_on = (await session.execute(counted)).one()
    return PlanFacts(
        kind=PlanKind(plan.kind),
        state=PlanState(plan.state),
        items=items,
        open_items=open_items,
        first_due_on=first_due_on,
        today=session.now.astimezone(ZoneInfo(actor.zone)).date(),
        lead_days=(await snapshot(session)).get(REVISIT_PLAN_LEAD_DAYS),
        urgent_reason=body.urgent_reason,
        own=actor.user_id in (plan.owner_id, plan.submitted_by, plan.created_by),
    )


def _effects(name: str, actor: Actor, facts: PlanFacts, body: PlanMove, session: WriteSession) -> dict[str, Any]:
    """The columns a move sets besides the state."""
    decision = {"decided_at": session.now, "decided_by": actor.user_id, "decision_reason": body.reason}
    late = submitted_late(facts)
    effects: dict[str, dict[str, Any]] = {
        "submit": {
            "submitted_at": session.now,
            "submitted_by": actor.user_id,
            "submitted_late": late,
            "urgent_reason": body.urgent_reason if late else None,
        },
        "approve": decision,
        "return": decision,
        "cancel": {"cancel_reason": body.reason},
    }
    return effects.get(name, {})


async def _cancel_items(session: WriteSession, plan_id: uuid.UUID, reason: str | None) -> None:
    """A cancelled plan's open items are cancelled with it."""
    moves = {ItemState.PLANNED: "cancel", ItemState.PENDING_APPROVAL: "drop"}
    of_plan = PlannedContact.plan_id == plan_id
    while await writing.close_where(session, of_plan, moves=moves, state=ItemState.CANCELLED, reason=reason):
        pass
