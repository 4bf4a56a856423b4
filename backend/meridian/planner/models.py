"""Dial plans with their slots and whom they leave out, rosters, and hours that customers asked to be called in."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import NOW, Base, Identified, Versioned
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem
from meridian.planner.rules import DialPlanState, Emphasis, LeftOutReason, SlotChange
from meridian.policies.rules import Grade

ZERO = text("0")


class DialPlan(Versioned, Base):
    """A plan for some people's coming days. `owner_id` asked for it; team and department are the owner's.

    excluded_ids: customers whom it is not to plan. rep_ids: whom it plans for, once it is computed. nightly: made by
    the clock, in place of one that is in use. value: of the customers planned, of which no plan has more; owed_value:
    of all who could be called. solver_ms: what finding it took. skipped: slots that could not be put to use any more.
    """

    __tablename__ = "dial_plan"
    __table_args__ = (
        Index(None, "owner_id", "id"),
        Index(None, "team_id", "id"),
        Index(None, "department_id", "id"),
        Index("dial_plan_rep_ids_idx", "rep_ids", postgresql_using="gin"),
        Index("dial_plan_in_use_idx", "id", postgresql_where=text("state = 'applied'")),
    )

    name: Mapped[str]
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"))
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("department.id"))
    state: Mapped[DialPlanState] = mapped_column(server_default=DialPlanState.WAITING)
    state_since: Mapped[datetime] = mapped_column(server_default=NOW)
    nightly: Mapped[bool] = mapped_column(server_default=text("false"))

    team_ids: Mapped[list[uuid.UUID]]
    user_ids: Mapped[list[uuid.UUID]]
    first_day: Mapped[date]
    last_day: Mapped[date]
    emphasis: Mapped[Emphasis]
    pool: Mapped[bool]
    wanted_call_minutes: Mapped[int | None]
    excluded_ids: Mapped[list[uuid.UUID]] = mapped_column(server_default=text("'{}'"))

    rep_ids: Mapped[list[uuid.UUID]] = mapped_column(server_default=text("'{}'"))
    progress: Mapped[int] = mapped_column(server_default=ZERO)
    computed_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    call_minutes: Mapped[int | None]
    daily_cap: Mapped[int | None]
    rest_minutes: Mapped[int | None]
    planned: Mapped[int | None]
    left_out: Mapped[int | None]
    dropped: Mapped[int | None]
    overdue: Mapped[int | None]
    overdue_planned: Mapped[int | None]
    value: Mapped[int | None]
    owed_value: Mapped[int | None]
    solver_ms: Mapped[int | None]
    applied_at: Mapped[datetime | None]
    applied_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    skipped: Mapped[int | None]


class DialSlot(Identified, Base):
    """A call of a plan. item_id: the planned contact it is, or became. pinned: stays where it is when the plan is
    computed again. previous_at, previous_rep_id: where it was planned before. facts: why this customer, why this hour
    (rules.py)."""

    __tablename__ = "dial_slot"
    __table_args__ = (
        Index(None, "plan_id", "customer_id"),
        Index(None, "plan_id", "starts_at", "id"),
        Index(None, "plan_id", "rep_id", "starts_at"),
        Index(None, "customer_id"),
        Index(None, "item_id"),
    )

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dial_plan.id", ondelete="CASCADE"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    contact_id: Mapped[uuid.UUID | None]
    rep_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    day: Mapped[date]
    starts_at: Mapped[datetime]
    minutes: Mapped[int]
    zone: Mapped[str | None]
    grade: Mapped[Grade]
    value: Mapped[int]
    change: Mapped[SlotChange]
    speaks: Mapped[bool | None]
    usual: Mapped[bool]
    pinned: Mapped[bool] = mapped_column(server_default=text("false"))
    previous_at: Mapped[datetime | None]
    previous_rep_id: Mapped[uuid.UUID | None]
    item_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("planned_contact.id", ondelete="SET NULL"))
    facts: Mapped[dict[str, Any]]


class DialLeftOut(Identified, Base):
    """A customer who is owed a call and has no slot. previous_at: where one was planned before, which is dropped."""

    __tablename__ = "dial_left_out"
    __table_args__ = (Index(None, "plan_id", "reason", "id"), Index(None, "customer_id"))

    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("dial_plan.id", ondelete="CASCADE"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    rep_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    reason: Mapped[LeftOutReason]
    grade: Mapped[Grade]
    value: Mapped[int]
    due_at: Mapped[datetime | None]
    previous_at: Mapped[datetime | None]
    item_id: Mapped[uuid.UUID | None]


# What a broken constraint of planning means.


class Roster(Versioned, Base):
    """When a person works. Who has none works by their department's calendar.

    weekly: weekday → stretches `{start, end}` by their own wall clock; a shift over midnight is written as two.
    exceptions: `{date, hours, kind, reason}`, no hours for a whole day of leave. keeps_holidays: the department's
    public holidays and days off are free unless an exception says otherwise. languages: in which they can call.
    """

    __tablename__ = "roster"
    __table_args__ = (UniqueConstraint("user_id"),)

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    weekly: Mapped[dict[str, Any]]
    exceptions: Mapped[list[Any]] = mapped_column(server_default=text("'[]'::jsonb"))
    keeps_holidays: Mapped[bool] = mapped_column(server_default=text("true"))
    languages: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    note: Mapped[str | None]


class OwnHours(Versioned, Base):
    """Hours in which a customer, or one person there, asked to be called, by their wall clock: policy's calling hours
    hold beside them (OT-10). weekly: weekday → stretches `{start, end}`."""

    __tablename__ = "own_hours"
    __table_args__ = (
        Index("own_hours_whose_key", "customer_id", "contact_id", unique=True, postgresql_nulls_not_distinct=True),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    contact_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"), index=True)
    weekly: Mapped[dict[str, Any]]
    note: Mapped[str | None]


INTEGRITY: Mapping[str, Problem] = {
    "roster_user_id_key": Conflict(msg("this person has a roster; change it instead"), reason="roster_taken"),
}
