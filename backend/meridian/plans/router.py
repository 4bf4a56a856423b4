"""`/v1/contact-plans`: plans, their workflow, the load view."""

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
from meridian.kernel.moves import move_body
from meridian.kernel.problems import fault
from meridian.kernel.schemas import Day, Page
from meridian.plans import queries, service
from meridian.plans.schemas import PlanCreate, PlanDetail, PlanLoad, PlanMove, PlanRead, PlanUpdate
from meridian.plans.workflow import PLAN

router = APIRouter(prefix="/v1/contact-plans", tags=["plans"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.PLAN_READ)]
Writer = Annotated[Actor, allow(Permission.PLAN_WRITE)]
Version = Annotated[int, Depends(if_match)]
MAX_DAYS = 62


@list_and_search(router, "", queries.PLANS)
async def list_contact_plans(session: Reading, actor: Reader, query: ListQuery) -> Page[PlanRead]:
    """Plans you may see: your own, those with work for you, and those within your scope."""
    return await queries.page(session, actor, query)


@router.get("/load")
async def get_contact_plan_load(
    session: Reading,
    actor: Reader,
    first: Annotated[Day, Query(alias="from", description="First day.", examples=["2026-03-16"])],
    last: Annotated[Day, Query(alias="to", description="Last day, at most 61 days later.", examples=["2026-03-20"])],
    assignee_id: Annotated[
        list[uuid.UUID] | None, Query(max_length=200, description="Only these people; repeat for several.")
    ] = None,
) -> PlanLoad:
    """How much each person has planned for each day over all plans, to balance it before approving (RV-4)."""
    if not timedelta(0) <= last - first < timedelta(days=MAX_DAYS):
        raise fault("/query/to", "out_of_range", msg("must lie 0 to {most} days after “from”", most=MAX_DAYS - 1))
    return await queries.load_view(session, actor, first, last, assignee_id)


@router.post("", status_code=201)
async def create_contact_plan(session: Writing, actor: Writer, body: PlanCreate) -> PlanDetail:
    """Drafts a plan. Revisit plans are then submitted for approval; the others are activated as they are."""
    plan = await service.create(session, actor, body)
    return await queries.read(session, actor, plan.id)


@router.get("/{plan_id}")
async def get_contact_plan(session: Reading, actor: Reader, plan_id: uuid.UUID) -> PlanDetail:
    """One plan with its progress."""
    return await queries.read(session, actor, plan_id)


@router.patch("/{plan_id}")
async def update_contact_plan(
    session: Writing, actor: Writer, plan_id: uuid.UUID, body: PlanUpdate, version: Version
) -> PlanDetail:
    """Changes the fields sent."""
    await service.update(session, actor, plan_id, body, version)
    return await queries.read(session, actor, plan_id)


@router.post("/{plan_id}/moves/{move}")
async def move_contact_plan(
    session: Writing,
    actor: Reader,
    plan_id: uuid.UUID,
    move: str,
    body: Annotated[PlanMove, move_body(PLAN, PlanMove)],
    version: Version,
) -> PlanDetail:
    """Makes a move: submit, approve, return, revise, activate, complete or cancel. A refusal names the allowed ones.

    Revisit plans are submitted `revisit_plan_lead_days` ahead of their first item; inside that time only with an
    `urgent_reason`, and the plan is flagged (RV-4). Nobody approves a plan of their own.
    """
    await service.move(session, actor, plan_id, move, body, version)
    return await queries.read(session, actor, plan_id)
