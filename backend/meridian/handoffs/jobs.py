"""What the clock does to handoffs."""

import uuid

from sqlalchemy import Select, select, update

from meridian.calendars.deadlines import service as deadlines
from meridian.calendars.deadlines.events import OVERDUE
from meridian.handoffs.events import HANDOFF_MOVED
from meridian.handoffs.models import Handoff
from meridian.handoffs.rules import HandoffState
from meridian.handoffs.service import SUBJECT
from meridian.identity.models import User
from meridian.identity.users.service import Duty
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.events.service import publish
from meridian.kernel.jobs import Subscription, one_by_one


async def on_overdue(session: WriteSession, event: Event) -> None:
    """Notes when the clock told that the answer was due, so that overdue handoffs are one condition."""
    if event.subject_type == SUBJECT:
        await session.execute(
            update(Handoff)
            .where(Handoff.id == event.subject_id, Handoff.state == HandoffState.OPEN)
            .values(overdue_at=event.at)
        )


SUBSCRIPTIONS = (Subscription("handoffs.overdue", frozenset({OVERDUE.name}), one_by_one(on_overdue)),)


# Questions that somebody who leaves was to answer.


def _mine(user_id: uuid.UUID) -> Select[uuid.UUID]:
    return (
        select(Handoff.id)
        .where(Handoff.assignee_id == user_id, Handoff.state == HandoffState.OPEN)
        .order_by(Handoff.id)
    )


async def hand_over_handoffs(session: WriteSession, leaver: User, successor: User) -> None:
    """The successor answers those of their own department; the others are their department's again."""
    mine = select(Handoff).where(Handoff.id.in_(_mine(leaver.id))).order_by(Handoff.id)
    for handoff in (await session.scalars(mine.with_for_update())).all():
        handoff.assignee_id = successor.id if successor.department_id == handoff.department_id else None
        await deadlines.reassign(
            session, SUBJECT, handoff.id, owner_id=handoff.assignee_id, department_id=handoff.department_id
        )
        await publish(session, HANDOFF_MOVED, handoff)


DUTIES = (Duty("handoff", _mine, hand_over_handoffs),)
