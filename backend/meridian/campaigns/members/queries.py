"""The list of a campaign's customers, those the actor sees."""

import uuid
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, literal_column, select

from meridian.campaigns import queries as campaigns
from meridian.campaigns.members.schemas import CampaignCustomerRead
from meridian.campaigns.models import Campaign, CampaignCustomer
from meridian.campaigns.results.queries import INTERESTED, REACHED, within
from meridian.campaigns.rules import CampaignPriority
from meridian.customers.models import Customer
from meridian.customers.visibility import visible_to
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, page_of
from meridian.kernel.schemas import Page
from meridian.policies.rules import Grade, IntentLevel
from meridian.records.models import ContactRecord

CAMPAIGN_CUSTOMERS = ListSpec(
    "campaign_customers",
    fields=(
        Field("customer_id", CampaignCustomer.customer_id, "uuid", description="The customer"),
        Field("owner_id", Customer.owner_id, "uuid", person=True, description="Who looks after it"),
        Field("grade", Customer.grade, "code", choices=Grade, description="Its grade"),
        Field("intent_level", Customer.intent_level, "code", choices=IntentLevel, description="Its intent now"),
        Field("id", CampaignCustomer.id, "uuid", sortable=True, description="Its place in the campaign"),
    ),
    default_sort=("id",),
    id_column=CampaignCustomer.id,
)


# How much earlier a `Customer` is called than others, by the campaign it is in; null outside one.
PRIORITY: ScalarSelect[CampaignPriority] = (
    select(Campaign.priority)
    .join(CampaignCustomer, CampaignCustomer.campaign_id == Campaign.id)
    .where(
        CampaignCustomer.customer_id == Customer.id,
        CampaignCustomer.left_at.is_(None),
        CampaignCustomer.joined_at <= func.meridian_now(),
    )
    .correlate(Customer)
    .scalar_subquery()
)


async def page(session: Session, actor: Actor, campaign_id: uuid.UUID, query: ListQuery) -> Page[CampaignCustomerRead]:
    """The customers of a campaign that the actor sees; 404 for a campaign they do not."""
    await campaigns.load(session, actor, campaign_id)
    return await page_of(
        session,
        actor,
        CAMPAIGN_CUSTOMERS,
        query,
        _shown,
        shows=CampaignCustomerRead,
        to_row=lambda row: row._asdict(),
        of=campaign_id,
        campaign_id=campaign_id,
    )


def _shown(actor: Actor, *, campaign_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    calls = (
        select(
            func.count().label("calls"),
            func.coalesce(func.bool_or(REACHED), False).label("reached"),
            func.coalesce(func.bool_or(INTERESTED), False).label("interested"),
            func.max(ContactRecord.started_at).label("last_call_at"),
        )
        .where(within(Campaign, CampaignCustomer))
        .correlate(Campaign, CampaignCustomer)
        .lateral("calls")
    )
    return (
        select(
            CampaignCustomer.id,
            CampaignCustomer.customer_id,
            CampaignCustomer.joined_at,
            CampaignCustomer.left_at,
            Customer.name.label("customer_name"),
            Customer.country,
            Customer.grade,
            Customer.intent_level,
            Customer.owner_id,
            User.name.label("owner_name"),
            *calls.c,
        )
        .select_from(CampaignCustomer)
        .join(Campaign, Campaign.id == CampaignCustomer.campaign_id)
        .join(Customer, Customer.id == CampaignCustomer.customer_id)
        .outerjoin(User, User.id == Customer.owner_id)
        .join(calls, literal_column("true"))
        .where(
            CampaignCustomer.campaign_id == campaign_id,
            Customer.merged_into_id.is_(None),
            visible_to(actor, Permission.CUSTOMER_READ, Permission.RECORD_READ),
        )
    )
