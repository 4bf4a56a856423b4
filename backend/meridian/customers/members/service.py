"""Whose a customer is; sharing it, its account team, handing it over (OT-1, MC-13, MC-25)."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, Select, delete, select, update

from meridian.calendars.queries import time_in_state
from meridian.customers import queries
from meridian.customers.events import CUSTOMER_SHARED, CUSTOMER_TRANSFERRED, CUSTOMER_UNSHARED, SHARE_MOVED
from meridian.customers.members.workflow import SHARE
from meridian.customers.models import Customer, CustomerMember, CustomerReview, Transfer
from meridian.customers.rules import Access, Assignment, MemberKind, ShareState
from meridian.customers.schemas import Handover, MemberCreate, ShareMove
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission, Role
from meridian.identity.queries import active_people
from meridian.identity.visibility import PEOPLE
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Forbidden, NotFound, fault
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Engine
from meridian.policies.definitions.control import SHARE_DEFAULT_DAYS
from meridian.policies.queries import snapshot

# Whose a customer is: the owner, the owner's team, the owning department (OT-1, MC-25).


SELLING = frozenset({Role.REP, Role.TEAM_LEAD, Role.SALES_MANAGER, Role.DEPUTY_DIRECTOR, Role.DIRECTOR})
"""Roles whose people own the customers they enter, unless they say otherwise."""


async def assignment_of_new(session: Session, actor: Actor, owner_id: uuid.UUID | None) -> Assignment:
    """Of a customer the actor enters: the person named, else the actor if selling, else nobody yet.

    403 when the actor may not give customers to that person.
    """
    if owner_id is None and actor.role in SELLING:
        owner_id = actor.user_id
    if owner_id == actor.user_id and actor.department_id is not None:
        return Assignment(owner_id, actor.team_id, actor.department_id)  # who is signed in is active
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


async def members_of(session: Session, actor: Actor, customer_id: uuid.UUID) -> Sequence[dict[str, Any]]:
    """The people on the customer besides its owner, in the order they came, asked for and ended ones too."""
    customer = await queries.load(session, actor, customer_id)
    held = await queries.rights(session, actor, customer)
    rows = await session.execute(
        MEMBERS.where(CustomerMember.customer_id == customer_id).order_by(CustomerMember.added_at, CustomerMember.id)
    )
    return [_read(row, actor, held) for row in rows]


def _read(row: Row[Any], actor: Actor, held: Mapping[Permission, bool]) -> dict[str, Any]:
    own = row.added_by == actor.user_id
    moves = SHARE.allowed(ShareState(row.state), lambda code: held[Permission(code)], own)
    return {**row._mapping, "allowed_moves": moves}


async def add(session: WriteSession, actor: Actor, customer_id: uuid.UUID, body: MemberCreate) -> uuid.UUID:
    """Shares the customer with a person, or gives the person a place in its account team. 409 when already so.

    At once within the customer's department and by who may approve, else once somebody has approved it (MC-25). A share
    ends, by default after `share_default_days`; 422 for an end that is past.
    """
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_SHARE, lock=True)
    person = (await active_people(session, [body.user_id])).get(body.user_id)
    if person is None:
        raise fault("/user_id", "unknown_user", msg("must be an active person"))
    if body.expires_at is not None and body.expires_at <= session.now:
        raise fault("/expires_at", "in_past", msg("must lie in the future"))
    if body.access is Access.WRITE:
        require_writing(actor, customer, await queries.rights(session, actor, customer))
    await _forget_ended(session, customer.id, body.user_id, body.kind)
    return (await _put(session, actor, customer, person, **body.model_dump(exclude={"user_id"}))).id


def require_writing(actor: Actor, customer: Customer, held: Mapping[Permission, bool]) -> None:
    """403 for who may only read the customer: nobody gives away more than they have."""
    if not held[Permission.CUSTOMER_WRITE]:
        raise Forbidden(msg("you may only read this customer yourself"), reason="beyond_own_access")


async def _forget_ended(session: WriteSession, customer_id: uuid.UUID, user_id: uuid.UUID, kind: MemberKind) -> None:
    """What was denied or has ended makes room for another; the history keeps it."""
    ended = CustomerMember.state.in_((ShareState.DENIED, ShareState.ENDED))
    same = (CustomerMember.customer_id == customer_id, CustomerMember.user_id == user_id, CustomerMember.kind == kind)
    await session.execute(delete(CustomerMember).where(*same, ended))


async def _put(
    session: WriteSession, actor: Actor, customer: Customer, person: User, *, kind: MemberKind, **columns: Any
) -> CustomerMember:
    expires_at = columns.pop("expires_at", None)
    if expires_at is None and kind is MemberKind.SHARE:
        expires_at = session.now + timedelta(days=(await snapshot(session)).get(SHARE_DEFAULT_DAYS))
    member = CustomerMember(
        customer_id=customer.id,
        user_id=person.id,
        kind=kind,
        expires_at=expires_at,
        state=ShareState.REQUESTED,
        state_since=session.now,
        added_by=session.actor_id,
        added_at=session.now,
        **columns,
    )
    session.add(member)
    await session.flush()
    held = await queries.rights(session, actor, customer)
    if person.department_id == customer.department_id or held[Permission.SHARE_APPROVE]:
        await MOVES.make(session, member, "pass")
        await publish(session, CUSTOMER_SHARED, customer, user_id=member.user_id, kind=member.kind)
    else:
        await publish(session, SHARE_MOVED, member)
    return member


async def tell_shared(session: WriteSession, at: MoveContext[CustomerMember]) -> None:
    """Who approved it opened the customer to the person."""
    await publish(session, CUSTOMER_SHARED, at.parent, user_id=at.record.user_id, kind=at.record.kind)


async def _rights(session: WriteSession, actor: Actor, member: CustomerMember) -> Mapping[Permission, bool]:
    return await queries.rights(session, actor, await session.get_one(Customer, member.customer_id))


async def _facts(_session: WriteSession, at: MoveContext[CustomerMember]) -> bool:
    return at.actor is not None and at.record.added_by == at.actor.user_id


async def _departments(
    session: WriteSession, contexts: Sequence[MoveContext[CustomerMember]]
) -> Sequence[uuid.UUID | None]:
    """Each customer's."""
    ids = {at.record.customer_id for at in contexts}
    found = await session.execute(select(Customer.id, Customer.department_id).where(Customer.id.in_(ids)))
    of = {row.id: row.department_id for row in found}
    return [of[at.record.customer_id] for at in contexts]


