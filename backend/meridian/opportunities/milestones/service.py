"""Payments and deliveries of a contract: agreed, done, taken back, and overdue by the clock (TS-10)."""

import uuid
from datetime import date

from sqlalchemy import select

from meridian.calendars.deadlines import service
from meridian.calendars.queries import today
from meridian.identity.actor import Actor
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.rules import EventType
from meridian.kernel.events.service import publish
from meridian.kernel.problems import Conflict, fault
from meridian.kernel.workflow import service as workflow_service
from meridian.opportunities import queries
from meridian.opportunities.events import (
    MILESTONE_CHANGED,
    MILESTONE_CREATED,
    MILESTONE_DONE,
    MILESTONE_OVERDUE,
    MILESTONE_REMOVED,
    MILESTONE_UNDONE,
)
from meridian.opportunities.milestones.schemas import MilestoneCreate, MilestoneMove, MilestoneUpdate
from meridian.opportunities.milestones.workflow import MILESTONE, Standing, standing_of
from meridian.opportunities.models import Milestone, Opportunity
from meridian.opportunities.rules import MilestoneKind, OpportunityOutcome, money_columns

SUBJECT = "milestone"


async def add(session: WriteSession, actor: Actor, opportunity_id: uuid.UUID, body: MilestoneCreate) -> Milestone:
    """Agrees on a payment or a delivery. 404, 409 once the opportunity ended, 422 for a payment without its sum."""
    opportunity = await queries.load_open(session, actor, opportunity_id)
    milestone = Milestone(
        opportunity_id=opportunity.id,
        customer_id=opportunity.customer_id,
        created_by=actor.user_id,
        **money_columns(body.model_dump(), "amount"),
    )
    _require_sum(milestone)
    session.add(milestone)
    await _publish(session, MILESTONE_CREATED, milestone, opportunity)
    return milestone


async def change(
    session: WriteSession, actor: Actor, milestone_id: uuid.UUID, body: MilestoneUpdate, version: int
) -> None:
    """Changes the fields sent; another day is a new day to be overdue on. 409 for what is done: undo it first."""
    opportunity, milestone = await queries.load_part_to_change(session, actor, Milestone, milestone_id, version)
    _refuse_done(milestone)
    given = body.model_dump()
    await session.set_reason(given.pop("reason", None))
    if given.get("due_on", milestone.due_on) != milestone.due_on:
        milestone.overdue_told_at = None
    for name, value in money_columns(given, "amount").items():
        setattr(milestone, name, value)
    _require_sum(milestone)
    await _publish(session, MILESTONE_CHANGED, milestone, opportunity)


async def remove(session: WriteSession, actor: Actor, milestone_id: uuid.UUID, version: int) -> None:
    """Takes out a milestone that is not done; the history keeps it."""
    opportunity, milestone = await queries.load_part_to_change(session, actor, Milestone, milestone_id, version)
    _refuse_done(milestone)
    await session.delete(milestone)
    await _publish(session, MILESTONE_REMOVED, milestone, opportunity)


async def move(
    session: WriteSession, actor: Actor, milestone_id: uuid.UUID, name: str, body: MilestoneMove, version: int
) -> None:
    """`complete` on a day that has come, or `undo` with a reason. 404, 412, 422; 409 once the opportunity ended."""
    opportunity, milestone = await queries.load_part_to_change(session, actor, Milestone, milestone_id, version)
    before = standing_of(milestone.done_on)
    target = MILESTONE.check(name, before, may=actor.may, given=body.model_dump())
    entered_at = milestone.done_at if before is Standing.DONE and milestone.done_at else milestone.created_at
    await session.set_reason(body.reason)
    if target is Standing.DONE:
        assert body.done_on is not None  # the move needs it
        await _complete(session, actor, milestone, body.done_on)
    else:
        milestone.done_on = milestone.done_by = milestone.done_at = None
    await workflow_service.record_transition(
        session,
        workflow=MILESTONE.name,
        subject_type=SUBJECT,
        subject_id=milestone.id,
        customer_id=milestone.customer_id,
        move=name,
        from_state=before,
        to_state=target,
        entered_at=entered_at,
        working_seconds=await service.working_seconds(session, opportunity.department_id, entered_at, session.now),
        reason=body.reason,
    )
    await _publish(session, MILESTONE_DONE if target is Standing.DONE else MILESTONE_UNDONE, milestone, opportunity)


async def _complete(session: WriteSession, actor: Actor, milestone: Milestone, done_on: date) -> None:
    if done_on > await today(session):
        raise fault("/done_on", "in_the_future", "must be today or earlier, by the company's calendar")
    milestone.done_on, milestone.done_by, milestone.done_at = done_on, actor.user_id, session.now


async def publish_overdue(session: WriteSession, limit: int) -> int:
    """Tells of up to `limit` milestones whose day is over, each once; several workers may. Returns how many."""
    statement = (
        select(Milestone, Opportunity)
        .join(Opportunity, Opportunity.id == Milestone.opportunity_id)
        .where(
            Milestone.due_on < await today(session),
            Milestone.done_on.is_(None),
            Milestone.overdue_told_at.is_(None),
            Opportunity.outcome == OpportunityOutcome.OPEN,
        )
        .order_by(Milestone.due_on, Milestone.id)
        .limit(limit)
        .with_for_update(of=Milestone, skip_locked=True)
    )
    found = (await session.execute(statement)).all()
    for milestone, opportunity in found:
        milestone.overdue_told_at = session.now
        await _publish(session, MILESTONE_OVERDUE, milestone, opportunity)
    return len(found)


def _require_sum(milestone: Milestone) -> None:
    if milestone.kind == MilestoneKind.PAYMENT and milestone.amount is None:
        raise fault("/amount", "missing", "a payment has a sum")


def _refuse_done(milestone: Milestone) -> None:
    if milestone.done_on is not None:
        raise Conflict("the milestone is done: undo it first", reason="milestone_done")


async def _publish(session: WriteSession, kind: EventType, milestone: Milestone, opportunity: Opportunity) -> None:
    await session.flush()
    await publish(
        session,
        kind,
        subject_type=SUBJECT,
        subject_id=milestone.id,
        version=milestone.version,
        customer_id=milestone.customer_id,
        data={
            "opportunity_id": opportunity.id,
            "owner_id": opportunity.owner_id,
            "kind": milestone.kind,
            "due_on": milestone.due_on,
        },
    )
