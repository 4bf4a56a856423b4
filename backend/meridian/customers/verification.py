"""Moving a customer through its verification (CR-5)."""

import uuid
from collections.abc import Callable

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import array

from meridian.calendars.deadlines import working_seconds
from meridian.customers import queries, rules
from meridian.customers.announcing import announce
from meridian.customers.codes import Verification
from meridian.customers.events import CUSTOMER_VERIFICATION_MOVED
from meridian.customers.models import Customer
from meridian.customers.rules_verification import VERIFICATION, Check
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.db import WriteSession
from meridian.kernel.history import History
from meridian.kernel.http import check_version
from meridian.kernel.transitions import record
from meridian.policies.definitions import KEY_CUSTOMER_DOUBLE_CHECK
from meridian.policies.queries import snapshot
from meridian.policies.rules import Policies


async def move(
    session: WriteSession, actor: Actor, customer_id: uuid.UUID, name: str, version: int, *, reason: str | None
) -> Customer:
    """A move that a person asks for; `version` is the record that person looked at. Refusals as in `Workflow.check`."""
    customer = await queries.load(session, actor, customer_id, lock=True)
    check_version(customer.version, version)
    found = VERIFICATION.move(name)
    if found is not None and found.permission is not None and actor.may(found.permission):
        await queries.load(session, actor, customer_id, permission=Permission(found.permission))
    await _move(session, customer, name, actor.may, await snapshot(session), reason)
    return customer


async def recheck(session: WriteSession, customer: Customer, policies: Policies) -> None:
    """Sends a key customer back to be checked, if policy wants that and it is not waiting already."""
    wanted = customer.is_key and policies.get(KEY_CUSTOMER_DOUBLE_CHECK)
    if wanted and customer.verification != Verification.PENDING:
        await _move(session, customer, "recheck", lambda _: False, policies, None)


async def _move(
    session: WriteSession,
    customer: Customer,
    name: str,
    may: Callable[[str], bool],
    policies: Policies,
    reason: str | None,
) -> None:
    state = Verification(customer.verification)
    check = Check(
        state=state,
        is_key=customer.is_key,
        double_check=policies.get(KEY_CUSTOMER_DOUBLE_CHECK),
        involved=session.actor_id == customer.submitted_by or await _has_edited(session, customer),
    )
    target = VERIFICATION.check(name, state, may=may, given={"reason": reason}, context=check)
    if reason is not None:
        await session.set_reason(reason)
    await record(
        session,
        workflow=VERIFICATION.name,
        subject_type="customer",
        subject_id=customer.id,
        customer_id=customer.id,
        move=name,
        from_state=state,
        to_state=target,
        entered_at=customer.verification_since,
        working_seconds=await working_seconds(
            session, customer.department_id, customer.verification_since, session.now
        ),
        reason=reason,
    )
    customer.verification = target
    customer.verification_since = session.now
    if target is Verification.PENDING:
        customer.submitted_by = customer.edited_by if name == "recheck" else session.actor_id
    if target is Verification.VERIFIED:
        customer.verified_by, customer.verified_at = session.actor_id, session.now
    if target is Verification.UNVERIFIED:
        customer.verified_by = customer.verified_at = None
    await announce(
        session, CUSTOMER_VERIFICATION_MOVED, customer, {"move": name, "from_state": state, "to_state": target}
    )


async def _has_edited(session: WriteSession, customer: Customer) -> bool:
    """Whether the actor entered or changed a fact of the file since it was verified last; the history knows."""
    facts = list(rules.columns(dict.fromkeys(rules.VERIFIED_FIELDS)))
    of_the_file = or_(
        History.entity.in_(("contact", "phone", "email", "messaging_id")),
        (History.entity == "customer") & or_(History.operation == "insert", History.changes.has_any(array(facts))),
    )
    statement = select(History.id).where(
        History.customer_id == customer.id, History.actor_id == session.actor_id, of_the_file
    )
    if customer.verified_at is not None:
        statement = statement.where(History.at > customer.verified_at)
    return await session.scalar(statement.limit(1)) is not None
