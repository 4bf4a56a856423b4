"""Calls and other contacts, one row each. Never deleted; corrections are kept in the history."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    SmallInteger,
    Uuid,
    bindparam,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import Base, Versioned, counted_ahead
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem
from meridian.plans.rules import Method, PlanKind
from meridian.policies.rules import IntentLevel
from meridian.records.rules import SCORES, CallOutcome, Direction, Disposition, NextStepKind, ReportedState

EMPTY = text("'{}'")
EMPTY_LIST = text("'[]'")
_SCORES_SQL = " AND ".join(f"score_{name} BETWEEN 1 AND 5" for name in SCORES)


class ContactRecord(Versioned, Base):
    """One contact made with a customer: who, when, by which method, what was said, what came of it.

    author_id made the contact; team and department are the author's at that time. created_by entered it. Calls
    (method `phone`) have a direction and a disposition. `source` and `external_id` name the record in the system it
    came from. reached: somebody there was spoken or written to. to_be_completed: a switch began it (reported/), and its
    author owes what was said until complete_by. opportunity_id: what it was about; script_version_id,
    script_use: the script spoken by, and what of it was used; both stand above.
    outside_hours: we called when nobody is called there. against_refusal: we contacted whoever had refused that.
    """

    __tablename__ = "contact_record"
    __table_args__ = (
        CheckConstraint("(method = 'phone') = (disposition IS NOT NULL)", name="disposition"),
        CheckConstraint(_SCORES_SQL, name="scores"),
        CheckConstraint("talk_seconds >= 0", name="talk_seconds"),
        CheckConstraint("ended_at >= started_at", name="ended_at"),
        Index(  # what came of all calls with each customer is read without a look at the table
            "contact_record_customer_id_started_at_id_idx",
            "customer_id",
            text("started_at DESC"),
            text("id DESC"),
            postgresql_include=["method", "direction", "reached", "intent_level"],
        ),
        Index(None, "team_id", "started_at"),
        # The last at the end, where an index is not split in the middle to grow; lists read them backwards.
        Index(None, "author_id", "started_at", "id"),
        Index(  # a month of them is counted without a look at the table
            None,
            "started_at",
            "id",
            postgresql_include=["author_id", "method", "reached"],
        ),
        Index(
            "contact_record_external_key",
            "source",
            "external_id",
            unique=True,
            postgresql_where=text("external_id IS NOT NULL"),
        ),
        Index("contact_record_against_refusal_idx", "started_at", postgresql_where=text("against_refusal")),
        Index(None, "planned_item_id", postgresql_where=text("planned_item_id IS NOT NULL")),
        Index(None, "contact_id", postgresql_where=text("contact_id IS NOT NULL")),
        Index(None, "opportunity_id", postgresql_where=text("opportunity_id IS NOT NULL")),
        Index(None, "script_version_id", "started_at", postgresql_where=text("script_version_id IS NOT NULL")),
        Index(
            "contact_record_to_be_completed_idx",
            "author_id",
            "complete_by",
            "id",
            postgresql_where=text("to_be_completed"),
        ),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"))
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("department.id"))
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))

    method: Mapped[Method]
    occasion: Mapped[PlanKind | None]  # the kind of plan it belongs to: dial, follow_up, revisit, care
    direction: Mapped[Direction] = mapped_column(server_default=Direction.OUTBOUND)
    disposition: Mapped[Disposition | None]
    reached: Mapped[bool]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    talk_seconds: Mapped[int | None]
    phone: Mapped[str | None]
    source: Mapped[str] = mapped_column(server_default="meridian")
    external_id: Mapped[str | None]
    logged_late: Mapped[bool] = mapped_column(server_default=text("false"))
    outside_hours: Mapped[bool] = mapped_column(server_default=text("false"))
    outside_hours_reason: Mapped[str | None]
    against_refusal: Mapped[bool] = mapped_column(server_default=text("false"))
    override_reason: Mapped[str | None]
    to_be_completed: Mapped[bool] = mapped_column(server_default=text("false"))
    complete_by: Mapped[datetime | None]
    opportunity_id: Mapped[uuid.UUID | None]

    outcome: Mapped[str | None]
    key_points: Mapped[str | None]
    intent_level: Mapped[IntentLevel | None]
    objections: Mapped[list[str]] = mapped_column(server_default=EMPTY)
    score_product_quality: Mapped[int | None] = mapped_column(SmallInteger)
    score_service_attitude: Mapped[int | None] = mapped_column(SmallInteger)
    score_response_speed: Mapped[int | None] = mapped_column(SmallInteger)
    score_problem_solving: Mapped[int | None] = mapped_column(SmallInteger)
    market_information: Mapped[list[Any]] = mapped_column(server_default=EMPTY_LIST)

    next_step: Mapped[NextStepKind | None]
    next_step_reason: Mapped[str | None]
    next_item_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("planned_contact.id"))
    next_attempt_at: Mapped[datetime | None]
    planned_item_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("planned_contact.id"))
    handoff_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("handoff.id"))
    complaint: Mapped[dict[str, Any] | None]
    script_version_id: Mapped[uuid.UUID | None]
    script_use: Mapped[dict[str, Any] | None]


class ReportedContact(Versioned, Base):
    """One call or e-mail that a system told of, whoever it was with. Its contact record, once there, has the same id.

    facts: what was said of it and when, out of which reports are merged; the columns follow from them. party: the other
    side as written: a number or an address; phone: that number in E.164. author_id: who of us made or took it, else
    whose customer it is; team and department are theirs. customer_id, contact_id: said, found by number or address, or
    attached by a person.
    """

    __tablename__ = "reported_contact"
    __table_args__ = (
        Index("reported_contact_external_key", "source", "external_id", unique=True),
        Index("reported_contact_started_at_id_idx", text("started_at DESC"), text("id DESC")),
        Index("reported_contact_author_id_state_started_at_idx", "author_id", "state", text("started_at DESC")),
        Index(
            "reported_contact_unattached_idx", text("started_at DESC"), postgresql_where=text("state = 'unattached'")
        ),
        Index("reported_contact_customer_id_started_at_idx", "customer_id", text("started_at DESC")),
        Index(None, "contact_id", postgresql_where=text("contact_id IS NOT NULL")),
        Index(None, "phone", postgresql_where=text("phone IS NOT NULL")),
    )

    method: Mapped[Method]
    source: Mapped[str]
    external_id: Mapped[str]
    state: Mapped[ReportedState]
    facts: Mapped[dict[str, Any]]
    direction: Mapped[Direction]
    party: Mapped[str | None]
    phone: Mapped[str | None]
    subject: Mapped[str | None]
    outcome: Mapped[CallOutcome | None]
    cause: Mapped[int | None] = mapped_column(SmallInteger)
    started_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ring_seconds: Mapped[int | None]
    talk_seconds: Mapped[int | None]
    author_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"))
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("department.id"))
    customer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"))
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))


# Calls counted ahead by the hour (triggers.py): rows that nobody names one by one.


_WHOSE = ("author_id", "team_id", "customer_owner_id", "customer_team_id", "customer_department_id")
_COUNTS = ("calls", "reached")


def _columns() -> list[Column[Any]]:
    hour = Column("hour", TIMESTAMP(timezone=True), nullable=False)
    counts = (Column(each, BigInteger, nullable=False) for each in _COUNTS)
    return [hour, *(Column(each, Uuid()) for each in _WHOSE), *counts]


counted_ahead("call_tally", _columns(), ("hour", *_WHOSE), postgresql_include=_COUNTS)
counted_ahead("call_change", _columns())
_SEVERAL = ARRAY(TIMESTAMP(timezone=True))
PERIODS = (
    func.unnest(bindparam("begins", type_=_SEVERAL), bindparam("ends", type_=_SEVERAL))
    .table_valued(*(Column(each, TIMESTAMP(timezone=True)) for each in ("begins", "ends")), name="period")
    .render_derived()
)
"""The periods whose calls are counted, each from an instant up to another, given when the statement runs."""
COUNTED = func.call_counts(PERIODS.c.begins, PERIODS.c.ends).table_valued(
    *(Column(each, Uuid()) for each in _WHOSE), *(Column(each, BigInteger) for each in _COUNTS), name="counted"
)
"""Counts of calls of each period; several for whoever made them."""


# What broken constraints of contact records mean.

INTEGRITY: Mapping[str, Problem] = {
    "contact_record_external_key": Conflict(
        msg("a record with this source and external_id is there already"), reason="external_id_taken"
    ),
    "need_product_id_fkey": Conflict(msg("a product named among the needs does not exist"), reason="unknown_product"),
}
