"""Tables of opportunities and of everything that belongs to one."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    FetchedValue,
    ForeignKey,
    Index,
    Numeric,
    SmallInteger,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import NOW, Base, Identified, Versioned
from meridian.kernel.db.times import Times
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem
from meridian.opportunities.rules import (
    ActionState,
    LostReason,
    MilestoneKind,
    OpportunityOutcome,
    OpportunityState,
    ProposalAnswer,
    Standing,
    state_of,
)
from meridian.policies.rules import Grade, SourceChannel, Stage

EMPTY = text("'{}'")
FALSE = text("false")
OPEN = text("outcome = 'open'")
_SEEN = ("customer_id", "visible_to_ids")
_NARROWED = (
    "title",
    "source",
    "grade",
    "country",
    "market_id",
    "important_since",
    "review_due_on",
    "follow_up_due_on",
)
"""What boards are narrowed by: beside them, their indexes give sums and cards without a look at the table."""
ON_TOP = text("-nextval('opportunity_rank')")
"""A rank before all others: nobody has to be asked for it."""


class Opportunity(Versioned, Base):
    """A possible sale to a customer. Team and department are the owner's (OT-1).

    stage: where it stands, or stood when it ended. probability: set by hand over the stage's own (CR-16).
    base_amount: `amount` in `base_currency` by the rate that began on `rated_on`; null while no rate is known.
    important_since: since when its base amount is that of an important one; review_due_on: by when it owes the next
    review meeting (CR-15). rank: place in its board column, smaller first; only its order matters, and whatever is
    new to a column lies on top. follow_up_due_on: by when the stage asks for the next follow-up (CR-14).
    campaign_id: the campaign it came from, by trigger that of its customer (meridian.campaigns.triggers).
    policy_versions: the entry criteria it began under. visible_to_ids: the people, teams and departments whose it or
    its customer is; kept by trigger, so that what somebody sees is one condition under one index. grade, country,
    market_id: its customer's, by trigger, for what boards and lists are narrowed by.
    """

    __tablename__ = "opportunity"
    __table_args__ = (
        CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="amount"),
        CheckConstraint("probability BETWEEN 0 AND 100", name="probability"),
        CheckConstraint("(outcome = 'open') = (closed_at IS NULL)", name="outcome"),
        Index("opportunity_customer_id_created_at_id_idx", "customer_id", text("created_at DESC"), text("id DESC")),
        Index(None, "owner_id"),
        Index(None, "team_id"),
        Index(None, "department_id"),
        Index(None, "created_at", "id"),
        Index(
            "opportunity_visible_to_ids_idx",
            "visible_to_ids",
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
        ),
        Index(
            "opportunity_visible_to_ids_open_idx",
            "visible_to_ids",
            postgresql_using="gin",
            postgresql_with={"fastupdate": "off"},
            postgresql_where=OPEN,
        ),
        Index(  # cards of the board in their order
            "opportunity_board_idx",
            "stage",
            "rank",
            "id",
            postgresql_include=[*_SEEN, "currency", *_NARROWED],
            postgresql_where=OPEN,
        ),
        Index(
            "opportunity_sums_idx",
            "stage",
            "currency",
            "probability",
            postgresql_include=["amount", "base_amount", "id", *_SEEN, *_NARROWED],
            postgresql_where=OPEN,
        ),
        # Those that go on or ended so, in each order of the list; the largest of those that ended lately.
        Index(None, "outcome", "base_amount", "id", "closed_at"),
        Index(None, "outcome", "closed_at", "id"),
        Index(None, "outcome", "stage_since", "id"),
        Index(None, "outcome", "expected_purchase_on", "id"),
        Index(None, "outcome", "review_due_on", "id"),
        Index(None, "decision_maker_id", postgresql_where=text("decision_maker_id IS NOT NULL")),
        Index(None, "campaign_id", postgresql_where=text("campaign_id IS NOT NULL")),
        Index(None, "origin_record_id", postgresql_where=text("origin_record_id IS NOT NULL")),
    )

    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    title: Mapped[str]
    source: Mapped[SourceChannel | None]
    campaign_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("campaign.id"), server_default=FetchedValue())
    origin_record_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact_record.id", ondelete="SET NULL"))
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"))
    department_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("department.id"))
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    visible_to_ids: Mapped[list[uuid.UUID]] = mapped_column(server_default=EMPTY)
    grade: Mapped[Grade] = mapped_column(server_default=FetchedValue())
    country: Mapped[str | None] = mapped_column(server_default=FetchedValue())
    market_id: Mapped[uuid.UUID | None] = mapped_column(server_default=FetchedValue())

    stage: Mapped[Stage] = mapped_column(server_default=Stage.POTENTIAL)
    stage_since: Mapped[datetime] = mapped_column(server_default=NOW)
    outcome: Mapped[OpportunityOutcome] = mapped_column(server_default=OpportunityOutcome.OPEN)
    closed_at: Mapped[datetime | None]
    rank: Mapped[Decimal] = mapped_column(Numeric(), server_default=ON_TOP, server_onupdate=FetchedValue())
    policy_versions: Mapped[dict[str, Any]] = mapped_column(server_default=EMPTY)
    follow_up_due_on: Mapped[date | None]

    amount: Mapped[Decimal | None]
    currency: Mapped[str | None]
    base_amount: Mapped[Decimal | None] = mapped_column(Numeric(28, 4))
    base_currency: Mapped[str | None]
    rated_on: Mapped[date | None]
    important_since: Mapped[datetime | None]
    review_due_on: Mapped[date | None]
    probability: Mapped[int | None] = mapped_column(SmallInteger)
    probability_reason: Mapped[str | None]
    expected_purchase_on: Mapped[date | None]

    needs_description: Mapped[str | None]
    no_competitors_known: Mapped[bool] = mapped_column(server_default=FALSE)
    decision_process: Mapped[str | None]
    decision_maker_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("contact.id", ondelete="SET NULL"))

    lost_reason: Mapped[LostReason | None]
    lessons_learned: Mapped[str | None]
    cancel_reason: Mapped[str | None]

    @property
    def state(self) -> OpportunityState:
        """Where the pipeline's workflow stands."""
        return state_of(self.stage, self.outcome)


