"""People on a customer and its owners: below `/v1/customers/{id}`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.customers import queries
from meridian.customers.members import service
from meridian.customers.members.workflow import SHARE
from meridian.customers.schemas import CustomerRead, Handover, MemberCreate, MemberRead, ShareMove, TransferRead
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing.shown import Written
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Listed
from meridian.kernel.workflow.schemas import move_body

router = APIRouter(prefix="/v1/customers/{customer_id}", tags=["customers"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CUSTOMER_READ)]
Sharer = Annotated[Actor, allow(Permission.CUSTOMER_SHARE)]
Transferrer = Annotated[Actor, allow(Permission.CUSTOMER_TRANSFER)]


@router.get("/members")
async def list_customer_members(session: Reading, actor: Reader, customer_id: uuid.UUID) -> Listed[MemberRead]:
    """People who work on the customer besides its owner."""
    found = await service.members_of(session, actor, customer_id)
    return Listed(items=[MemberRead.of(row, masked=actor.masked) for row in found])


@router.post("/members", status_code=201)
async def create_customer_member(
    session: Writing, actor: Sharer, customer_id: uuid.UUID, body: MemberCreate
) -> MemberRead:
    """Shares the customer with a person, to read or to write and until a day; or a place in its account team.

    Within the customer's department at once; beyond it once a deputy director or the director has approved (MC-25).
    """
    return await _one(session, actor, customer_id, await service.add(session, actor, customer_id, body))


@router.get("/members/{member_id}")
async def get_customer_member(
    session: Reading, actor: Reader, customer_id: uuid.UUID, member_id: uuid.UUID
) -> MemberRead:
    """One of them, with what may be done about the sharing."""
    return await _one(session, actor, customer_id, member_id)


@router.post("/members/{member_id}/moves/{move}")
async def move_customer_share(
    session: Writing,
    actor: Reader,
    customer_id: uuid.UUID,
    member_id: uuid.UUID,
    move: str,
    body: Annotated[ShareMove, move_body(SHARE, ShareMove)],
    version: Annotated[int, Depends(if_match)],
) -> MemberRead:
    """`approve`, or `deny` with a reason: by another person than the one who asked (MC-25)."""
    await service.move(session, actor, customer_id, member_id, move, body, version)
    return await _one(session, actor, customer_id, member_id)


async def _one(session: Session, actor: Actor, customer_id: uuid.UUID, member_id: uuid.UUID) -> MemberRead:
    for row in await service.members_of(session, actor, customer_id):
        if row["id"] == member_id:
            return MemberRead.of(row, masked=actor.masked)
    raise NotFound()


@router.delete("/members/{member_id}", status_code=204)
async def delete_customer_member(session: Writing, actor: Sharer, customer_id: uuid.UUID, member_id: uuid.UUID) -> None:
    """Ends the person's work on the customer."""
    await service.remove(session, actor, customer_id, member_id)


@router.get("/transfers")
async def list_customer_transfers(session: Reading, actor: Reader, customer_id: uuid.UUID) -> Listed[TransferRead]:
    """Changes of owner with their handover notes, newest first."""
    found = await service.transfers_of(session, actor, customer_id)
    return Listed(items=[TransferRead.of(row, masked=actor.masked) for row in found])


@router.post("/transfer")
async def transfer_customer(
    session: Writing, actor: Transferrer, customer_id: uuid.UUID, body: Handover
) -> Written[CustomerRead]:
    """Gives the customer another owner, with a handover note."""
    await service.transfer(session, actor, customer_id, body)
    return await queries.read_written(session, actor, customer_id)
