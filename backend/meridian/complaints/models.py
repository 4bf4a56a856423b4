"""Complaints and what happens in their rounds. Nothing here is deleted; an archived complaint is not changed."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.complaints.rules import (
    Answer,
    CompensationState,
    ComplaintOrigin,
    ComplaintState,
    PreventiveState,
    RootCause,
)
from meridian.identity.permissions import Role
from meridian.kernel.db.models import NOW, Base, Identified, Versioned
from meridian.kernel.db.times import Times
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem
from meridian.plans.rules import Method
from meridian.policies.rules import Priority
from meridian.records.rules import SCORES

FALSE, ZERO, ONE = text("false"), text("0"), text("1")
NUMBERS = "complaint_number"
"""The sequence complaints are numbered by."""
_SCORES_SQL = " AND ".join(f"score_{name} BETWEEN 1 AND 5" for name in SCORES)
_SCORED = f"num_nulls({', '.join(f'score_{name}' for name in SCORES)}) IN (0, {len(SCORES)})"


class Complaint(Versioned, Base):
    """What a customer complains about, who answers for it, and where it stands.

    first_responder_id heard it first and stays responsible to the customer until the end (CR-21). department_id and
    responsible_id owe the solution from the dispatch on. round is the number of the current ComplaintRound.
    escalation_level is the rung of the ladder it has reached, beside the state. report_id: the event it was registered
    from, so that each report is registered once. listened, apologised: the checklist of CR-22. found_at: when the
    findings last changed. By trigger: visible_to_ids, people, team and departments whose it or its customer is;
    market_id, its customer's; due_at, the first of its deadlines that run; in_time, null unless the round it is in has
    been resolved: whether no round of it was resolved after its deadline.
    """

    __tablename__ = "complaint"
    __table_args__ = (
        CheckConstraint("(state = 'archived') = (archived_at IS NOT NULL)", name="archived_at"),
        CheckConstraint("(department_id IS NULL) = (responsible_id IS NULL)", name="responsible"),
        Index("complaint_customer_id_registered_at_id_idx", "customer_id", text("registered_at DESC"), text("id DESC")),
        Index("complaint_registered_at_id_idx", text("registered_at DESC"), text("id DESC")),
        Index(
            "complaint_visible_to_ids_idx",
            "visible_to_ids",
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
        Index(None, "due_at", "id", postgresql_where=text("due_at IS NOT NULL")),
        Index(None, "department_id", "state", "id"),
        Index(None, "responsible_id", "state", "id"),
        Index(None, "first_responder_id", "state", "id"),
        Index(None, "escalation_level"),
        Index(None, "product_id", "registered_at", postgresql_where=text("product_id IS NOT NULL")),
        Index(None, "contact_id", postgresql_where=text("contact_id IS NOT NULL")),
        Index(None, "contact_record_id", postgresql_where=text("contact_record_id IS NOT NULL")),
    )

    number: Mapped[str] = mapped_column(unique=True)
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"))
    channel: Mapped[Method | None]
    origin: Mapped[ComplaintOrigin] = mapped_column(server_default=ComplaintOrigin.DIRECT)
    contact_record_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact_record.id"))
    report_id: Mapped[uuid.UUID | None] = mapped_column(unique=True)
    product_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("product.id"))
    product: Mapped[str | None]
    reason: Mapped[str | None]
    wanted_solution: Mapped[str | None]
    priority: Mapped[Priority] = mapped_column(server_default=Priority.NORMAL)

    listened: Mapped[bool] = mapped_column(server_default=FALSE)
    apologised: Mapped[bool] = mapped_column(server_default=FALSE)
    acknowledged_at: Mapped[datetime | None]
    acknowledged_channel: Mapped[Method | None]

    registered_at: Mapped[datetime] = mapped_column(server_default=NOW)
    registered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    first_responder_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    contacted_record_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact_record.id"))
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("department.id"))
    responsible_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    dispatched_at: Mapped[datetime | None]
    visible_to_ids: Mapped[list[uuid.UUID]] = mapped_column(server_default=text("'{}'"))
    market_id: Mapped[uuid.UUID | None]

    state: Mapped[ComplaintState] = mapped_column(server_default=ComplaintState.REGISTERED)
    state_since: Mapped[datetime] = mapped_column(server_default=NOW)
    round: Mapped[int] = mapped_column(SmallInteger, server_default=ONE)
    escalation_level: Mapped[int] = mapped_column(SmallInteger, server_default=ZERO)
    due_at: Mapped[datetime | None]
    in_time: Mapped[bool | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str | None]

    found_at: Mapped[datetime | None]
    root_cause_category: Mapped[RootCause | None]
    no_prevention_reason: Mapped[str | None]
    archived_at: Mapped[datetime | None]


class ComplaintRepeat(Base):
    """That a complaint repeats another: how long after the last one of its customer about the same product or of the
    same root cause it was registered. By trigger, and without a foreign key: that would wait for whoever is moving the
    complaint, who may wait here for their turn.
    """

    __tablename__ = "complaint_repeat"

    complaint_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    after: Mapped[timedelta]


class ComplaintRound(Versioned, Base):
    """One run through investigation, solution and satisfaction; reopening begins the next (CR-24, CR-26).

    cause, cause_category, evidence: the findings. done, done_at: the resolution. The scores are the customer's.
    """

    __tablename__ = "complaint_round"
    __table_args__ = (
        UniqueConstraint("complaint_id", "number"),
        CheckConstraint(_SCORES_SQL, name="scores"),
        CheckConstraint(_SCORED, name="scored"),
        Index(  # averages of scores read nothing else
            "complaint_round_scored_idx",
            "complaint_id",
            postgresql_include=[f"score_{name}" for name in SCORES],
            postgresql_where=text("score_problem_solving IS NOT NULL"),
        ),
    )

    complaint_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("complaint.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(SmallInteger)
    opened_at: Mapped[datetime] = mapped_column(server_default=NOW)
    opened_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    reopen_reason: Mapped[str | None]

    cause: Mapped[str | None]
    cause_category: Mapped[RootCause | None]
    evidence: Mapped[str | None]
    found_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    found_at: Mapped[datetime | None]

    done: Mapped[str | None]
    done_at: Mapped[datetime | None]
    resolved_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    resolved_at: Mapped[datetime | None]

    score_product_quality: Mapped[int | None] = mapped_column(SmallInteger)
    score_service_attitude: Mapped[int | None] = mapped_column(SmallInteger)
    score_response_speed: Mapped[int | None] = mapped_column(SmallInteger)
    score_problem_solving: Mapped[int | None] = mapped_column(SmallInteger)
    satisfaction_comment: Mapped[str | None]
    confirmed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    confirmed_at: Mapped[datetime | None]


class Compensation(Versioned, Base):
    """Money offered for a loss the company caused, approved by limit and by somebody else (CR-25).

    base_amount: in the base currency by the rate of the day it was asked for. policy_versions: the limits it is held
    against. needed_role: the lowest role whose limit reaches it.
    """

    __tablename__ = "compensation"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("state <> 'approved' OR approved_by IS DISTINCT FROM requested_by", name="four_eyes"),
        Index(None, "complaint_id", "id"),
        Index("compensation_requested_idx", "requested_at", postgresql_where=text("state = 'requested'")),
    )

    complaint_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("complaint.id", ondelete="CASCADE"))
    round: Mapped[int] = mapped_column(SmallInteger)
    amount: Mapped[Decimal]
    currency: Mapped[str]
    base_amount: Mapped[Decimal]
    base_currency: Mapped[str]
    reason: Mapped[str]
    policy_versions: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    needed_role: Mapped[Role]
    state: Mapped[CompensationState] = mapped_column(server_default=CompensationState.REQUESTED)
    state_since: Mapped[datetime] = mapped_column(server_default=NOW)
    requested_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    requested_at: Mapped[datetime] = mapped_column(server_default=NOW)
    approved_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    approved_at: Mapped[datetime | None]
    denied_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    denied_at: Mapped[datetime | None]
    denied_reason: Mapped[str | None]


class ComplaintProposal(Identified, Base):
    """A version of the solution offered in a round, and what the customer said to it (CR-24).

    amount and currency are the compensation's at the time; agreed to means exactly these.
    """

    __tablename__ = "complaint_proposal"
    __table_args__ = (
        UniqueConstraint("complaint_id", "round", "version"),
        CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="money"),
        CheckConstraint("answer IS NULL OR told_at IS NOT NULL", name="told"),
    )

    complaint_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("complaint.id", ondelete="CASCADE"))
    round: Mapped[int] = mapped_column(SmallInteger)
    version: Mapped[int] = mapped_column(SmallInteger)
    solution: Mapped[str]
    compensation_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("compensation.id"))
    amount: Mapped[Decimal | None]
    currency: Mapped[str | None]
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    told_at: Mapped[datetime | None]
    told_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    told_channel: Mapped[Method | None]
    answer: Mapped[Answer | None]
    answered_at: Mapped[datetime | None]
    answer_noted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    answer_note: Mapped[str | None]
    answer_record_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact_record.id"))


class SatisfactionTry(Identified, Base):
    """An attempt to hear whether the customer is satisfied that had no answer; on_day is the company's local date."""

    __tablename__ = "complaint_satisfaction_try"
    __table_args__ = (Index(None, "complaint_id", "round", "tried_at"),)

    complaint_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("complaint.id", ondelete="CASCADE"))
    round: Mapped[int] = mapped_column(SmallInteger)
    tried_at: Mapped[datetime]
    on_day: Mapped[date]
    channel: Mapped[Method]
    note: Mapped[str]
    tried_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)


