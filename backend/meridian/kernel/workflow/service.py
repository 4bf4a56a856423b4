"""Keeping the moves made: who, when, from, to, reason, and how long the state left had lasted."""

import uuid
from datetime import datetime
from typing import Any, NotRequired, TypedDict, Unpack

from meridian.kernel.db.session import WriteSession
from meridian.kernel.workflow.models import Transition


class MoveValues(TypedDict):
    """A move made; `entered_at` is when `from_state` began, `working_seconds` the working time spent in it."""

    workflow: str
    subject_type: str
    subject_id: uuid.UUID
    move: str
    from_state: str
    to_state: str
    entered_at: NotRequired[datetime | None]
    working_seconds: int | None
    customer_id: NotRequired[uuid.UUID | None]
    reason: NotRequired[str | None]


def transition_row(session: WriteSession, **values: Unpack[MoveValues]) -> dict[str, Any]:
    """The move as a row of its table."""
    entered_at = values.get("entered_at")
    return {
        "workflow": values["workflow"],
        "subject_type": values["subject_type"],
        "subject_id": values["subject_id"],
        "customer_id": values.get("customer_id"),
        "move": values["move"],
        "from_state": values["from_state"],
        "to_state": values["to_state"],
        "actor_id": session.actor_id,
        "at": session.now,
        "reason": values.get("reason"),
        "elapsed_seconds": int((session.now - entered_at).total_seconds()) if entered_at else None,
        "working_seconds": values["working_seconds"],
    }


async def record_transition(session: WriteSession, **values: Unpack[MoveValues]) -> None:
    """Writes a move in the session's transaction."""
    session.add(Transition(**transition_row(session, **values)))
