"""Refused channels and consents: what a customer does not want, and what it allowed (OT-11, MC-8)."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert

from meridian.customers import queries
from meridian.customers.events import (
    CUSTOMER_CONSENT_WITHDRAWN,
    CUSTOMER_CONSENTED,
    CUSTOMER_OPT_OUT_LIFT_DECLINED,
    CUSTOMER_OPT_OUT_LIFT_REQUESTED,
    CUSTOMER_OPT_OUT_LIFTED,
    CUSTOMER_OPTED_OUT,
)
from meridian.customers.models import Consent, Contact, Customer, OptOut, Phone, RefusedPoint
from meridian.customers.rules import Channel
from meridian.customers.schemas import ConsentCreate, LiftRequest, OptOutCreate
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, NotFound, fault


async def opt_outs_of(session: Session, actor: Actor, customer_id: uuid.UUID) -> Sequence[OptOut]:
    """Every refusal, lifted ones too, newest first."""
    await queries.load(session, actor, customer_id)
    statement = select(OptOut).where(OptOut.customer_id == customer_id).order_by(OptOut.id.desc())
    return (await session.scalars(statement)).all()


async def opt_out(session: WriteSession, actor: Actor, customer_id: uuid.UUID, body: OptOutCreate) -> OptOut:
    """Notes that the customer, or one person there, refuses a channel."""
    customer = await _locked(session, actor, customer_id)
    _refuse_future(body.at, session.now, "/at")
    found, _ = await refuse_channel(
        session, customer, channel=body.channel, reason=body.reason, contact_id=body.contact_id, at=body.at
    )
    return found


async def refuse_channel(
    session: WriteSession,
    customer: Customer,
    *,
    channel: Channel,
    reason: str,
    contact_id: uuid.UUID | None = None,
    at: datetime | None = None,
    contact_record_id: uuid.UUID | None = None,
    number: str | None = None,
) -> tuple[OptOut, bool]:
    """Notes a refusal on a locked customer; the one already there when it refuses that channel. Second: whether new.

    Contact records call this when somebody says so in a call; `number`: the one that was dialled, E.164, which is
    refused too unless it is that of an extension. 422 for a contact of another customer.
    """
    contact = await _contact(session, customer.id, contact_id)
    there = await session.scalar(
        select(OptOut).where(
            OptOut.customer_id == customer.id,
            OptOut.contact_id.is_not_distinct_from(contact_id),
            OptOut.channel == channel,
            OptOut.lifted_at.is_(None),
        )
    )
    if there is not None:
        return there, False
    refusal = OptOut(
        customer_id=customer.id,
        contact_id=contact_id,
        channel=channel,
        reason=reason,
        at=at or session.now,
        contact_record_id=contact_record_id,
        set_by=session.actor_id,
    )
    session.add(refusal)
    await session.flush()
    if number is not None and not await _has_extensions(session, customer.id, number):
        point = insert(RefusedPoint).values(opt_out_id=refusal.id, point=number)
        await session.execute(point.on_conflict_do_nothing())
    await _apply(session, customer, contact)
    await publish(session, CUSTOMER_OPTED_OUT, customer, **_about(refusal))
    return refusal, True


async def lift(
    session: WriteSession, actor: Actor, customer_id: uuid.UUID, opt_out_id: uuid.UUID, body: LiftRequest
) -> OptOut:
    """Opens the channel by the customer's own wish, else asks another person to (OT-11).

    409 when it is open already or asked for already; 422 for a consent that is no wish of whoever refused since then.
    """
    customer, refusal = await _standing(session, actor, customer_id, opt_out_id, Permission.CUSTOMER_WRITE)
    if body.consent_id is not None:
        await _require_wish(session, refusal, body.consent_id)
        refusal.consent_id = body.consent_id
        return await _lifted(session, customer, refusal, body.reason)
    if refusal.lift_requested_at is not None:
        raise Conflict(msg("somebody asked for it already: another person decides"), reason="lift_requested")
    await session.set_reason(body.reason)
    refusal.lift_requested_at, refusal.lift_requested_by = session.now, session.actor_id
    refusal.lift_reason = body.reason
    await publish(session, CUSTOMER_OPT_OUT_LIFT_REQUESTED, customer, **_about(refusal))
    return refusal


async def approve_lift(session: WriteSession, actor: Actor, customer_id: uuid.UUID, opt_out_id: uuid.UUID) -> OptOut:
    """Opens the channel that somebody else asked to open. 409 when nobody did, and for one's own request."""
    customer, refusal = await _standing(session, actor, customer_id, opt_out_id, Permission.REFUSAL_OVERRIDE)
    if refusal.lift_reason is None:
        raise Conflict(msg("nobody asked to lift it"), reason="lift_not_requested")
    if refusal.lift_requested_by == actor.user_id:
        raise Conflict(msg("another person decides about it than the one who asked"), reason="four_eyes")
    return await _lifted(session, customer, refusal, refusal.lift_reason)


async def decline_lift(
    session: WriteSession, actor: Actor, customer_id: uuid.UUID, opt_out_id: uuid.UUID, reason: str
) -> OptOut:
    """The refusal stays; it may be asked for anew. 409 when nobody asked."""
    customer, refusal = await _standing(session, actor, customer_id, opt_out_id, Permission.REFUSAL_OVERRIDE)
    if refusal.lift_requested_at is None:
        raise Conflict(msg("nobody asked to lift it"), reason="lift_not_requested")
    asked_by = refusal.lift_requested_by
    await session.set_reason(reason)
    refusal.lift_requested_at = refusal.lift_requested_by = refusal.lift_reason = None
    await publish(session, CUSTOMER_OPT_OUT_LIFT_DECLINED, customer, to=asked_by, **_about(refusal))
    return refusal


