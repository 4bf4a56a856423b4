"""`/v1/opportunities`: the pipeline's records."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.http import Route, if_match, set_etag
from meridian.kernel.listing import ListQuery, list_query, query_parameters, search_query
from meridian.kernel.schemas import Page
from meridian.opportunities import queries, service
from meridian.opportunities.listing import OPPORTUNITIES
from meridian.opportunities.schemas import OpportunityCreate, OpportunityRead, OpportunityUpdate

router = APIRouter(prefix="/v1/opportunities", tags=["opportunities"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.OPPORTUNITY_READ)]
Writer = Annotated[Actor, allow(Permission.OPPORTUNITY_WRITE)]
Version = Annotated[int, Depends(if_match)]


@router.get("", openapi_extra={"parameters": query_parameters(OPPORTUNITIES)})
async def list_opportunities(
    session: Reading, actor: Reader, query: Annotated[ListQuery, Depends(list_query(OPPORTUNITIES))]
) -> Page[OpportunityRead]:
    """Your opportunities, those you work on, and those of customers you see; latest first."""
    return await queries.page(session, actor, query)


@router.post("/search")
async def search_opportunities(
    session: Reading, actor: Reader, query: Annotated[ListQuery, Depends(search_query(OPPORTUNITIES))]
) -> Page[OpportunityRead]:
    """The list again, with AND, OR and NOT."""
    return await queries.page(session, actor, query)


@router.post("", status_code=201)
async def create_opportunity(
    session: Writing, actor: Writer, body: OpportunityCreate, response: Response
) -> OpportunityRead:
    """Opens an opportunity for a customer once some intent is confirmed (CR-12).

    It begins as `potential`, under the entry criteria in force now, which it keeps whatever policy says later.
    """
    opportunity = await service.create(session, actor, body)
    response.headers["Location"] = f"/v1/opportunities/{opportunity.id}"
    return _shown(await queries.read(session, actor, opportunity.id), response)


@router.get("/{opportunity_id}")
async def get_opportunity(
    session: Reading, actor: Reader, opportunity_id: uuid.UUID, response: Response
) -> OpportunityRead:
    """One opportunity, with the moves you may ask for."""
    return _shown(await queries.read(session, actor, opportunity_id), response)


@router.patch("/{opportunity_id}")
async def update_opportunity(
    session: Writing,
    actor: Writer,
    opportunity_id: uuid.UUID,
    body: OpportunityUpdate,
    version: Version,
    response: Response,
) -> OpportunityRead:
    """Changes the fields sent, while it is open. Stages change by moves."""
    await service.update(session, actor, opportunity_id, body, version)
    return _shown(await queries.read(session, actor, opportunity_id), response)


def _shown(opportunity: OpportunityRead, response: Response) -> OpportunityRead:
    set_etag(response, opportunity.version)
    return opportunity
