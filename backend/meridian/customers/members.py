"""Who works on a customer: sharing, the account team, and handing it to another owner (MC-13, MC-25)."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select, update
from sqlalchemy.dialects.postgresql import insert

from meridian.customers import assignment, queries
from meridian.customers.announcing import announce
from meridian.customers.codes import MemberKind
from meridian.customers.events import CUSTOMER_SHARED, CUSTOMER_TRANSFERRED, CUSTOMER_UNSHARED
from meridian.customers.models import Customer
from meridian.customers.models_care import CustomerMember, CustomerReview, Transfer
from meridian.customers.schemas_care import Handover, MemberCreate
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.roles import Permission
from meridian.kernel.db import Session, WriteSession
from meridian.kernel.problems import Conflict, NotFound, fault

MEMBERS: Select[Any] = select(*CustomerMember.__table__.c, User.name.label("user_name")).join(
    User, User.id == CustomerMember.user_id
)


async def members_of(session: Session, actor: Actor, customer_id: uuid.UUID) -> Sequence[Row[Any]]:
    """The people on the customer besides its owner, in the order they came."""
    await queries.load(session, actor, customer_id)
    statement = MEMBERS.where(CustomerMember.customer_id == customer_id).order_by(CustomerMember.id)
    found: Sequence[Row[Any]] = (await session.execute(statement)).all()
    return found


async def add(session: WriteSession, actor: Actor, customer_id: uuid.UUID, body: MemberCreate) -> Row[Any]:
    """Shares the customer with a person, or gives the person a place in its account team. 409 when already so."""
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_SHARE, lock=True)
    if await session.scalar(select(User.id).where(User.id == body.user_id, User.active)) is None:
        raise fault("/user_id", "unknown_user", "must be an active person")
    member = CustomerMember(
        customer_id=customer.id, added_by=session.actor_id, added_at=session.now, **body.model_dump()
    )
    session.add(member)
    await session.flush()
    await announce(session, CUSTOMER_SHARED, customer, {"user_id": member.user_id, "kind": member.kind})
    added: Row[Any] = (await session.execute(MEMBERS.where(CustomerMember.id == member.id))).one()
    return added


async def remove(session: WriteSession, actor: Actor, customer_id: uuid.UUID, member_id: uuid.UUID) -> None:
    """Ends a person's work on the customer."""
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_SHARE, lock=True)
    member = await session.get(CustomerMember, member_id)
    if member is None or member.customer_id != customer.id:
        raise NotFound()
    await session.delete(member)
    await announce(session, CUSTOMER_UNSHARED, customer, {"user_id": member.user_id, "kind": member.kind})


async def transfers_of(session: Session, actor: Actor, customer_id: uuid.UUID) -> Sequence[Transfer]:
    """The customer's changes of owner, newest first."""
    await queries.load(session, actor, customer_id)
    statement = select(Transfer).where(Transfer.customer_id == customer_id).order_by(Transfer.id.desc())
    return (await session.scalars(statement)).all()


async def transfer(session: WriteSession, actor: Actor, customer_id: uuid.UUID, body: Handover) -> Customer:
    """Gives the customer another owner, and with it another team and department; open reviews follow.

    409 when that person owns it already, 403 when beyond the actor's reach.
    """
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_TRANSFER, lock=True)
    whose = await assignment.to(session, actor, body.to_user_id, pointer="/to_user_id")
    before = customer.owner_id
    if before == body.to_user_id:
        raise Conflict("this person owns the customer already", reason="same_owner")
    await session.set_reason(body.note[:300])
    customer.owner_id, customer.team_id, customer.department_id = whose
    session.add(
        Transfer(
            customer_id=customer.id,
            from_user_id=before,
            to_user_id=body.to_user_id,
            note=body.note,
            by_user_id=session.actor_id,
            at=session.now,
        )
    )
    await session.execute(
        update(CustomerReview)
        .where(CustomerReview.customer_id == customer.id, CustomerReview.done_at.is_(None))
        .values(owner_id=body.to_user_id)
    )
    if body.keep_access and before is not None:
        await _share(session, customer.id, before)
    await announce(session, CUSTOMER_TRANSFERRED, customer, {"from_user_id": before, "to_user_id": body.to_user_id})
    return customer


async def _share(session: WriteSession, customer_id: uuid.UUID, user_id: uuid.UUID) -> None:
    await session.execute(
        insert(CustomerMember)
        .values(
            customer_id=customer_id,
            user_id=user_id,
            kind=MemberKind.SHARE,
            added_by=session.actor_id,
            added_at=session.now,
        )
        .on_conflict_do_nothing()
    )