async def _standing(
    session: WriteSession, actor: Actor, customer_id: uuid.UUID, opt_out_id: uuid.UUID, permission: Permission
) -> tuple[Customer, OptOut]:
    customer = await queries.load(session, actor, customer_id, permission=permission, lock=True)
    refusal = await session.get(OptOut, opt_out_id)
    if refusal is None or refusal.customer_id != customer.id:
        raise NotFound()
    if refusal.lifted_at is not None:
        raise Conflict(msg("it has been lifted already"), reason="lifted")
    return customer, refusal


async def _require_wish(session: WriteSession, refusal: OptOut, consent_id: uuid.UUID) -> None:
    """A consent that stands, of whoever refused, and later than the refusal."""
    wish = await session.get(Consent, consent_id)
    if (
        wish is None
        or (wish.customer_id, wish.contact_id) != (refusal.customer_id, refusal.contact_id)
        or wish.withdrawn_at is not None
        or wish.given_at <= refusal.at
    ):
        raise fault("/consent_id", "no_wish", msg("is no standing consent of whoever refused, given since then"))


async def _lifted(session: WriteSession, customer: Customer, refusal: OptOut, reason: str) -> OptOut:
    await session.set_reason(reason)
    refusal.lifted_at, refusal.lifted_reason, refusal.lifted_by = session.now, reason, session.actor_id
    await session.flush()
    await _apply(session, customer, await _contact(session, customer.id, refusal.contact_id))
    await publish(session, CUSTOMER_OPT_OUT_LIFTED, customer, **_about(refusal))
    return refusal


async def _has_extensions(session: WriteSession, customer_id: uuid.UUID, number: str) -> bool:
    """Whether the number is known only as a switchboard with people behind it."""
    theirs = Phone.customer_id == customer_id, Phone.e164 == number
    return bool(await session.scalar(select(exists().where(*theirs, Phone.extension.is_not(None)))))


async def consents_of(session: Session, actor: Actor, customer_id: uuid.UUID) -> Sequence[Consent]:
    """Every consent, withdrawn ones too, newest first."""
    await queries.load(session, actor, customer_id)
    statement = select(Consent).where(Consent.customer_id == customer_id).order_by(Consent.id.desc())
    return (await session.scalars(statement)).all()


async def consent(session: WriteSession, actor: Actor, customer_id: uuid.UUID, body: ConsentCreate) -> Consent:
    """Notes a consent with what shows it."""
    customer = await _locked(session, actor, customer_id)
    _refuse_future(body.given_at, session.now, "/given_at")
    await _contact(session, customer.id, body.contact_id)
    given = Consent(
        customer_id=customer.id,
        contact_id=body.contact_id,
        purpose=body.purpose,
        evidence=body.evidence,
        given_at=body.given_at or session.now,
        recorded_by=session.actor_id,
    )
    session.add(given)
    await session.flush()
    await publish(session, CUSTOMER_CONSENTED, customer, consent_id=given.id)
    return given


async def withdraw(
    session: WriteSession, actor: Actor, customer_id: uuid.UUID, consent_id: uuid.UUID, reason: str
) -> Consent:
    """Ends a consent. 409 when it ended before."""
    customer = await _locked(session, actor, customer_id)
    given = await session.get(Consent, consent_id)
    if given is None or given.customer_id != customer.id:
        raise NotFound()
    if given.withdrawn_at is not None:
        raise Conflict(msg("it has been withdrawn already"), reason="withdrawn")
    await session.set_reason(reason)
    given.withdrawn_at = session.now
    await publish(session, CUSTOMER_CONSENT_WITHDRAWN, customer, consent_id=given.id)
    return given


async def _locked(session: WriteSession, actor: Actor, customer_id: uuid.UUID) -> Customer:
    return await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE, lock=True)


async def _contact(session: WriteSession, customer_id: uuid.UUID, contact_id: uuid.UUID | None) -> Contact | None:
    if contact_id is None:
        return None
    contact = await session.get(Contact, contact_id)
    if contact is None or contact.customer_id != customer_id:
        raise fault("/contact_id", "unknown_contact", msg("is no contact of this customer"))
    return contact


async def _apply(session: WriteSession, customer: Customer, contact: Contact | None) -> None:
    """`do_not_call` of whoever refused says whether a refusal of the phone stands."""
    whose = OptOut.contact_id.is_not_distinct_from(contact.id if contact else None)
    stands = select(
        exists().where(
            OptOut.customer_id == customer.id, whose, OptOut.channel == Channel.PHONE, OptOut.lifted_at.is_(None)
        )
    )
    (contact or customer).do_not_call = bool(await session.scalar(stands))


def _about(refusal: OptOut) -> dict[str, Any]:
    return {"channel": refusal.channel, "contact_id": refusal.contact_id, "opt_out_id": refusal.id}


def _refuse_future(moment: datetime | None, now: datetime, pointer: str) -> None:
    if moment is not None and moment > now:
        raise fault(pointer, "future", msg("must not lie in the future"))
