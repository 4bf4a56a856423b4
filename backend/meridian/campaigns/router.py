"""`/v1/campaigns`."""

import uuid
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from meridian.campaigns import queries, service
from meridian.campaigns.schemas import (
    CallerResult,
    CampaignCreate,
    CampaignCustomerRead,
    CampaignMove,
    CampaignRead,
    CampaignUpdate,
    SourceResults,
)
from meridian.campaigns.workflow import CAMPAIGN
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Listed, Page
from meridian.kernel.workflow.schemas import move_body

router = APIRouter(prefix="/v1/campaigns", tags=["campaigns"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CAMPAIGN_READ)]
Writer = Annotated[Actor, allow(Permission.CAMPAIGN_WRITE)]
Version = Annotated[int, Depends(if_match)]


@list_and_search(router, "", queries.CAMPAIGNS)
async def list_campaigns(session: Reading, actor: Reader, query: ListQuery) -> Page[CampaignRead]:
    """Campaigns you answer for or call for, and those in your scope, each with what came of it; the newest first."""
    return await queries.page(session, actor, query)


@router.post("", status_code=201)
async def create_campaign(session: Writing, actor: Writer, body: CampaignCreate) -> CampaignRead:
    """Enters a campaign: a goal, whose customers, in which days, called by whom (MC-14). It calls nobody until it is
    started."""
    campaign = await service.create(session, actor, body)
    return await queries.read(session, actor, campaign.id)


@router.get("/{campaign_id}")
async def get_campaign(session: Reading, actor: Reader, campaign_id: uuid.UUID) -> CampaignRead:
    """One campaign, with what came of it."""
    return await queries.read(session, actor, campaign_id)


@router.patch("/{campaign_id}")
async def update_campaign(
    session: Writing, actor: Writer, campaign_id: uuid.UUID, body: CampaignUpdate, version: Version
) -> CampaignRead:
    """Changes the fields sent; once it has started, segment, first day and callers stay as they are."""
    await service.change(session, actor, campaign_id, body, version)
    return await queries.read(session, actor, campaign_id)


@router.get("/{campaign_id}/callers")
async def list_campaign_callers(session: Reading, actor: Reader, campaign_id: uuid.UUID) -> Listed[CallerResult]:
    """Who called for the campaign, and what came of it; of the customers you see."""
    await queries.load(session, actor, campaign_id)
    return Listed(items=await queries.of_callers(session, actor, campaign_id))


@router.post("/{campaign_id}/moves/{move}")
async def move_campaign(
    session: Writing,
    actor: Reader,
    campaign_id: uuid.UUID,
    move: str,
    body: Annotated[CampaignMove, move_body(CAMPAIGN, CampaignMove)],
    version: Version,
) -> CampaignRead:
    """Makes a move: `start` takes the segment's customers in, except who refused calls or is in another campaign;
    `end` and `cancel` let them go."""
    await service.move(session, actor, campaign_id, move, body, version)
    return await queries.read(session, actor, campaign_id)


# `/v1/campaigns/{id}/customers`.


@list_and_search(router, "/{campaign_id}/customers", queries.CAMPAIGN_CUSTOMERS)
async def list_campaign_customers(
    session: Reading, actor: Reader, campaign_id: uuid.UUID, query: ListQuery
) -> Page[CampaignCustomerRead]:
    """Customers that the campaign took in, those you see, each with the calls made to it for the campaign."""
    return await queries.page_of_members(session, actor, campaign_id, query)


# `/v1/source-results`.


results_router = APIRouter(prefix="/v1", tags=["campaigns"], route_class=Route)


@results_router.get("/source-results")
async def get_source_results(
    session: Reading,
    actor: Reader,
    since: Annotated[date | None, Query(description="Obtained on this day or later.", examples=["2026-01-01"])] = None,
    until: Annotated[date | None, Query(description="Obtained on this day or before.", examples=[None])] = None,
) -> SourceResults:
    """From call to deal by where customers came from (TS-4), of the customers you see."""
    return await queries.of_sources(session, actor, since, until)