class OpportunityMember(Identified, Base):
    """A colleague who works on the opportunity beside its owner."""

    __tablename__ = "opportunity_member"
    __table_args__ = (
        Index("opportunity_member_key", "opportunity_id", "user_id", unique=True),
        Index(None, "user_id"),
        Index(None, "customer_id"),
    )

    opportunity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("opportunity.id", ondelete="CASCADE"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    part: Mapped[str | None]
    added_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    added_at: Mapped[datetime] = mapped_column(server_default=NOW)


class OpportunityNeed(Base):
    """Which of the customer's structured needs the opportunity is about (OT-12)."""

    __tablename__ = "opportunity_need"
    __table_args__ = (Index(None, "need_id"),)

    opportunity_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("opportunity.id", ondelete="CASCADE"), primary_key=True
    )
    need_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("need.id", ondelete="CASCADE"), primary_key=True)


class OpportunityLine(Versioned, Base):
    """What the customer may buy: a product of ours or something else, how much, at which price."""

    __tablename__ = "opportunity_line"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("(unit_price IS NULL) = (currency IS NULL)", name="price"),
        Index(None, "opportunity_id", "position", "id"),
        Index(None, "customer_id"),
        Index(None, "product_id", postgresql_where=text("product_id IS NOT NULL")),
    )

    opportunity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("opportunity.id", ondelete="CASCADE"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    product_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("product.id"))
    description: Mapped[str]
    quantity: Mapped[Decimal]
    unit: Mapped[str | None]
    unit_price: Mapped[Decimal | None]
    currency: Mapped[str | None]
    amount: Mapped[Decimal | None]
    position: Mapped[int] = mapped_column(server_default=text("0"))


class OpportunityCompetitor(Versioned, Base):
    """Who else bids, and what is known of it. won: it got the deal."""

    __tablename__ = "opportunity_competitor"
    __table_args__ = (
        Index("opportunity_competitor_key", "opportunity_id", text("lower(name)"), unique=True),
        Index("opportunity_competitor_won_key", "opportunity_id", unique=True, postgresql_where=text("won")),
        Index(None, "customer_id"),
    )

    opportunity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("opportunity.id", ondelete="CASCADE"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    name: Mapped[str]
    strengths: Mapped[str | None]
    weaknesses: Mapped[str | None]
    price_note: Mapped[str | None]
    won: Mapped[bool] = mapped_column(server_default=FALSE)


class OpportunityFollowUp(Identified, Base):
    """A planned contact that belongs to the opportunity (CR-14).

    stage: where the opportunity stood when it was planned; `completed` for the revisit that completing it plans.
    """

    __tablename__ = "opportunity_follow_up"
    __table_args__ = (
        Index("opportunity_follow_up_key", "opportunity_id", "planned_contact_id", unique=True),
        Index(None, "planned_contact_id"),
    )

    opportunity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("opportunity.id", ondelete="CASCADE"))
    planned_contact_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("planned_contact.id", ondelete="CASCADE"))
    stage: Mapped[OpportunityState]
    linked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    linked_at: Mapped[datetime] = mapped_column(server_default=NOW)


# Solution proposals, the contract and its milestones (TS-8..10).


