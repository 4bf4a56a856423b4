"""Campaigns and the customers that they took in."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, ForeignKey, Index, Numeric, Uuid, func, text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeEngine

from meridian.campaigns.rules import CampaignPriority, CampaignState, GoalKind
from meridian.kernel.db.models import NOW, Base, Code, Identified, Versioned, counted_ahead
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem, fault
from meridian.policies.rules import SourceChannel


class Campaign(Versioned, Base):
    """A goal that customers of a segment are called for. `owner_id` made it; team and department are the owner's.

    user_ids, team_ids: who calls; caller_group_ids: the teams and departments those belong to. segment_id: a saved
    view; conditions: what it asked for when the campaign started.
    found: customers of the segment that whoever started it saw. taken_in: those of them who are in the campaign; the
    others: refused calls, were in another running campaign, or belong to nobody who calls for it.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("first_day <= last_day", name="days"),
        CheckConstraint("(budget_amount IS NULL) = (budget_currency IS NULL)", name="budget"),
        Index(None, "owner_id", "id"),
        Index(None, "team_id", "id"),
        Index(None, "department_id", "id"),
        Index(None, "created_at", "id"),
        Index("campaign_user_ids_idx", "user_ids", postgresql_using="gin"),
        Index("campaign_team_ids_idx", "team_ids", postgresql_using="gin"),
        Index("campaign_caller_group_ids_idx", "caller_group_ids", postgresql_using="gin"),
        Index(None, "segment_id"),
        Index("campaign_running_idx", "last_day", "id", postgresql_where=text("state = 'running'")),
    )

    name: Mapped[str]
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"))
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("department.id"))
    state: Mapped[CampaignState] = mapped_column(server_default=CampaignState.DRAFT)
    state_since: Mapped[datetime] = mapped_column(server_default=NOW)

    goal: Mapped[str | None]
    goal_kind: Mapped[GoalKind]
    goal_number: Mapped[Decimal]
    segment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("saved_view.id"))
    conditions: Mapped[list[Any] | None]
    script_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("script.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    user_ids: Mapped[list[uuid.UUID]]
    team_ids: Mapped[list[uuid.UUID]]
    caller_group_ids: Mapped[list[uuid.UUID]] = mapped_column(server_default=text("'{}'"))
    priority: Mapped[CampaignPriority] = mapped_column(server_default=CampaignPriority.USUAL)
    budget_amount: Mapped[Decimal | None]
    budget_currency: Mapped[str | None]

    started_at: Mapped[datetime | None]
    started_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    ended_at: Mapped[datetime | None]
    cancel_reason: Mapped[str | None]
    found: Mapped[int | None]
    taken_in: Mapped[int | None]
    refused: Mapped[int | None]
    elsewhere: Mapped[int | None]
    of_others: Mapped[int | None]


class CampaignCustomer(Identified, Base):
    """A customer in a campaign, in one at a time: calls from joined_at until left_at are the campaign's."""

    __tablename__ = "campaign_customer"
    __table_args__ = (
        Index("campaign_customer_key", "campaign_id", "customer_id", unique=True),
        Index(None, "campaign_id", "id"),
        Index(None, "customer_id"),
        Index("campaign_customer_present_key", "customer_id", unique=True, postgresql_where=text("left_at IS NULL")),
    )

    campaign_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


# What came of customers, counted ahead by where they came from (triggers.py): rows that nobody names one by one.


SOURCE_KEYS = ("obtained_on", "source_channel", "team_id", "department_id")
OF_CALLS = ("calls", "called", "reached", "interested")
OF_SALES = ("opportunities", "deals", "amount")
SOURCE_COUNTS = ("customers", *OF_CALLS, *OF_SALES)


def _keys() -> list[Column[Any]]:
    types: tuple[TypeEngine[Any], ...] = (Date(), Code(SourceChannel), Uuid(), Uuid())
    return [Column(name, kind) for name, kind in zip(SOURCE_KEYS, types, strict=True)]


def _counts() -> list[Column[Any]]:
    numbers = [Column(name, BigInteger(), nullable=False) for name in SOURCE_COUNTS[:-1]]
    return [*numbers, Column("amount", Numeric(), nullable=False)]


counted_ahead("source_fact", (Column("customer_id", Uuid(), index=True), *_keys(), *_counts()))
counted_ahead("source_change", (Column("customer_id", Uuid()),))
counted_ahead("source_tally", (*_keys(), *_counts()), SOURCE_KEYS)
COUNTED = func.source_counts().table_valued(*_keys(), *_counts(), name="counted")
"""Counts of customers and what came of them; several for one key."""


# What broken constraints of campaigns mean.


_UNKNOWN = msg("there is no such campaign")
INTEGRITY: Mapping[str, Problem] = {
    "campaign_segment_id_fkey": Conflict(msg("a script or campaign is for this view"), reason="view_in_use"),
    # A source may name any campaign there is: customers and opportunities stand below.
    "customer_campaign_id_fkey": fault("/campaign_id", "unknown_campaign", _UNKNOWN),
    "opportunity_campaign_id_fkey": fault("/campaign_id", "unknown_campaign", _UNKNOWN),
}
