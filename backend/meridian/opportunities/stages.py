"""How long an opportunity has been in each stage (CR-13, MC-16)."""

import uuid

from sqlalchemy import select

from meridian.calendars import deadlines
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.kernel.db import Session
from meridian.kernel.transitions import Transition
from meridian.opportunities import queries
from meridian.opportunities.announcing import SUBJECT
from meridian.opportunities.codes import OpportunityState, Outcome
from meridian.opportunities.models import Opportunity
from meridian.opportunities.schemas_moves import StageStay
from meridian.opportunities.workflow import state_of


async def of(session: Session, actor: Actor, opportunity_id: uuid.UUID) -> list[StageStay]:
    """Every stay in a stage, the first first; the last still runs while it is open. 404 out of the actor's scope."""
    opportunity = await queries.load(session, actor, opportunity_id)
    moves = await session.execute(
        select(Transition, User.name)
        .outerjoin(User, User.id == Transition.actor_id)
        .where(Transition.subject_type == SUBJECT, Transition.subject_id == opportunity_id)
        .order_by(Transition.id)
    )
    stays = []
    entered_at = opportunity.created_at
    for left, name in moves:
        stays.append(
            StageStay(
                state=OpportunityState(left.from_state),
                entered_at=entered_at,
                left_at=left.at,
                elapsed_seconds=left.elapsed_seconds or 0,
                working_seconds=left.working_seconds,
                move=left.move,
                moved_to=OpportunityState(left.to_state),
                moved_by=left.actor_id,
                moved_by_name=name,
                reason=left.reason,
            )
        )
        entered_at = left.at
    return stays if opportunity.outcome != Outcome.OPEN else [*stays, await _running(session, opportunity)]


async def _running(session: Session, opportunity: Opportunity) -> StageStay:
    since = opportunity.stage_since
    return StageStay(
        state=state_of(opportunity.stage, opportunity.outcome),
        entered_at=since,
        left_at=None,
        elapsed_seconds=int((session.now - since).total_seconds()),
        working_seconds=await deadlines.working_seconds(session, opportunity.department_id, since, session.now),
        move=None,
        moved_to=None,
        moved_by=None,
        moved_by_name=None,
        reason=None,
    )
