"""`/v1/dial-plans`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from meridian.calendars.queries import today
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Page
from meridian.kernel.workflow.schemas import move_body
from meridian.planner.dial_plans import queries, service
from meridian.planner.dial_plans.schemas import (
    ID,
    DialLeftOutRead,
    DialPlanComparison,
    DialPlanCreate,
    DialPlanDetail,
    DialPlanMove,
    DialPlanRead,
    DialSlotRead,
)
from meridian.planner.dial_plans.workflow import DIAL_PLAN

router = APIRouter(prefix="/v1/dial-plans", tags=["planning"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.PLAN_READ)]
Writer = Annotated[Actor, allow(Permission.PLAN_WRITE)]
Version = Annotated[int, Depends(if_match)]


@list_and_search(router, "", queries.DIAL_PLANS)
async def list_dial_plans(session: Reading, actor: Reader, query: ListQuery) -> Page[DialPlanRead]:
    """Dial plans you asked for, those you are planned for in, and those in your scope; the latest first."""
    return await queries.page(session, actor, query, await today(session))


@router.post("", status_code=201)
async def create_dial_plan(session: Writing, actor: Writer, body: DialPlanCreate) -> DialPlanDetail:
    """Has a plan computed in the background: who calls whom at which hour of these days. It changes nothing until it is
    applied; `progress` and the event `dial_plan.moved` tell when it is ready."""
    plan = await service.create(session, actor, body)
    return await queries.read(session, actor, plan.id, await today(session))


@router.get("/{plan_id}")
async def get_dial_plan(session: Reading, actor: Reader, plan_id: uuid.UUID) -> DialPlanDetail:
    """One plan: its figures, each person's days, why customers are left out, holidays on the way."""
    return await queries.read(session, actor, plan_id, await today(session))


@list_and_search(router, "/{plan_id}/slots", queries.SLOTS)
async def list_dial_plan_slots(
    session: Reading, actor: Reader, plan_id: uuid.UUID, query: ListQuery
) -> Page[DialSlotRead]:
    """Its calls in order of time, each with why this customer and why this hour, by both clocks."""
    return await queries.page_of_slots(session, actor, plan_id, query)


@list_and_search(router, "/{plan_id}/left-out", queries.LEFT_OUT)
async def list_dial_plan_left_out(
    session: Reading, actor: Reader, plan_id: uuid.UUID, query: ListQuery
) -> Page[DialLeftOutRead]:
    """Customers owed a call who have none in it, and why; those worth most first."""
    return await queries.page_of_left_out(session, actor, plan_id, query)


@router.get("/{plan_id}/comparison")
async def get_dial_plan_comparison(
    session: Reading,
    actor: Reader,
    plan_id: uuid.UUID,
    other_plan_id: Annotated[uuid.UUID, Query(description="The plan it is compared with.", examples=[ID])],
) -> DialPlanComparison:
    """Two computed plans side by side: figures, each person's calls, and every customer they treat differently."""
    return await queries.compare(session, actor, plan_id, other_plan_id, await today(session))


@router.post("/{plan_id}/moves/{move}")
async def move_dial_plan(
    session: Writing,
    actor: Reader,
    plan_id: uuid.UUID,
    move: str,
    body: Annotated[DialPlanMove, move_body(DIAL_PLAN, DialPlanMove)],
    version: Version,
) -> DialPlanDetail:
    """Makes a move: `apply` puts it to use, its calls become planned contacts; `discard` ends it."""
    await service.move(session, actor, plan_id, move, body, version)
    return await queries.read(session, actor, plan_id, await today(session))
