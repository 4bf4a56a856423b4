"""People on a customer and its owners: below `/v1/customers/{id}`."""

import uuid
from typing import Annotated

from fastapi import APIRouter

from meridian.customers import queries
from meridian.customers.members import service
from meridian.customers.schemas import CustomerRead, Handover, MemberCreate, MemberRead, TransferRead
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.kernel.schemas import Listed

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
    """Shares the customer with a person, or gives the person a place in its account team."""
    return MemberRead.of(await service.add(session, actor, customer_id, body), masked=actor.masked)


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
) -> CustomerRead:
    """Gives the customer another owner, with a handover note."""
    await service.transfer(session, actor, customer_id, body)
    return await queries.read_written(session, actor, customer_id)
