"""Every move of every workflow, kept: who, when, from, to, reason, and how long the state left had lasted."""

import uuid
from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db import WriteSession
from meridian.kernel.tables import NOW, Base, Identified


class Transition(Identified, Base):
    """One move made. `working_seconds` is working time spent in `from_state` where the record has a calendar."""

    __tablename__ = "transition"
    __table_args__ = (Index(None, "subject_type", "subject_id", "id"),)

    workflow: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[uuid.UUID]
    customer_id: Mapped[uuid.UUID | None]
    move: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    actor_id: Mapped[uuid.UUID | None]
    at: Mapped[datetime] = mapped_column(server_default=NOW)
    reason: Mapped[str | None]
    elapsed_seconds: Mapped[int | None]
    working_seconds: Mapped[int | None]


async def record(
    session: WriteSession,
    *,
    workflow: str,
    subject_type: str,
    subject_id: uuid.UUID,
    move: str,
    from_state: str,
    to_state: str,
    entered_at: datetime | None = None,
    working_seconds: int | None = None,
    customer_id: uuid.UUID | None = None,
    reason: str | None = None,
) -> None:
    """Writes the move in the session's transaction; `entered_at` is when `from_state` began."""
    session.add(
        Transition(
            workflow=workflow,
            subject_type=subject_type,
            subject_id=subject_id,
            customer_id=customer_id,
            move=move,
            from_state=from_state,
            to_state=to_state,
            actor_id=session.actor_id,
            at=session.now,
            reason=reason,
            elapsed_seconds=int((session.now - entered_at).total_seconds()) if entered_at else None,
            working_seconds=working_seconds,
        )
    )
