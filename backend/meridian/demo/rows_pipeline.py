"""Rows of the pipeline as they go to the tables by COPY."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple


class RateRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    base_currency: str
    currency: str
    valid_on: date
    rate: Decimal
    source: str


class OpportunityRow(NamedTuple):
    """The reach and the rank are the database's own."""

    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    customer_id: uuid.UUID
    title: str
    source: str | None
    owner_id: uuid.UUID
    team_id: uuid.UUID
    department_id: uuid.UUID
    created_by: uuid.UUID
    stage: str
    stage_since: datetime
    outcome: str
    closed_at: datetime | None
    policy_versions: str
    follow_up_due_on: date | None
    amount: Decimal | None
    currency: str | None
    base_amount: Decimal | None
    base_currency: str | None
    rated_on: date | None
    important_since: datetime | None
    probability: int | None
    probability_reason: str | None
    expected_purchase_on: date | None
    needs_description: str | None
    no_competitors_known: bool
    decision_process: str | None
    decision_maker_id: uuid.UUID | None
    lost_reason: str | None
    lessons_learned: str | None
    cancel_reason: str | None


class LineRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    opportunity_id: uuid.UUID
    customer_id: uuid.UUID
    product_id: uuid.UUID
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    currency: str
    amount: Decimal
    position: int


class CompetitorRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    opportunity_id: uuid.UUID
    customer_id: uuid.UUID
    name: str
    strengths: str | None
    weaknesses: str | None
    price_note: str | None
    won: bool


class FollowUpRow(NamedTuple):
    id: uuid.UUID
    opportunity_id: uuid.UUID
    planned_contact_id: uuid.UUID
    stage: str
    linked_by: uuid.UUID
    linked_at: datetime


class ProposalRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    opportunity_id: uuid.UUID
    customer_id: uuid.UUID
    number: int
    summary: str
    amount: Decimal
    currency: str
    valid_until: date
    presented_at: datetime
    answer: str | None
    answer_note: str | None
    answered_at: datetime | None
    answered_by: uuid.UUID | None
    created_by: uuid.UUID


class ContractRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    opportunity_id: uuid.UUID
    customer_id: uuid.UUID
    number: str
    signed_on: date
    amount: Decimal
    currency: str
    payment_terms: str
    delivery_terms: str
    created_by: uuid.UUID


class MilestoneRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    opportunity_id: uuid.UUID
    customer_id: uuid.UUID
    kind: str
    title: str
    due_on: date
    amount: Decimal | None
    currency: str | None
    done_on: date | None
    done_by: uuid.UUID | None
    done_at: datetime | None
    position: int
    created_by: uuid.UUID


class ReviewRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    opportunity_id: uuid.UUID
    customer_id: uuid.UUID
    held_at: datetime
    attendee_ids: list[uuid.UUID]
    progress: str
    decisions: list[str]
    created_by: uuid.UUID


class ActionRow(NamedTuple):
    id: uuid.UUID
    created_at: datetime
    updated_at: datetime
    review_id: uuid.UUID
    opportunity_id: uuid.UUID
    customer_id: uuid.UUID
    description: str
    owner_id: uuid.UUID
    due_on: date
    done_at: datetime | None
    done_by: uuid.UUID | None
    result: str | None
    created_by: uuid.UUID


class TransitionRow(NamedTuple):
    id: uuid.UUID
    workflow: str
    subject_type: str
    subject_id: uuid.UUID
    customer_id: uuid.UUID
    move: str
    from_state: str
    to_state: str
    actor_id: uuid.UUID
    at: datetime
    reason: str | None
    elapsed_seconds: int
    working_seconds: int


# In the order of their foreign keys.
PIPELINE: dict[type[Any], str] = {
    RateRow: "exchange_rate",
    OpportunityRow: "opportunity",
    LineRow: "opportunity_line",
    CompetitorRow: "opportunity_competitor",
    FollowUpRow: "opportunity_follow_up",
    ProposalRow: "solution_proposal",
    ContractRow: "contract",
    MilestoneRow: "milestone",
    ReviewRow: "opportunity_review",
    ActionRow: "review_action",
    TransitionRow: "transition",
}