class SolutionProposal(Versioned, Base):
    """One version of what we offer, and the customer's answer to it. Versions count from 1."""

    __tablename__ = "solution_proposal"
    __table_args__ = (
        CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="amount"),
        Index("solution_proposal_key", "opportunity_id", "number", unique=True),
        Index(None, "customer_id"),
    )

    opportunity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("opportunity.id", ondelete="CASCADE"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    number: Mapped[int]
    summary: Mapped[str]
    amount: Mapped[Decimal | None]
    currency: Mapped[str | None]
    valid_until: Mapped[date | None]
    presented_at: Mapped[datetime | None]
    answer: Mapped[ProposalAnswer | None]
    answer_note: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))


class Contract(Versioned, Base):
    """The opportunity's contract; amendments are kept in the history with their reason."""

    __tablename__ = "contract"
    __table_args__ = (
        CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="amount"),
        Index("contract_opportunity_key", "opportunity_id", unique=True),
        Index(None, "customer_id"),
        Index(None, "number"),
        Index(None, "signed_on", "id"),
    )

    opportunity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("opportunity.id", ondelete="CASCADE"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    number: Mapped[str | None]
    signed_on: Mapped[date | None]
    amount: Mapped[Decimal | None]
    currency: Mapped[str | None]
    payment_terms: Mapped[str | None]
    delivery_terms: Mapped[str | None]
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))


class Milestone(Versioned, Base):
    """A payment the customer owes or a delivery we owe, by a day of the company's calendar (TS-10).

    overdue_told_at: when the clock told that this due day was over, so that it tells once.
    """

    __tablename__ = "milestone"
    __table_args__ = (
        CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="amount"),
        Index(None, "opportunity_id", "position", "id"),
        Index(None, "customer_id"),
        Index(None, "due_on", "id"),
        Index("milestone_open_idx", "due_on", "id", postgresql_where=text("done_on IS NULL")),
    )

    opportunity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("opportunity.id", ondelete="CASCADE"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    kind: Mapped[MilestoneKind]
    title: Mapped[str]
    due_on: Mapped[date]
    amount: Mapped[Decimal | None]
    currency: Mapped[str | None]
    note: Mapped[str | None]
    done_on: Mapped[date | None]
    done_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    done_at: Mapped[datetime | None]
    state_since: Mapped[datetime] = mapped_column(server_default=NOW)
    overdue_told_at: Mapped[datetime | None]
    position: Mapped[int] = mapped_column(server_default=text("0"))
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))

    @property
    def standing(self) -> Standing:
        """Where the milestone's workflow stands."""
        return Standing.PENDING if self.done_on is None else Standing.DONE


# Internal review meetings of opportunities and what they set people to do (CR-15).


class OpportunityReview(Versioned, Base):
    """A meeting held on an opportunity: who was there, what was said and decided."""

    __tablename__ = "opportunity_review"
    __table_args__ = (Index(None, "opportunity_id", "held_at", "id"), Index(None, "customer_id"))

    opportunity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("opportunity.id", ondelete="CASCADE"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    held_at: Mapped[datetime]
    attendee_ids: Mapped[list[uuid.UUID]] = mapped_column(server_default=EMPTY)
    progress: Mapped[str]
    decisions: Mapped[list[str]] = mapped_column(server_default=EMPTY)
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))


class ReviewAction(Versioned, Base):
    """What a review asked somebody to do, and by when."""

    __tablename__ = "review_action"
    __table_args__ = (
        Index(None, "review_id", "id"),
        Index(None, "opportunity_id", "id"),
        Index(None, "customer_id"),
        Index(None, "due_on", "id"),
        Index("review_action_open_idx", "owner_id", "due_on", postgresql_where=text("done_at IS NULL")),
    )

    review_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("opportunity_review.id", ondelete="CASCADE"))
    opportunity_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("opportunity.id", ondelete="CASCADE"))
    customer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    description: Mapped[str]
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
    done_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    state_since: Mapped[datetime] = mapped_column(server_default=NOW)
    result: Mapped[str | None]
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))

    @property
    def state(self) -> ActionState:
        """Where the action's workflow stands."""
        return ActionState.OPEN if self.done_at is None else ActionState.DONE


# What the funnel counts, counted ahead (results/triggers.py).


FUNNEL_TIMES = Times("funnel", "opportunity_id", "created_on", total=BigInteger(), amount=Numeric())


# The problems opportunities raise, and what broken constraints of their tables mean.


INTEGRITY: Mapping[str, Problem] = {
    "opportunity_member_key": Conflict(msg("this person works on the opportunity already"), reason="member_already"),
    "opportunity_competitor_key": Conflict(msg("this competitor is listed already"), reason="competitor_listed"),
    "opportunity_follow_up_key": Conflict(msg("this contact is a follow-up of it already"), reason="follow_up_linked"),
    "contract_opportunity_key": Conflict(msg("the opportunity has its contract already"), reason="contract_exists"),
}


class Closed(Conflict):
    """The opportunity has ended: nothing about it changes any more."""

    def __init__(self, outcome: str) -> None:
        super().__init__(
            msg("the opportunity is {outcome}: it changes no more", outcome=outcome), reason="opportunity_closed"
        )