class PreventiveAction(Versioned, Base):
    """What is done so that complaints of a category do not come back, by whom and until when (CR-27).

    It goes on after its complaint is archived, until it is done or given up. effect: what was measured of it.
    """

    __tablename__ = "preventive_action"
    __table_args__ = (
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done"),
        CheckConstraint("(state = 'cancelled') = (cancelled_reason IS NOT NULL)", name="cancelled"),
        Index(None, "complaint_id", "id"),
        Index("preventive_action_due_idx", "due_on", "id", postgresql_where=text("state = 'open'")),
        Index(None, "due_on", "id"),
        Index(None, "owner_id", "due_on", "id"),
    )

    complaint_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("complaint.id", ondelete="CASCADE"))
    category: Mapped[RootCause]
    description: Mapped[str]
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    due_on: Mapped[date]
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    state: Mapped[PreventiveState] = mapped_column(server_default=PreventiveState.OPEN)
    state_since: Mapped[datetime] = mapped_column(server_default=NOW)
    done_at: Mapped[datetime | None]
    done_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    effect: Mapped[str | None]
    cancelled_reason: Mapped[str | None]


STAYS = Times("stay", "complaint_id", "registered_on", complaints=BigInteger())
"""How long complaints stood in states they have left, counted ahead (analysis/triggers.py)."""


# What a broken constraint of complaints means, and what archived ones answer.


INTEGRITY: Mapping[str, Problem] = {
    "complaint_product_id_fkey": Conflict(msg("the product does not exist"), reason="unknown_product"),
    "compensation_four_eyes_check": Conflict(msg("nobody approves what they asked for"), reason="own_request"),
}


def refuse_archived(complaint: Complaint) -> None:
    """409: an archived complaint is read-only (CR-26)."""
    if complaint.archived_at is not None:
        raise Conflict(msg("the complaint is archived: it is read-only"), reason="archived", allowed_moves=[])
