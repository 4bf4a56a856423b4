"""Whose a customer is; sharing it, its account team, handing it over (OT-1, MC-13, MC-25)."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select, update
from sqlalchemy.dialects.postgresql import insert

from meridian.customers import queries
from meridian.customers.events import CUSTOMER_SHARED, CUSTOMER_TRANSFERRED, CUSTOMER_UNSHARED
from meridian.customers.models import Customer, CustomerMember, CustomerReview, Transfer
from meridian.customers.rules import Assignment, MemberKind
from meridian.customers.schemas import Handover, MemberCreate
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission, Role
from meridian.identity.queries import active_people
from meridian.identity.visibility import PEOPLE
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Forbidden, NotFound, fault

# Whose a customer is: the owner, the owner's team, the owning department (OT-1, MC-25).


SELLING = frozenset({Role.REP, Role.TEAM_LEAD, Role.SALES_MANAGER, Role.DEPUTY_DIRECTOR, Role.DIRECTOR})
"""Roles whose people own the customers they enter, unless they say otherwise."""


async def assignment_of_new(session: Session, actor: Actor, owner_id: uuid.UUID | None) -> Assignment:
    """Of a customer the actor enters: the person named, else the actor if selling, else nobody yet.

    403 when the actor may not give customers to that person.
    """
    if owner_id is None and actor.role in SELLING:
        owner_id = actor.user_id
    if owner_id is not None:
        return await assignment_to(session, actor, owner_id)
    if actor.department_id is None:
        raise fault(
            "/owner_id", "missing", msg("name an owner: you belong to no department that could own the customer")
        )
    return Assignment(None, None, actor.department_id)


async def assignment_to(
    session: Session, actor: Actor, owner_id: uuid.UUID, *, pointer: str = "/owner_id"
) -> Assignment:
    """To that person: 422 when there is no such active person with a department, 403 when beyond the actor's reach."""
    owner = (await active_people(session, [owner_id])).get(owner_id)
    if owner is None or owner.department_id is None:
        raise fault(pointer, "unknown_user", msg("must be an active person of a department"))
    if not _may_assign_to(actor, owner):
        raise Forbidden(msg("you may not give customers to this person"), reason="owner_out_of_reach")
    return Assignment(owner.id, owner.team_id, owner.department_id)


def _may_assign_to(actor: Actor, person: User) -> bool:
    """Whom the actor may give customers to: oneself, and people within the reach of one's right to transfer.

    A program enters customers on behalf of their owners, so its right to write is enough.
    """
    right = Permission.CUSTOMER_WRITE if actor.role is Role.API_CLIENT else Permission.CUSTOMER_TRANSFER
    return PEOPLE.is_visible(actor, person, right)


# Who works on a customer: sharing, the account team, and handing it to another owner (MC-13, MC-25).


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
    if not await active_people(session, [body.user_id]):
        raise fault("/user_id", "unknown_user", msg("must be an active person"))
    member = CustomerMember(
        customer_id=customer.id, added_by=session.actor_id, added_at=session.now, **body.model_dump()
    )
    session.add(member)
    await session.flush()
    await publish(session, CUSTOMER_SHARED, customer, user_id=member.user_id, kind=member.kind)
    added: Row[Any] = (await session.execute(MEMBERS.where(CustomerMember.id == member.id))).one()
    return added


async def remove(session: WriteSession, actor: Actor, customer_id: uuid.UUID, member_id: uuid.UUID) -> None:
    """Ends a person's work on the customer."""
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_SHARE, lock=True)
    member = await session.get(CustomerMember, member_id)
    if member is None or member.customer_id != customer.id:
        raise NotFound()
    await session.delete(member)
    await publish(session, CUSTOMER_UNSHARED, customer, user_id=member.user_id, kind=member.kind)


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
    whose = await assignment_to(session, actor, body.to_user_id, pointer="/to_user_id")
    before = customer.owner_id
    if before == body.to_user_id:
        raise Conflict(msg("this person owns the customer already"), reason="same_owner")
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
    await publish(session, CUSTOMER_TRANSFERRED, customer, from_user_id=before, to_user_id=body.to_user_id)
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
