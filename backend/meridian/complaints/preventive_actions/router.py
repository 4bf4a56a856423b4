"""`/v1/preventive-actions` and those of a complaint."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.complaints.preventive_actions import queries, service
from meridian.complaints.preventive_actions.schemas import (
    PreventiveActionCreate,
    PreventiveActionMove,
    PreventiveActionRead,
    PreventiveActionUpdate,
)
from meridian.complaints.preventive_actions.workflow import PREVENTIVE_ACTION
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search, list_only
from meridian.kernel.schemas import Page
from meridian.kernel.workflow.schemas import move_body

router = APIRouter(prefix="/v1", tags=["complaints"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.COMPLAINT_READ)]
Handler = Annotated[Actor, allow(Permission.COMPLAINT_HANDLE)]
Version = Annotated[int, Depends(if_match)]


@list_only(router, "/complaints/{complaint_id}/preventive-actions", queries.PREVENTIVE_ACTIONS)
async def list_preventive_actions_of_complaint(
    session: Reading, actor: Reader, complaint_id: uuid.UUID, query: ListQuery
) -> Page[PreventiveActionRead]:
    """What is done so that this complaint does not come back."""
    return await queries.page(session, actor, query, complaint_id=complaint_id)


@router.post("/complaints/{complaint_id}/preventive-actions", status_code=201)
async def create_preventive_action(
    session: Writing, actor: Handler, complaint_id: uuid.UUID, body: PreventiveActionCreate
) -> PreventiveActionRead:
    """Plans something against repetition and gives it to somebody until a day (CR-27).

    Not for an archived complaint, which is read-only; the actions it has are worked on until they are done.
    """
    action = await service.create(session, actor, complaint_id, body)
    return await queries.read(session, actor, action.id)


@list_and_search(router, "/preventive-actions", queries.PREVENTIVE_ACTIONS)
async def list_preventive_actions(session: Reading, actor: Reader, query: ListQuery) -> Page[PreventiveActionRead]:
    """Actions of complaints you see, and your own; those due first come first."""
    return await queries.page(session, actor, query)


@router.get("/preventive-actions/{action_id}")
async def get_preventive_action(session: Reading, actor: Reader, action_id: uuid.UUID) -> PreventiveActionRead:
    """One action."""
    return await queries.read(session, actor, action_id)


@router.patch("/preventive-actions/{action_id}")
async def update_preventive_action(
    session: Writing, actor: Handler, action_id: uuid.UUID, body: PreventiveActionUpdate, version: Version
) -> PreventiveActionRead:
    """Changes the fields sent, also after the complaint was archived."""
    await service.change(session, actor, action_id, body, version)
    return await queries.read(session, actor, action_id)


@router.post("/preventive-actions/{action_id}/moves/{move}")
async def move_preventive_action(
    session: Writing,
    actor: Reader,
    action_id: uuid.UUID,
    move: str,
    body: Annotated[PreventiveActionMove, move_body(PREVENTIVE_ACTION, PreventiveActionMove)],
    version: Version,
) -> PreventiveActionRead:
    """Makes a move: `done` with the effect measured, `cancel` or `reopen` with a reason.

    By its owner and by those who handle the complaint, also after that was archived.
    """
    await service.move(session, actor, action_id, move, body, version)
    return await queries.read(session, actor, action_id)
