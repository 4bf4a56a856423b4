"""Refused channels and consents: below `/v1/customers/{id}`."""

import uuid
from typing import Annotated

from fastapi import APIRouter

from meridian.customers.opt_outs import service
from meridian.customers.schemas import Because, ConsentCreate, ConsentRead, LiftRequest, OptOutCreate, OptOutRead
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.kernel.schemas import Listed

router = APIRouter(prefix="/v1/customers/{customer_id}", tags=["customers"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CUSTOMER_READ)]
Writer = Annotated[Actor, allow(Permission.CUSTOMER_WRITE)]
Overrider = Annotated[Actor, allow(Permission.REFUSAL_OVERRIDE)]


@router.get("/opt-outs")
async def list_customer_opt_outs(session: Reading, actor: Reader, customer_id: uuid.UUID) -> Listed[OptOutRead]:
    """Channels refused by the company or people there, lifted refusals too, newest first."""
    found = await service.opt_outs_of(session, actor, customer_id)
    return Listed(items=[OptOutRead.of(row, masked=actor.masked) for row in found])


@router.post("/opt-outs", status_code=201)
async def create_customer_opt_out(
    session: Writing, actor: Writer, customer_id: uuid.UUID, body: OptOutCreate
) -> OptOutRead:
    """Notes a refusal: contact by that channel stops at once. A refusal that stands already is answered as it is."""
    return OptOutRead.of(await service.opt_out(session, actor, customer_id, body), masked=actor.masked)


@router.post("/opt-outs/{opt_out_id}/lift")
async def lift_customer_opt_out(
    session: Writing, actor: Writer, customer_id: uuid.UUID, opt_out_id: uuid.UUID, body: LiftRequest
) -> OptOutRead:
    """Asks to open the channel again, with a reason: another person approves. By a consent that the customer gave after
    refusing, named here, it is open at once."""
    refusal = await service.lift(session, actor, customer_id, opt_out_id, body)
    return OptOutRead.of(refusal, masked=actor.masked)


@router.post("/opt-outs/{opt_out_id}/approve-lift")
async def approve_customer_opt_out_lift(
    session: Writing, actor: Overrider, customer_id: uuid.UUID, opt_out_id: uuid.UUID
) -> OptOutRead:
    """Opens the channel that somebody else asked to open (OT-11)."""
    return OptOutRead.of(await service.approve_lift(session, actor, customer_id, opt_out_id), masked=actor.masked)


@router.post("/opt-outs/{opt_out_id}/decline-lift")
async def decline_customer_opt_out_lift(
    session: Writing, actor: Overrider, customer_id: uuid.UUID, opt_out_id: uuid.UUID, body: Because
) -> OptOutRead:
    """Leaves the refusal as it is, with a reason."""
    refusal = await service.decline_lift(session, actor, customer_id, opt_out_id, body.reason)
    return OptOutRead.of(refusal, masked=actor.masked)


@router.get("/consents")
async def list_customer_consents(session: Reading, actor: Reader, customer_id: uuid.UUID) -> Listed[ConsentRead]:
    """Consents to uses of the customer's data, withdrawn ones too, newest first."""
    found = await service.consents_of(session, actor, customer_id)
    return Listed(items=[ConsentRead.of(row, masked=actor.masked) for row in found])


@router.post("/consents", status_code=201)
async def create_customer_consent(
    session: Writing, actor: Writer, customer_id: uuid.UUID, body: ConsentCreate
) -> ConsentRead:
    """Notes a consent and what shows it."""
    return ConsentRead.of(await service.consent(session, actor, customer_id, body), masked=actor.masked)


@router.post("/consents/{consent_id}/withdraw")
async def withdraw_customer_consent(
    session: Writing, actor: Writer, customer_id: uuid.UUID, consent_id: uuid.UUID, body: Because
) -> ConsentRead:
    """Ends a consent."""
    given = await service.withdraw(session, actor, customer_id, consent_id, body.reason)
    return ConsentRead.of(given, masked=actor.masked)
