"""Opportunities, and actions that reviews gave, of somebody who leaves."""

import uuid

from sqlalchemy import Select, select

from meridian.identity.leaving.service import Duty
from meridian.identity.models import User
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.patch import assign
from meridian.opportunities.events import ACTION_CHANGED
from meridian.opportunities.models import Opportunity, ReviewAction
from meridian.opportunities.pipeline.service import whose
from meridian.opportunities.rules import OpportunityOutcome
from meridian.opportunities.service import settle_change


def _mine(user_id: uuid.UUID) -> Select[uuid.UUID]:
    open_ones = (Opportunity.owner_id == user_id, Opportunity.outcome == OpportunityOutcome.OPEN)
    return select(Opportunity.id).where(*open_ones).order_by(Opportunity.id)


async def hand_over_opportunities(session: WriteSession, leaver: User, successor: User) -> None:
    """Open ones are the successor's."""
    mine = select(Opportunity).where(Opportunity.id.in_(_mine(leaver.id))).order_by(Opportunity.id)
    for opportunity in (await session.scalars(mine.with_for_update())).all():
        assign(opportunity, whose(successor))
        await settle_change(session, opportunity, "owner_id")


def _actions(user_id: uuid.UUID) -> Select[uuid.UUID]:
    undone = (ReviewAction.owner_id == user_id, ReviewAction.done_at.is_(None))
    return select(ReviewAction.id).where(*undone).order_by(ReviewAction.id)


async def hand_over_actions(session: WriteSession, leaver: User, successor: User) -> None:
    """What reviews asked the leaver to do is the successor's to do."""
    mine = select(ReviewAction).where(ReviewAction.id.in_(_actions(leaver.id))).order_by(ReviewAction.id)
    for action in (await session.scalars(mine.with_for_update())).all():
        action.owner_id = successor.id
        await publish(session, ACTION_CHANGED, action)


DUTIES = (
    Duty("opportunity", _mine, hand_over_opportunities),
    Duty("review_action", _actions, hand_over_actions),
)
