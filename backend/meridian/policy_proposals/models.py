"""Proposed changes of policy."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import NOW, Base, Versioned
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem
from meridian.policy_proposals.rules import PolicyProposalState


class PolicyProposal(Versioned, Base):
    """A value for a setting from a moment on (null: at once), or a version to withdraw. One of a setting is open.

    revision: the setting's when it was proposed. number: the version it became.
    """

    __tablename__ = "policy_proposal"
    __table_args__ = (
        CheckConstraint("(value IS NULL) <> (withdraws IS NULL)", name="one_change"),
        CheckConstraint("state <> 'confirmed' OR decided_by <> proposed_by", name="four_eyes"),
        Index("policy_proposal_open_key", "key", unique=True, postgresql_where=text("state = 'proposed'")),
        Index(None, "created_at", "id"),
        Index(None, "key", "id"),
    )

    key: Mapped[str]
    value: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    effective_from: Mapped[datetime | None]
    withdraws: Mapped[int | None]
    revision: Mapped[int]
    reason: Mapped[str]
    proposed_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    state: Mapped[PolicyProposalState] = mapped_column(server_default=PolicyProposalState.PROPOSED)
    state_since: Mapped[datetime] = mapped_column(server_default=NOW)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None]
    number: Mapped[int | None]


INTEGRITY: Mapping[str, Problem] = {
    "policy_proposal_open_key": Conflict(msg("a change of this setting waits already"), reason="proposal_open"),
}
