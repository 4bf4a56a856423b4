"""Payments and deliveries of a contract: agreed, done, taken back, and overdue by the clock (TS-10)."""

import uuid

from sqlalchemy import select

from meridian.calendars.queries import time_in_state, today
from meridian.identity.actor import Actor
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, fault
from meridian.kernel.schemas import money_columns
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Engine
from meridian.opportunities import queries
from meridian.opportunities.events import MILESTONE_CHANGED, MILESTONE_CREATED, MILESTONE_OVERDUE, MILESTONE_REMOVED
from meridian.opportunities.milestones.schemas import MilestoneCreate, MilestoneMove, MilestoneUpdate
from meridian.opportunities.milestones.workflow import MILESTONE
from meridian.opportunities.models import Milestone, Opportunity
from meridian.opportunities.rules import MilestoneKind, OpportunityOutcome


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
    await publish(session, MILESTONE_CREATED, milestone, opportunity)
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
    assign(milestone, money_columns(given, "amount"))
    _require_sum(milestone)
    await publish(session, MILESTONE_CHANGED, milestone, opportunity)


async def remove(session: WriteSession, actor: Actor, milestone_id: uuid.UUID, version: int) -> None:
    """Takes out a milestone that is not done; the history keeps it."""
    opportunity, milestone = await queries.load_part_to_change(session, actor, Milestone, milestone_id, version)
    _refuse_done(milestone)
    await session.delete(milestone)
    await publish(session, MILESTONE_REMOVED, milestone, opportunity)


async def require_past_day(session: WriteSession, at: MoveContext[Milestone]) -> None:
    """422 for a day to come."""
    if at.given["done_on"] > await today(session):
        raise fault("/done_on", "in_the_future", msg("must be today or earlier, by the company's calendar"))


MOVES = Engine(MILESTONE, Milestone, time=time_in_state, state="standing", effects=(require_past_day,))


async def move(
    session: WriteSession, actor: Actor, milestone_id: uuid.UUID, name: str, body: MilestoneMove, version: int
) -> None:
    """`complete` on a day that has come, or `undo` with a reason. 404, 412, 422; 409 once the opportunity ended."""
    opportunity, milestone = await queries.load_part_to_change(session, actor, Milestone, milestone_id, version)
    await MOVES.make(session, milestone, name, actor=actor, body=body, parent=opportunity)


async def mark_overdue(session: WriteSession, limit: int) -> int:
    """Marks up to `limit` milestones whose day is over and publishes it, each once; several workers may.

    Returns how many it marked.
    """
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
        await publish(session, MILESTONE_OVERDUE, milestone, opportunity)
    return len(found)


def _require_sum(milestone: Milestone) -> None:
    if milestone.kind == MilestoneKind.PAYMENT and milestone.amount is None:
        raise fault("/amount", "missing", msg("a payment has a sum"))


def _refuse_done(milestone: Milestone) -> None:
    if milestone.done_on is not None:
        raise Conflict(msg("the milestone is done: undo it first"), reason="milestone_done")
