"""`/v1/contact-plans/{id}/amendments`: changing approved plans."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.moves import move_body
from meridian.kernel.schemas import Listed
from meridian.plans import queries
from meridian.plans.amendments import service
from meridian.plans.schemas import AmendmentCreate, AmendmentDecision, AmendmentRead
from meridian.plans.workflow import AMENDMENT

router = APIRouter(prefix="/v1/contact-plans/{plan_id}/amendments", tags=["plans"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.PLAN_READ)]
Writer = Annotated[Actor, allow(Permission.PLAN_WRITE)]
Approver = Annotated[Actor, allow(Permission.PLAN_APPROVE)]
Version = Annotated[int, Depends(if_match)]


@router.get("")
async def list_contact_plan_amendments(session: Reading, actor: Reader, plan_id: uuid.UUID) -> Listed[AmendmentRead]:
    """How the plan was changed after its approval, newest first; the latest two hundred."""
    return Listed(items=await queries.amendments_of_plan(session, actor, plan_id))


@router.post("", status_code=201)
async def create_contact_plan_amendment(
    session: Writing, actor: Writer, plan_id: uuid.UUID, body: AmendmentCreate
) -> AmendmentRead:
    """Adds, changes or removes items of an approved revisit plan, with a reason.

    Material changes (`revisit_material_change`) set their items back to `pending_approval` until they are decided;
    everything else takes effect at once and the rest of the plan goes on (RV-5).
    """
    amendment = await service.propose(session, actor, plan_id, body.reason, body.changes)
    return await queries.read_amendment(session, actor, amendment)


@router.get("/{amendment_id}")
async def get_contact_plan_amendment(
    session: Reading, actor: Reader, plan_id: uuid.UUID, amendment_id: uuid.UUID
) -> AmendmentRead:
    """One amendment, with what may be decided about it."""
    return await queries.find_amendment(session, actor, plan_id, amendment_id)


@router.post("/{amendment_id}/moves/{move}")
async def move_contact_plan_amendment(
    session: Writing,
    actor: Approver,
    plan_id: uuid.UUID,
    amendment_id: uuid.UUID,
    move: str,
    body: Annotated[AmendmentDecision, move_body(AMENDMENT, AmendmentDecision)],
    version: Version,
) -> AmendmentRead:
    """Approves a pending amendment, or returns it with a reason: its items are then as they were. Never one's own.

    With `approve`, `returned_item_ids` names items whose change is returned while the others are approved.
    """
    amendment = await service.decide(session, actor, plan_id, amendment_id, move, body, version)
    return await queries.read_amendment(session, actor, amendment)
