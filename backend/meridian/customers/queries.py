"""Every SELECT on customers. `visible_to` is the only way in: lists, counts, search, export and aggregates agree."""

import uuid
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, Uuid, any_, false, func, literal, or_, select, true

from meridian.customers import queries_read
from meridian.customers.codes import Verification
from meridian.customers.errors import Merged
from meridian.customers.listing import CUSTOMERS, ROWS
from meridian.customers.models import Customer
from meridian.customers.models_care import CustomerMember
from meridian.customers.rules_verification import VERIFICATION
from meridian.customers.schemas import CustomerLine, CustomerRead
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission, Scope
from meridian.kernel.db import Session, WriteSession
from meridian.kernel.listing import ListQuery, fetch_page
from meridian.kernel.listing.query import conditions
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page


def visible_to(actor: Actor, permission: Permission = Permission.CUSTOMER_READ) -> ColumnElement[bool]:
    """Condition on `Customer`: within the actor's scope for `permission`.

    Own customers include those shared with the actor and those of their account team. The ids of these are gathered
    into an array once, so that the planner can join two index scans with OR.
    """
    scope = actor.scope(permission)
    if scope is None:
        return false()
    if scope is Scope.COMPANY:
        return true()
    member_of = func.array(
        select(CustomerMember.customer_id).where(CustomerMember.user_id == actor.user_id).scalar_subquery(),
        type_=ARRAY(Uuid()),
    )
    reached = [Customer.owner_id == actor.user_id, Customer.id == any_(member_of)]
    if scope >= Scope.TEAM and actor.team_ids:
        reached.append(Customer.team_id == any_(literal(list(actor.team_ids), ARRAY(Uuid()))))
    if scope >= Scope.DEPARTMENT and actor.department_id:
        reached.append(Customer.department_id == actor.department_id)
    return or_(*reached)


async def load(
    session: Session,
    actor: Actor,
    customer_id: uuid.UUID,
    *,
    permission: Permission = Permission.CUSTOMER_READ,
    lock: bool = False,
) -> Customer:
    """The customer, within the actor's scope for `permission`; 404 when absent, merged away or outside it.

    lock: against every other change. Any unit of work that writes keeps it from being merged away meanwhile.
    """
    statement = select(Customer).where(Customer.id == customer_id, visible_to(actor, permission))
    if lock:
        statement = statement.with_for_update()
    elif isinstance(session, WriteSession):
        statement = statement.with_for_update(read=True, key_share=True)
    customer = await session.scalar(statement)
    if customer is None:
        raise NotFound()
    if customer.merged_into_id is not None:
        raise await _merged(session, actor, customer.merged_into_id)
    return customer


async def _merged(session: Session, actor: Actor, into_id: uuid.UUID) -> Merged:
    """What to say of a customer that was merged away: into which, if the actor sees that one."""
    visible = select(Customer.id).where(Customer.id == into_id, visible_to(actor))
    return Merged() if await session.scalar(visible) is None else Merged(merged_into=str(into_id))


async def read(session: Session, actor: Actor, customer_id: uuid.UUID) -> CustomerRead:
    """The record as the actor sees it; 404 when absent, merged away or outside the actor's scope."""
    visible = (Customer.id == customer_id, visible_to(actor))
    try:
        return await _read(session, actor, *visible, Customer.merged_into_id.is_(None))
    except NotFound:
        into_id = await session.scalar(select(Customer.merged_into_id).where(*visible))
        if into_id is None:
            raise
        raise await _merged(session, actor, into_id) from None


async def read_written(session: Session, actor: Actor, customer_id: uuid.UUID) -> CustomerRead:
    """The record just written: shown to its writer whoever owns it now."""
    return await _read(session, actor, Customer.id == customer_id)


async def _read(session: Session, actor: Actor, *conditions: ColumnElement[bool]) -> CustomerRead:
    row = (await session.execute(queries_read.RECORD.where(*conditions))).one_or_none()
    if row is None:
        raise NotFound()
    moves = VERIFICATION.allowed(Verification(row.verification), actor.may)
    return CustomerRead.of({**queries_read.record(row._asdict()), "allowed_moves": moves}, masked=actor.masked)


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[CustomerLine]:
    """Customers in the actor's scope; archived ones only when asked for."""
    return await fetch_page(
        session,
        listed(ROWS, actor, query),
        CUSTOMERS,
        query,
        scope=str(actor.user_id),
        masked=actor.masked,
        to_row=lambda row: CustomerLine.of(row._asdict(), masked=actor.masked),
    )


def listed(statement: Select[Any], actor: Actor, query: ListQuery) -> Select[Any]:
    """`statement` over `Customer`, narrowed to what lists show the actor: lists, exports and counts agree by it."""
    statement = statement.where(visible_to(actor), Customer.merged_into_id.is_(None))
    if any(condition.field.name == "archived" for condition in conditions(query.where)):
        return statement
    return statement.where(Customer.archived_at.is_(None))
