"""What the clock does to handoffs."""

from sqlalchemy import update

from meridian.calendars.deadlines.events import OVERDUE
from meridian.handoffs.models import Handoff
from meridian.handoffs.rules import HandoffState
from meridian.handoffs.service import SUBJECT
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.jobs import Subscription


async def on_overdue(session: WriteSession, event: Event) -> None:
    """Notes when the clock told that the answer was due, so that overdue handoffs are one condition."""
    if event.subject_type == SUBJECT:
        await session.execute(
            update(Handoff)
            .where(Handoff.id == event.subject_id, Handoff.state == HandoffState.OPEN)
            .values(overdue_at=event.at)
        )


SUBSCRIPTIONS = (Subscription("handoffs.overdue", frozenset({OVERDUE.name}), on_overdue),)
