"""Milestones: `/v1/opportunities/{id}/milestones` and `/v1/milestones`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Listed, Page
from meridian.kernel.workflow.schemas import move_body
from meridian.opportunities.milestones import queries, service
from meridian.opportunities.milestones.queries import MILESTONES, STATE
from meridian.opportunities.milestones.schemas import MilestoneCreate, MilestoneMove, MilestoneRead, MilestoneUpdate
from meridian.opportunities.milestones.workflow import MILESTONE

router = APIRouter(prefix="/v1", tags=["opportunities"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.OPPORTUNITY_READ)]
Writer = Annotated[Actor, allow(Permission.OPPORTUNITY_WRITE)]
Version = Annotated[int, Depends(if_match)]


@list_and_search(router, "/milestones", MILESTONES, more_parameters=[STATE])
async def list_milestones(session: Reading, actor: Reader, query: ListQuery) -> Page[MilestoneRead]:
    """Payments and deliveries of every opportunity you see, by due day; `state=overdue` for what is late (TS-10)."""
    return await queries.page(session, actor, query)


@router.get("/opportunities/{opportunity_id}/milestones")
async def list_opportunity_milestones(
    session: Reading, actor: Reader, opportunity_id: uuid.UUID
) -> Listed[MilestoneRead]:
    """Its payments and deliveries, by due day."""
    return Listed(items=await queries.of_opportunity(session, actor, opportunity_id))


@router.post("/opportunities/{opportunity_id}/milestones", status_code=201)
async def create_milestone(
    session: Writing, actor: Writer, opportunity_id: uuid.UUID, body: MilestoneCreate
) -> MilestoneRead:
    """Agrees on a payment or a delivery, due on a day."""
    milestone = await service.add(session, actor, opportunity_id, body)
    return await queries.read(session, actor, milestone.id)


@router.get("/milestones/{milestone_id}")
async def get_milestone(session: Reading, actor: Reader, milestone_id: uuid.UUID) -> MilestoneRead:
    """One milestone."""
    return await queries.read(session, actor, milestone_id)


@router.patch("/milestones/{milestone_id}")
async def update_milestone(
    session: Writing, actor: Writer, milestone_id: uuid.UUID, body: MilestoneUpdate, version: Version
) -> MilestoneRead:
    """Changes the fields sent, while it is not done."""
    await service.change(session, actor, milestone_id, body, version)
    return await queries.read(session, actor, milestone_id)


@router.delete("/milestones/{milestone_id}", status_code=204)
async def delete_milestone(session: Writing, actor: Writer, milestone_id: uuid.UUID, version: Version) -> None:
    """Takes out a milestone that is not done; the history keeps it."""
    await service.remove(session, actor, milestone_id, version)


@router.post("/milestones/{milestone_id}/moves/{move}")
async def move_milestone(
    session: Writing,
    actor: Writer,
    milestone_id: uuid.UUID,
    move: str,
    body: Annotated[MilestoneMove, move_body(MILESTONE, MilestoneMove)],
    version: Version,
) -> MilestoneRead:
    """Makes a move: `complete` with the day it happened, `undo` with the reason."""
    await service.move(session, actor, milestone_id, move, body, version)
    return await queries.read(session, actor, milestone_id)
