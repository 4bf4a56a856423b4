"""The list of opportunities: what it filters and sorts by."""

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select
from sqlalchemy.orm import aliased

from meridian.customers.codes import Grade
from meridian.customers.models import Customer
from meridian.identity.models import User
from meridian.kernel.listing import Field, ListSpec
from meridian.opportunities.codes import LostReason, Outcome, SourceChannel, Stage
from meridian.opportunities.models import Opportunity, OpportunityFollowUp, OpportunityLine, OpportunityMember
from meridian.plans.codes import OPEN_ITEMS
from meridian.plans.models import PlannedContact

Owner = aliased(User)


def next_follow_up() -> ScalarSelect[datetime]:
    """When the first open follow-up of an `Opportunity` becomes due."""
    return (
        select(func.min(PlannedContact.due_from))
        .join(OpportunityFollowUp, OpportunityFollowUp.planned_contact_id == PlannedContact.id)
        .where(OpportunityFollowUp.opportunity_id == Opportunity.id, PlannedContact.state.in_(sorted(OPEN_ITEMS)))
        .correlate(Opportunity)
        .scalar_subquery()
    )


def followed_up() -> ColumnElement[bool]:
    """Whether an `Opportunity` has an open follow-up (CR-14)."""
    return (
        select(OpportunityFollowUp.id)
        .join(PlannedContact, PlannedContact.id == OpportunityFollowUp.planned_contact_id)
        .where(OpportunityFollowUp.opportunity_id == Opportunity.id, PlannedContact.state.in_(sorted(OPEN_ITEMS)))
        .correlate(Opportunity)
        .exists()
    )


OPPORTUNITIES = ListSpec(
    "opportunities",
    fields=(
        Field("stage", Opportunity.stage, "code", choices=Stage, description="Stage", example="negotiation"),
        Field("outcome", Opportunity.outcome, "code", choices=Outcome, description="Outcome", example="open"),
        Field("customer_id", Opportunity.customer_id, "uuid", description="The customer"),
        Field("owner_id", Opportunity.owner_id, "uuid", description="Whose it is"),
        Field("team_id", Opportunity.team_id, "uuid", description="The owner's team"),
        Field("department_id", Opportunity.department_id, "uuid", description="The owner's department"),
        Field(
            "member_id",
            OpportunityMember.user_id,
            "uuid",
            description="Who works on it beside the owner",
            within=lambda condition: exists().where(OpportunityMember.opportunity_id == Opportunity.id, condition),
        ),
        Field(
            "product_id",
            OpportunityLine.product_id,
            "uuid",
            description="A product among its lines",
            within=lambda condition: exists().where(OpportunityLine.opportunity_id == Opportunity.id, condition),
        ),
        Field("title", Opportunity.title, "text", description="What it is about", example="pump"),
        Field("source", Opportunity.source, "code", choices=SourceChannel, description="Where it came from"),
        Field("market_id", Customer.market_id, "uuid", description="The customer's market"),
        Field("country", Customer.country, "code", description="The customer's country", example="AE"),
        Field("grade", Customer.grade, "code", choices=Grade, description="The customer's grade", example="A"),
        Field("currency", Opportunity.currency, "code", description="Currency of its amount", example="USD"),
        Field("base_amount", Opportunity.base_amount, "money", sortable=True, description="In the company's currency"),
        Field(
            "important",
            None,
            "boolean",
            description="Whether its worth makes it an important one (CR-15)",
            compile=lambda wanted: (
                Opportunity.important_since.is_not(None) if wanted else Opportunity.important_since.is_(None)
            ),
        ),
        Field(
            "review_due_on",
            Opportunity.review_due_on,
            "date",
            sortable=True,
            description="By when it owes its next review meeting",
        ),
        Field(
            "expected_purchase_on",
            Opportunity.expected_purchase_on,
            "date",
            sortable=True,
            description="When the customer is expected to buy",
        ),
        Field(
            "followed_up",
            None,
            "boolean",
            description="Whether it has an open follow-up",
            compile=lambda wanted: followed_up() if wanted else ~followed_up(),
        ),
        Field("follow_up_due_on", Opportunity.follow_up_due_on, "date", description="Next follow-up due by"),
        Field("lost_reason", Opportunity.lost_reason, "code", choices=LostReason, description="Why it was lost"),
        Field(
            "rank",
            Opportunity.rank,
            "money",
            sortable=True,
            description="Place in its column of the board",
        ),
        Field("stage_since", Opportunity.stage_since, "instant", sortable=True, description="In its stage since"),
        Field("closed_at", Opportunity.closed_at, "instant", sortable=True, description="When it ended"),
        Field("created_at", Opportunity.created_at, "instant", sortable=True, description="When it was opened"),
    ),
    default_sort=("-created_at",),
    id_column=Opportunity.id,
)
