"""`/v1/planned-contacts/{id}/call-card` and `/v1/customers/{id}/call-card`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from meridian.identity.access import Reading, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.timeline.call_card import queries
from meridian.timeline.call_card.schemas import CallCard

router = APIRouter(prefix="/v1", tags=["records"], route_class=Route)
Planner = Annotated[Actor, allow(Permission.PLAN_READ)]
Reader = Annotated[Actor, allow(Permission.RECORD_READ)]


@router.get("/planned-contacts/{item_id}/call-card")
async def get_planned_contact_call_card(session: Reading, actor: Planner, item_id: uuid.UUID) -> CallCard:
    """All that calling needs: the planned contact, whom to ask for under which numbers, whether now, what was said
    last, needs, opportunities, complaints."""
    return await queries.of_item(session, actor, item_id)


@router.get("/customers/{customer_id}/call-card")
async def get_customer_call_card(
    session: Reading,
    actor: Reader,
    customer_id: uuid.UUID,
    contact_id: Annotated[uuid.UUID | None, Query(description="The person; the primary one unless named.")] = None,
) -> CallCard:
    """The same for a call that was not planned, such as one that comes in."""
    return await queries.of_customer(session, actor, customer_id, contact_id)
