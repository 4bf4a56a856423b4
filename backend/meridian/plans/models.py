"""Plans, their items, amendments of approved plans, and how often a person has been dialled."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import NOW, Base, Identified, Versioned
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem
from meridian.plans.rules import AmendmentState, ItemState, Method, PlanKind, PlanState

FALSE = text("false")
EMPTY_LIST = text("'[]'")
OPEN = text("state IN ('planned', 'pending_approval')")


class ContactPlan(Versioned, Base):
    """A plan of one kind. `owner_id`, `team_id`, `department_id` scope it; its items follow their customers' scope.

    care: of a care plan that keeps occasions, whom and which (plans/care/schemas.py `CareProgramme`).
    standing: a person's running follow-up plan, which takes the next steps of calls; it never ends by itself.
    submitted_late: submitted inside the lead time, which an urgent reason allowed (RV-4).
    """

    __tablename__ = "contact_plan"
    __table_args__ = (
        Index(None, "owner_id", "id"),
        Index(None, "team_id", "id"),
        Index(None, "department_id", "state", "id"),
        Index(
            "contact_plan_standing_key",
            "owner_id",
            unique=True,
            postgresql_where=text("standing AND state = 'active'"),
        ),
    )

    kind: Mapped[PlanKind]
    name: Mapped[str]
    purpose: Mapped[str | None]
    state: Mapped[PlanState] = mapped_column(server_default=PlanState.DRAFT)
    state_since: Mapped[datetime] = mapped_column(server_default=NOW)
    standing: Mapped[bool] = mapped_column(server_default=FALSE)
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"))
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("department.id"))
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    submitted_late: Mapped[bool] = mapped_column(server_default=FALSE)
    urgent_reason: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    decision_reason: Mapped[str | None]
    cancel_reason: Mapped[str | None]
    care: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))


class PlannedContact(Versioned, Base):
    """One contact to make: a plan's item.

    due_from, missed_after: instants that follow from the due date or instant in `zone` (rules.due_window).
    proposed: what a pending amendment would change; `previous_id`: the item this one was rescheduled from.
    occasion: what kind of contact it is, where that is another than its plan's: the revisit after a deal.
    promised: the customer asked to be called then; nothing else that is planned for the day stands in for it.
    outside_hours_reason: why they are to be called outside their calling hours (OT-10); null for what lies in them.
    override_reason: why they are contacted although they refused (OT-11); null for who did not.
    """

    __tablename__ = "planned_contact"
    __table_args__ = (
        Index(None, "assignee_id", "state", "due_from", "id"),
        Index(None, "due_from", "id"),
        Index(None, "plan_id", "due_from", "id"),
        Index("planned_contact_customer_id_due_from_id_idx", "customer_id", text("due_from DESC"), text("id DESC")),
        Index("planned_contact_missed_after_idx", "missed_after", postgresql_where=text("state = 'planned'")),
        Index("planned_contact_missed_idx", "customer_id", "id", postgresql_where=text("state = 'missed'")),
        Index("planned_contact_due_on_idx", "due_on", "assignee_id", postgresql_where=OPEN),
        Index(
            "planned_contact_open_key",
            "customer_id",
            "contact_id",
            "method",
            "due_on",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("state IN ('planned', 'pending_approval') AND NOT promised"),
        ),
        Index("planned_contact_promised_idx", "due_from", postgresql_where=text("promised AND state = 'planned'")),
        Index(None, "contact_id", postgresql_where=text("contact_id IS NOT NULL")),
        Index(None, "amendment_id", postgresql_where=text("amendment_id IS NOT NULL")),
        Index(None, "previous_id", postgresql_where=text("previous_id IS NOT NULL")),
    )

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact_plan.id"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"))
    assignee_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    method: Mapped[Method]
    aim: Mapped[str]
    materials: Mapped[str | None]
    place: Mapped[str | None]
    zone: Mapped[str]
    due_on: Mapped[date]
    due_at: Mapped[datetime | None]
    due_from: Mapped[datetime]
    missed_after: Mapped[datetime]
    occasion: Mapped[PlanKind | None]
    promised: Mapped[bool] = mapped_column(server_default=FALSE)
    outside_hours_reason: Mapped[str | None]
    override_reason: Mapped[str | None]
    state: Mapped[ItemState] = mapped_column(server_default=ItemState.PLANNED)
    state_since: Mapped[datetime] = mapped_column(server_default=NOW)
    state_reason: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    last_attempt_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    # The contact record that closed it and the one whose next step it is; records stand in a domain above this one.
    done_record_id: Mapped[uuid.UUID | None]
    origin_record_id: Mapped[uuid.UUID | None]
    previous_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("planned_contact.id"))
    amendment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("plan_amendment.id"))
    proposed: Mapped[dict[str, Any] | None]
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))


class PlanAmendment(Versioned, Base):
    """What was changed in an approved plan and why; material changes wait for a decision (RV-5).

    changes: per item `{item_id, change, material, before, after}`; `material` lists the reasons.
    """

    __tablename__ = "plan_amendment"
    __table_args__ = (Index(None, "plan_id", "id"),)

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("contact_plan.id"))
    state: Mapped[AmendmentState]
    state_since: Mapped[datetime] = mapped_column(server_default=NOW)
    reason: Mapped[str]
    changes: Mapped[list[Any]] = mapped_column(server_default=EMPTY_LIST)
    proposed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    decision_reason: Mapped[str | None]


class DialTally(Identified, Base):
    """How often a person was dialled on one of their local days, and when they may be dialled again (OT-10, OT-11).

    Written under the customer's row lock, so no constraint is needed; rows of merged customers may double up and are
    summed when read.
    """

    __tablename__ = "dial_tally"
    __table_args__ = (Index(None, "customer_id", "on_day"),)

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    on_day: Mapped[date]
    attempts: Mapped[int]
    not_before: Mapped[datetime | None]


# The problems plans raise, and what a broken constraint of their tables means.


INTEGRITY: Mapping[str, Problem] = {
    "planned_contact_open_key": Conflict(
        msg("the same contact by the same method is planned for that day already"), reason="duplicate_item"
    ),
    "contact_plan_standing_key": Conflict(msg("this person has a running plan already"), reason="standing_plan_exists"),
}


class PlanNotOpen(Conflict):
    """The plan's state lets nobody change its items."""

    def __init__(self, state: str) -> None:
        super().__init__(
            msg("the plan is {state}: its items cannot be changed now", state=state), reason="plan_not_open"
        )
