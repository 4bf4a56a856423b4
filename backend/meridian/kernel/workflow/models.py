"""Every move of every workflow, kept: who, when, from, to, reason, and how long the state left had lasted."""

import uuid
from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import NOW, Base, Identified


class Transition(Identified, Base):
    """One move made. `working_seconds` is working time spent in `from_state` where the record has a calendar."""

    __tablename__ = "transition"
    __table_args__ = (
        Index(  # analyses of moves read nothing else
            None,
            "subject_type",
            "subject_id",
            "id",
            postgresql_include=["workflow", "from_state", "to_state", "at", "elapsed_seconds", "working_seconds"],
        ),
        Index(
            "transition_timeline_idx",
            "workflow",
            "customer_id",
            text("at DESC"),
            text("id DESC"),
            postgresql_where=text("workflow IN ('customer_verification', 'opportunity')"),
        ),
    )

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
