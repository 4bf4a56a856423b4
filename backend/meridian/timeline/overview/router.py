"""`/v1/customers/{customer_id}/overview`."""

import uuid
from typing import Annotated

from fastapi import APIRouter

from meridian.identity.access import Reading, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.timeline.overview import queries
from meridian.timeline.overview.schemas import CustomerOverview

router = APIRouter(prefix="/v1/customers", tags=["customers"], route_class=Route)


@router.get("/{customer_id}/overview")
async def get_customer_overview(
    session: Reading, actor: Annotated[Actor, allow(Permission.CUSTOMER_READ)], customer_id: uuid.UUID
) -> CustomerOverview:
    """How much there is of everything about the customer: what its page counts beside its parts."""
    return await queries.read(session, actor, customer_id)
