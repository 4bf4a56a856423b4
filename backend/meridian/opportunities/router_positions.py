"""`/v1/opportunities/{id}/position`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from meridian.identity.access import Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.http import Route, if_match, set_etag
from meridian.opportunities import positions, queries
from meridian.opportunities.schemas import OpportunityRead
from meridian.opportunities.schemas_positions import PositionChange

router = APIRouter(prefix="/v1/opportunities", tags=["opportunities"], route_class=Route)
Writer = Annotated[Actor, allow(Permission.OPPORTUNITY_WRITE)]


@router.post("/{opportunity_id}/position")
async def position_opportunity(
    session: Writing,
    actor: Writer,
    opportunity_id: uuid.UUID,
    body: PositionChange,
    version: Annotated[int, Depends(if_match)],
    response: Response,
) -> OpportunityRead:
    """Drops a card above or below another, in its column or in another one.

    In another column it makes the move that leads there, which is refused as it would be by itself. Where a card lies
    is one order for everybody.
    """
    await positions.drop(session, actor, opportunity_id, body, version)
    read = await queries.read(session, actor, opportunity_id)
    set_etag(response, read.version)
    return read
