"""Lines, competitors, members and follow-ups: below `/v1/opportunities/{id}`, each edited at a path of its own."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.schemas import Listed
from meridian.opportunities import queries
from meridian.opportunities.details import service
from meridian.opportunities.details.schemas import (
    CompetitorCreate,
    CompetitorRead,
    CompetitorUpdate,
    FollowUpCreate,
    OpportunityFollowUpRead,
    OpportunityLineCreate,
    OpportunityLineRead,
    OpportunityLineUpdate,
    OpportunityMemberCreate,
    OpportunityMemberRead,
)
from meridian.opportunities.models import OpportunityCompetitor, OpportunityLine

router = APIRouter(prefix="/v1", tags=["opportunities"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.OPPORTUNITY_READ)]
Writer = Annotated[Actor, allow(Permission.OPPORTUNITY_WRITE)]
Version = Annotated[int, Depends(if_match)]


@router.get("/opportunities/{opportunity_id}/lines")
async def list_opportunity_lines(
    session: Reading, actor: Reader, opportunity_id: uuid.UUID
) -> Listed[OpportunityLineRead]:
    """What the customer may buy, in order."""
    return Listed(items=await service.lines_of(session, actor, opportunity_id))


@router.post("/opportunities/{opportunity_id}/lines", status_code=201)
async def create_opportunity_line(
    session: Writing, actor: Writer, opportunity_id: uuid.UUID, body: OpportunityLineCreate
) -> OpportunityLineRead:
    """Adds a product line."""
    return service.line_read(await service.add_line(session, actor, opportunity_id, body), actor)


@router.get("/opportunity-lines/{line_id}")
async def get_opportunity_line(session: Reading, actor: Reader, line_id: uuid.UUID) -> OpportunityLineRead:
    """One product line."""
    return service.line_read(await queries.load_part(session, actor, OpportunityLine, line_id), actor)


@router.patch("/opportunity-lines/{line_id}")
async def update_opportunity_line(
    session: Writing, actor: Writer, line_id: uuid.UUID, body: OpportunityLineUpdate, version: Version
) -> OpportunityLineRead:
    """Changes the fields sent; the total follows."""
    return service.line_read(await service.change_line(session, actor, line_id, body, version), actor)


@router.delete("/opportunity-lines/{line_id}", status_code=204)
async def delete_opportunity_line(session: Writing, actor: Writer, line_id: uuid.UUID, version: Version) -> None:
    """Removes a line entered by mistake; the history keeps it."""
    await service.remove_line_or_competitor(session, actor, OpportunityLine, line_id, version)


@router.get("/opportunities/{opportunity_id}/competitors")
async def list_opportunity_competitors(
    session: Reading, actor: Reader, opportunity_id: uuid.UUID
) -> Listed[CompetitorRead]:
    """Who competes for it."""
    found = await service.competitors_of(session, actor, opportunity_id)
    return Listed(items=[CompetitorRead.of(row, masked=actor.masked) for row in found])


@router.post("/opportunities/{opportunity_id}/competitors", status_code=201)
async def create_opportunity_competitor(
    session: Writing, actor: Writer, opportunity_id: uuid.UUID, body: CompetitorCreate
) -> CompetitorRead:
    """Notes a competitor; it is then no longer said that none is known."""
    return CompetitorRead.of(await service.add_competitor(session, actor, opportunity_id, body), masked=actor.masked)


@router.get("/opportunity-competitors/{competitor_id}")
async def get_opportunity_competitor(session: Reading, actor: Reader, competitor_id: uuid.UUID) -> CompetitorRead:
    """One competitor."""
    return CompetitorRead.of(
        await queries.load_part(session, actor, OpportunityCompetitor, competitor_id), masked=actor.masked
    )


@router.patch("/opportunity-competitors/{competitor_id}")
async def update_opportunity_competitor(
    session: Writing, actor: Writer, competitor_id: uuid.UUID, body: CompetitorUpdate, version: Version
) -> CompetitorRead:
    """Changes the fields sent."""
    return CompetitorRead.of(
        await service.change_competitor(session, actor, competitor_id, body, version), masked=actor.masked
    )


@router.delete("/opportunity-competitors/{competitor_id}", status_code=204)
async def delete_opportunity_competitor(
    session: Writing, actor: Writer, competitor_id: uuid.UUID, version: Version
) -> None:
    """Removes a competitor noted by mistake; the history keeps it."""
    await service.remove_line_or_competitor(session, actor, OpportunityCompetitor, competitor_id, version)


@router.get("/opportunities/{opportunity_id}/members")
async def list_opportunity_members(
    session: Reading, actor: Reader, opportunity_id: uuid.UUID
) -> Listed[OpportunityMemberRead]:
    """Who works on it beside its owner."""
    found = await service.members_of(session, actor, opportunity_id)
    return Listed(items=[OpportunityMemberRead.of(row._mapping, masked=actor.masked) for row in found])


@router.post("/opportunities/{opportunity_id}/members", status_code=201)
async def create_opportunity_member(
    session: Writing, actor: Writer, opportunity_id: uuid.UUID, body: OpportunityMemberCreate
) -> OpportunityMemberRead:
    """Brings a colleague in, who sees the opportunity from then on."""
    added = await service.add_member(session, actor, opportunity_id, body)
    return OpportunityMemberRead.of(added._mapping, masked=actor.masked)


@router.delete("/opportunity-members/{member_id}", status_code=204)
async def delete_opportunity_member(session: Writing, actor: Writer, member_id: uuid.UUID) -> None:
    """Ends a colleague's work on it."""
    await service.remove_member(session, actor, member_id)


@router.get("/opportunities/{opportunity_id}/follow-ups")
async def list_opportunity_follow_ups(
    session: Reading, actor: Reader, opportunity_id: uuid.UUID
) -> Listed[OpportunityFollowUpRead]:
    """Its planned contacts, made and to be made, the latest due first (CR-14)."""
    found = await service.follow_ups_of(session, actor, opportunity_id)
    return Listed(items=[OpportunityFollowUpRead.of(row._mapping, masked=actor.masked) for row in found])


@router.post("/opportunities/{opportunity_id}/follow-ups", status_code=201)
async def create_opportunity_follow_up(
    session: Writing, actor: Writer, opportunity_id: uuid.UUID, body: FollowUpCreate
) -> OpportunityFollowUpRead:
    """Plans a follow-up in the running follow-up plan of whoever makes it, or takes in one that is planned already.

    Put off, or carried out with a next step, its successor is a follow-up as well.
    """
    added = await service.add(session, actor, opportunity_id, body)
    return OpportunityFollowUpRead.of(added._mapping, masked=actor.masked)
