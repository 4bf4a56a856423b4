"""`/v1/campaigns/{id}/customers`."""

import uuid
from typing import Annotated

from fastapi import APIRouter

from meridian.campaigns.members import queries
from meridian.campaigns.members.schemas import CampaignCustomerRead
from meridian.identity.access import Reading, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Page

router = APIRouter(prefix="/v1/campaigns", tags=["campaigns"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CAMPAIGN_READ)]


@list_and_search(router, "/{campaign_id}/customers", queries.CAMPAIGN_CUSTOMERS)
async def list_campaign_customers(
    session: Reading, actor: Reader, campaign_id: uuid.UUID, query: ListQuery
) -> Page[CampaignCustomerRead]:
    """Customers that the campaign took in, those you see, each with the calls made to it for the campaign."""
    return await queries.page(session, actor, campaign_id, query)
