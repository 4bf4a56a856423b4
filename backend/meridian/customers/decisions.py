"""What people decide about a customer: that it is a key one, and its grade (MC-3, MC-9)."""

import uuid
from typing import Any

from meridian.customers import queries, verification
from meridian.customers.announcing import announce
from meridian.customers.events import CUSTOMER_GRADE_DECIDED, CUSTOMER_KEY_DECIDED
from meridian.customers.models import Customer
from meridian.customers.schemas_decisions import GradeDecision, KeyDecision
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.db import WriteSession
from meridian.kernel.http import check_version
from meridian.policies.queries import snapshot


async def decide_key(
    session: WriteSession, actor: Actor, customer_id: uuid.UUID, body: KeyDecision, version: int
) -> Customer:
    """Makes it a key customer or an ordinary one again. A new key customer awaits its second check (CR-5)."""
    customer = await _load(session, actor, customer_id, version)
    if customer.is_key != body.is_key:
        await session.set_reason(body.reason)
        customer.is_key = body.is_key
        await announce(session, CUSTOMER_KEY_DECIDED, customer, {"is_key": body.is_key})
        await verification.recheck(session, customer, await snapshot(session))
    return customer


async def decide_grade(
    session: WriteSession, actor: Actor, customer_id: uuid.UUID, body: GradeDecision, version: int
) -> Customer:
    """Sets the grade."""
    customer = await _load(session, actor, customer_id, version)
    if customer.grade != body.grade:
        await session.set_reason(body.reason)
        data: dict[str, Any] = {"from_grade": customer.grade, "to_grade": body.grade}
        customer.grade = body.grade
        await announce(session, CUSTOMER_GRADE_DECIDED, customer, data)
    return customer


async def _load(session: WriteSession, actor: Actor, customer_id: uuid.UUID, version: int) -> Customer:
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_DECIDE, lock=True)
    check_version(customer.version, version)
    return customer
