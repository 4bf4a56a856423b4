"""`/v1/rosters` and `/v1/roster-days`."""

import uuid
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.language import msg
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.problems import fault
from meridian.kernel.schemas import Day, Page
from meridian.planner.rosters import queries, service
from meridian.planner.rosters.rules import MOST_DAYS
from meridian.planner.rosters.schemas import DutyGrid, RosterCreate, RosterRead, RosterUpdate

router = APIRouter(prefix="/v1/rosters", tags=["planning"], route_class=Route)
beside = APIRouter(prefix="/v1", tags=["planning"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.ROSTER_READ)]
Writer = Annotated[Actor, allow(Permission.ROSTER_WRITE)]
Version = Annotated[int, Depends(if_match)]
Ids = Annotated[list[uuid.UUID] | None, Query(max_length=400, description="Only these; repeat for several.")]


@list_and_search(router, "", queries.ROSTERS)
async def list_rosters(session: Reading, actor: Reader, query: ListQuery) -> Page[RosterRead]:
    """Rosters you may see: your own, and those of the people in your scope."""
    return await queries.page(session, actor, query)


@router.post("", status_code=201)
async def create_roster(session: Writing, actor: Writer, body: RosterCreate) -> RosterRead:
    """Gives a person shifts of their own, instead of the department's working hours."""
    roster = await service.create(session, actor, body)
    return await queries.read(session, actor, roster.id)


@router.get("/{roster_id}")
async def get_roster(session: Reading, actor: Reader, roster_id: uuid.UUID) -> RosterRead:
    """One roster."""
    return await queries.read(session, actor, roster_id)


@router.patch("/{roster_id}")
async def update_roster(
    session: Writing, actor: Writer, roster_id: uuid.UUID, body: RosterUpdate, version: Version
) -> RosterRead:
    """Changes the fields sent. Plans made before stay until they are made anew."""
    roster = await service.update(session, actor, roster_id, body, version)
    return await queries.read(session, actor, roster.id)


@router.delete("/{roster_id}", status_code=204)
async def delete_roster(session: Writing, actor: Writer, roster_id: uuid.UUID, version: Version) -> None:
    """The person works by the department's hours again."""
    await service.remove(session, actor, roster_id, version)


@beside.get("/roster-days")
async def list_roster_days(
    session: Reading,
    actor: Reader,
    first: Annotated[Day, Query(alias="from", description="First date.", examples=["2026-11-30"])],
    last: Annotated[Day, Query(alias="to", description="Last date, at most 61 days later.", examples=["2026-12-13"])],
    user_id: Ids = None,
    team_id: Ids = None,
) -> DutyGrid:
    """Who works when: each date of each person who calls, by their roster, or by the department's hours."""
    if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        raise fault("/query/to", "out_of_range", msg("must lie 0 to {most} days after “from”", most=MOST_DAYS - 1))
    return await queries.grid(session, actor, first, last, people=user_id or (), teams=team_id or ())