MOVES = Engine(
    SHARE,
    CustomerMember,
    time=time_in_state,
    departments=_departments,
    rights=_rights,
    facts=_facts,
    effects=(tell_shared,),
)


async def move(
    session: WriteSession,
    actor: Actor,
    customer_id: uuid.UUID,
    member_id: uuid.UUID,
    name: str,
    body: ShareMove,
    version: int,
) -> None:
    """`approve` or `deny`, by another person who may. 404, 412, 409, 403, 422."""
    customer = await queries.load(session, actor, customer_id, lock=True)
    member = await _load(session, customer, member_id)
    await MOVES.make(session, member, name, actor=actor, body=body, version=version, parent=customer)


async def expire(session: WriteSession, limit: int) -> int:
    """Ends what has come to its end, up to `limit`. Returns how many."""
    due = select(CustomerMember).where(
        CustomerMember.state.in_((ShareState.ACTIVE, ShareState.REQUESTED)), CustomerMember.expires_at <= session.now
    )
    found = (await session.scalars(due.order_by(CustomerMember.id).limit(limit).with_for_update())).all()
    await MOVES.make_all(session, found, "expire")
    return len(found)


async def _load(session: WriteSession, customer: Customer, member_id: uuid.UUID) -> CustomerMember:
    member = await session.get(CustomerMember, member_id)
    if member is None or member.customer_id != customer.id:
        raise NotFound()
    return member


async def remove(session: WriteSession, actor: Actor, customer_id: uuid.UUID, member_id: uuid.UUID) -> None:
    """Ends a person's work on the customer."""
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_SHARE, lock=True)
    member = await _load(session, customer, member_id)
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
        await _keep_access(session, actor, customer, before)
    await publish(session, CUSTOMER_TRANSFERRED, customer, from_user_id=before, to_user_id=body.to_user_id)
    return customer


async def _keep_access(session: WriteSession, actor: Actor, customer: Customer, user_id: uuid.UUID) -> None:
    """The old owner stays on the customer, as if it were shared with them."""
    person = (await active_people(session, [user_id])).get(user_id)
    on_it = select(CustomerMember.id).where(
        CustomerMember.customer_id == customer.id,
        CustomerMember.user_id == user_id,
        CustomerMember.kind == MemberKind.SHARE,
    )
    await _forget_ended(session, customer.id, user_id, MemberKind.SHARE)
    if person is not None and await session.scalar(on_it) is None:
        await _put(session, actor, customer, person, kind=MemberKind.SHARE)
