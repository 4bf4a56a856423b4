"""Refused channels, consents, people on a customer and its owners: below `/v1/customers/{id}`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Response

from meridian.customers import members, opt_outs, queries
from meridian.customers.schemas import CustomerRead
from meridian.customers.schemas_care import (
    Because,
    ConsentCreate,
    ConsentRead,
    Handover,
    MemberCreate,
    MemberRead,
    OptOutCreate,
    OptOutRead,
    TransferRead,
)
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.http import Route, set_etag
from meridian.kernel.schemas import Listed

router = APIRouter(prefix="/v1/customers/{customer_id}", tags=["customers"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CUSTOMER_READ)]
Writer = Annotated[Actor, allow(Permission.CUSTOMER_WRITE)]
Sharer = Annotated[Actor, allow(Permission.CUSTOMER_SHARE)]
Transferrer = Annotated[Actor, allow(Permission.CUSTOMER_TRANSFER)]


@router.get("/opt-outs")
async def list_customer_opt_outs(session: Reading, actor: Reader, customer_id: uuid.UUID) -> Listed[OptOutRead]:
    """Channels refused by the company or people there, lifted refusals too, newest first."""
    found = await opt_outs.opt_outs_of(session, actor, customer_id)
    return Listed(items=[OptOutRead.of(row, masked=actor.masked) for row in found])


@router.post("/opt-outs", status_code=201)
async def create_customer_opt_out(
    session: Writing, actor: Writer, customer_id: uuid.UUID, body: OptOutCreate
) -> OptOutRead:
    """Notes a refusal: contact by that channel stops at once. A refusal that stands already is answered as it is."""
    return OptOutRead.of(await opt_outs.opt_out(session, actor, customer_id, body), masked=actor.masked)


@router.post("/opt-outs/{opt_out_id}/lift")
async def lift_customer_opt_out(
    session: Writing, actor: Writer, customer_id: uuid.UUID, opt_out_id: uuid.UUID, body: Because
) -> OptOutRead:
    """Opens the channel again, with a reason."""
    refusal = await opt_outs.lift(session, actor, customer_id, opt_out_id, body.reason)
    return OptOutRead.of(refusal, masked=actor.masked)


@router.get("/consents")
async def list_customer_consents(session: Reading, actor: Reader, customer_id: uuid.UUID) -> Listed[ConsentRead]:
    """Consents to uses of the customer's data, withdrawn ones too, newest first."""
    found = await opt_outs.consents_of(session, actor, customer_id)
    return Listed(items=[ConsentRead.of(row, masked=actor.masked) for row in found])


@router.post("/consents", status_code=201)
async def create_customer_consent(
    session: Writing, actor: Writer, customer_id: uuid.UUID, body: ConsentCreate
) -> ConsentRead:
    """Notes a consent and what shows it."""
    return ConsentRead.of(await opt_outs.consent(session, actor, customer_id, body), masked=actor.masked)


@router.post("/consents/{consent_id}/withdraw")
async def withdraw_customer_consent(
    session: Writing, actor: Writer, customer_id: uuid.UUID, consent_id: uuid.UUID, body: Because
) -> ConsentRead:
    """Ends a consent."""
    given = await opt_outs.withdraw(session, actor, customer_id, consent_id, body.reason)
    return ConsentRead.of(given, masked=actor.masked)


@router.get("/members")
async def list_customer_members(session: Reading, actor: Reader, customer_id: uuid.UUID) -> Listed[MemberRead]:
    """People who work on the customer besides its owner."""
    found = await members.members_of(session, actor, customer_id)
    return Listed(items=[MemberRead.of(row, masked=actor.masked) for row in found])


@router.post("/members", status_code=201)
async def add_customer_member(
    session: Writing, actor: Sharer, customer_id: uuid.UUID, body: MemberCreate
) -> MemberRead:
    """Shares the customer with a person, or gives the person a place in its account team."""
    return MemberRead.of(await members.add(session, actor, customer_id, body), masked=actor.masked)


@router.delete("/members/{member_id}", status_code=204)
async def remove_customer_member(session: Writing, actor: Sharer, customer_id: uuid.UUID, member_id: uuid.UUID) -> None:
    """Ends the person's work on the customer."""
    await members.remove(session, actor, customer_id, member_id)


@router.get("/transfers")
async def list_customer_transfers(session: Reading, actor: Reader, customer_id: uuid.UUID) -> Listed[TransferRead]:
    """Changes of owner with their handover notes, newest first."""
    found = await members.transfers_of(session, actor, customer_id)
    return Listed(items=[TransferRead.of(row, masked=actor.masked) for row in found])


@router.post("/transfer")
async def transfer_customer(
    session: Writing, actor: Transferrer, customer_id: uuid.UUID, body: Handover, response: Response
) -> CustomerRead:
    """Gives the customer another owner, with a handover note."""
    await members.transfer(session, actor, customer_id, body)
    customer = await queries.read_written(session, actor, customer_id)
    set_etag(response, customer.version)
    return customer
