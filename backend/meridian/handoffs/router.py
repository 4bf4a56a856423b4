"""`/v1/handoffs`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.handoffs import queries, service
from meridian.handoffs.schemas import HandoffCreate, HandoffMove, HandoffRead
from meridian.handoffs.workflow import HANDOFF
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Page
from meridian.kernel.workflow.schemas import move_body

router = APIRouter(prefix="/v1/handoffs", tags=["handoffs"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.HANDOFF_READ)]
Writer = Annotated[Actor, allow(Permission.HANDOFF_WRITE)]
Version = Annotated[int, Depends(if_match)]


@list_and_search(router, "", queries.HANDOFFS)
async def list_handoffs(session: Reading, actor: Reader, query: ListQuery) -> Page[HandoffRead]:
    """Questions of customers you see, asked by you or of you, or of your department where you answer for it."""
    return await queries.page(session, actor, query)


@router.post("", status_code=201)
async def create_handoff(session: Writing, actor: Writer, body: HandoffCreate) -> HandoffRead:
    """Passes a question or need to a department; its answer is due in that department's working time (OT-13)."""
    handoff = await service.create(session, actor, body)
    return await queries.read(session, actor, handoff.id)


@router.get("/{handoff_id}")
async def get_handoff(session: Reading, actor: Reader, handoff_id: uuid.UUID) -> HandoffRead:
    """One handoff."""
    return await queries.read(session, actor, handoff_id)


@router.post("/{handoff_id}/moves/{move}")
async def move_handoff(
    session: Writing,
    actor: Reader,
    handoff_id: uuid.UUID,
    move: str,
    body: Annotated[HandoffMove, move_body(HANDOFF, HandoffMove)],
    version: Version,
) -> HandoffRead:
    """Makes a move: `assign` and `answer` in the department asked, `tell` once the customer has been told."""
    await service.move(session, actor, handoff_id, move, body, version)
    return await queries.read(session, actor, handoff_id)
