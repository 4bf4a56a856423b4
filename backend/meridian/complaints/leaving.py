"""Complaints and preventive actions of somebody who leaves."""

import uuid

from sqlalchemy import Select, or_, select

from meridian.complaints.deadlines import service as deadlines
from meridian.complaints.events import COMPLAINT_UPDATED
from meridian.complaints.models import Complaint, PreventiveAction
from meridian.complaints.rules import ComplaintState, DeadlineKind
from meridian.identity.leaving.service import Duty
from meridian.identity.models import User
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.patch import assign


def _mine(user_id: uuid.UUID) -> Select[uuid.UUID]:
    theirs = or_(Complaint.first_responder_id == user_id, Complaint.responsible_id == user_id)
    return select(Complaint.id).where(theirs, Complaint.state != ComplaintState.ARCHIVED).order_by(Complaint.id)


async def hand_over_complaints(session: WriteSession, leaver: User, successor: User) -> None:
    """The successor answers to the customer (CR-21) and solves what the leaver was to solve; the clocks are theirs."""
    mine = select(Complaint).where(Complaint.id.in_(_mine(leaver.id))).order_by(Complaint.id)
    for complaint in (await session.scalars(mine.with_for_update())).all():
        names = [name for name in ("first_responder_id", "responsible_id") if getattr(complaint, name) == leaver.id]
        assign(complaint, dict.fromkeys(names, successor.id))
        await session.flush()
        await deadlines.pass_on(session, complaint, tuple(DeadlineKind))
        await publish(session, COMPLAINT_UPDATED, complaint, fields=names)


def _actions(user_id: uuid.UUID) -> Select[uuid.UUID]:
    undone = (PreventiveAction.owner_id == user_id, PreventiveAction.done_at.is_(None))
    return select(PreventiveAction.id).where(*undone).order_by(PreventiveAction.id)


async def hand_over_actions(session: WriteSession, leaver: User, successor: User) -> None:
    """What the leaver was to do against a complaint's return is the successor's to do."""
    mine = select(PreventiveAction).where(PreventiveAction.id.in_(_actions(leaver.id))).order_by(PreventiveAction.id)
    for action in (await session.scalars(mine.with_for_update())).all():
        action.owner_id = successor.id


DUTIES = (
    Duty("complaint", _mine, hand_over_complaints),
    Duty("preventive_action", _actions, hand_over_actions),
)
