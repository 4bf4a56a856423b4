"""`/v1/customers/{customer_id}/timeline`."""

import uuid
from typing import Annotated

from fastapi import APIRouter

from meridian.identity.access import Reading, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.kernel.listing import ListQuery, list_only
from meridian.kernel.schemas import Page
from meridian.timeline import queries
from meridian.timeline.schemas import CustomerOverview, TimelineEntry

router = APIRouter(prefix="/v1/customers", tags=["records"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.RECORD_READ)]


@list_only(router, "/{customer_id}/timeline", queries.TIMELINE)
async def list_customer_timeline(
    session: Reading, actor: Reader, customer_id: uuid.UUID, query: ListQuery
) -> Page[TimelineEntry]:
    """Everything that happened with the customer and is planned with it, newest first (TS-12)."""
    return await queries.page(session, actor, customer_id, query)


# `/v1/customers/{customer_id}/overview`.


overview_router = APIRouter(prefix="/v1/customers", tags=["customers"], route_class=Route)


@overview_router.get("/{customer_id}/overview")
async def get_customer_overview(
    session: Reading, actor: Annotated[Actor, allow(Permission.CUSTOMER_READ)], customer_id: uuid.UUID
) -> CustomerOverview:
    """How much there is of everything about the customer: what its page counts beside its parts."""
    return await queries.read(session, actor, customer_id)
