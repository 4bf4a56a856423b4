"""Moving a customer through its verification (CR-5)."""

import uuid
from collections.abc import Callable

from meridian.customers import queries
from meridian.customers.announcing import announce
from meridian.customers.codes import Verification
from meridian.customers.events import CUSTOMER_VERIFICATION_MOVED
from meridian.customers.models import Customer
from meridian.customers.rules_verification import VERIFICATION, Check
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.db import WriteSession
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
        actor_id=session.actor_id,
        state=state,
        is_key=customer.is_key,
        double_check=policies.get(KEY_CUSTOMER_DOUBLE_CHECK),
        submitted_by=customer.submitted_by,
        edited_by=customer.edited_by,
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
