"""`/v1/preventive-actions` and those of a complaint."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Response

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
from meridian.kernel.http.route import Route, if_match, set_etag
from meridian.kernel.listing import ListQuery, list_query, query_parameters, search_query
from meridian.kernel.moves import move_body
from meridian.kernel.schemas import Page

router = APIRouter(prefix="/v1", tags=["complaints"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.COMPLAINT_READ)]
Handler = Annotated[Actor, allow(Permission.COMPLAINT_HANDLE)]
Version = Annotated[int, Depends(if_match)]
FromQuery = Annotated[ListQuery, Depends(list_query(queries.PREVENTIVE_ACTIONS))]
PARAMETERS = {"parameters": query_parameters(queries.PREVENTIVE_ACTIONS)}


@router.get("/complaints/{complaint_id}/preventive-actions", openapi_extra=PARAMETERS)
async def list_preventive_actions_of_complaint(
    session: Reading, actor: Reader, complaint_id: uuid.UUID, query: FromQuery
) -> Page[PreventiveActionRead]:
    """What is done so that this complaint does not come back."""
    return await queries.page(session, actor, query, complaint_id=complaint_id)


@router.post("/complaints/{complaint_id}/preventive-actions", status_code=201)
async def create_preventive_action(
    session: Writing, actor: Handler, complaint_id: uuid.UUID, body: PreventiveActionCreate, response: Response
) -> PreventiveActionRead:
    """Plans something against repetition and gives it to somebody until a day (CR-27).

    Not for an archived complaint, which is read-only; the actions it has are worked on until they are done.
    """
    action = await service.create(session, actor, complaint_id, body)
    return _shown(await queries.read(session, actor, action.id), response)


@router.get("/preventive-actions", openapi_extra=PARAMETERS)
async def list_preventive_actions(session: Reading, actor: Reader, query: FromQuery) -> Page[PreventiveActionRead]:
    """Actions of complaints you see, and your own; those due first come first."""
    return await queries.page(session, actor, query)


@router.post("/preventive-actions/search")
async def search_preventive_actions(
    session: Reading, actor: Reader, query: Annotated[ListQuery, Depends(search_query(queries.PREVENTIVE_ACTIONS))]
) -> Page[PreventiveActionRead]:
    """The list again, with AND, OR and NOT."""
    return await queries.page(session, actor, query)


@router.get("/preventive-actions/{action_id}")
async def get_preventive_action(
    session: Reading, actor: Reader, action_id: uuid.UUID, response: Response
) -> PreventiveActionRead:
    """One action."""
    return _shown(await queries.read(session, actor, action_id), response)


@router.patch("/preventive-actions/{action_id}")
async def update_preventive_action(
    session: Writing,
    actor: Handler,
    action_id: uuid.UUID,
    body: PreventiveActionUpdate,
    version: Version,
    response: Response,
) -> PreventiveActionRead:
    """Changes the fields sent, also after the complaint was archived."""
    await service.change(session, actor, action_id, body, version)
    return _shown(await queries.read(session, actor, action_id), response)


@router.post("/preventive-actions/{action_id}/moves/{move}")
async def move_preventive_action(
    session: Writing,
    actor: Reader,
    action_id: uuid.UUID,
    move: str,
    body: Annotated[PreventiveActionMove, move_body(PREVENTIVE_ACTION, PreventiveActionMove)],
    version: Version,
    response: Response,
) -> PreventiveActionRead:
    """Makes a move: `done` with the effect measured, `cancel` or `reopen` with a reason.

    By its owner and by those who handle the complaint, also after that was archived.
    """
    await service.move(session, actor, action_id, move, body, version)
    return _shown(await queries.read(session, actor, action_id), response)


def _shown(action: PreventiveActionRead, response: Response) -> PreventiveActionRead:
    set_etag(response, action.version)
    return action
