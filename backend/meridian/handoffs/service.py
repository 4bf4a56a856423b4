"""Passing questions to departments, answering them, telling the customer (OT-13, OT-14)."""

import uuid
from typing import Any

from sqlalchemy import select
from uuid_utils.compat import uuid7

from meridian.calendars.deadlines import service
from meridian.customers import queries as customers
from meridian.handoffs import queries
from meridian.handoffs.events import HANDOFF_MOVED, HANDOFF_OPENED
from meridian.handoffs.models import Handoff
from meridian.handoffs.rules import HandoffState, Origin
from meridian.handoffs.schemas import HandoffAsk, HandoffCreate, HandoffMove
from meridian.handoffs.workflow import HANDOFF
from meridian.identity.actor import Actor
from meridian.identity.models import Department
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import EventType, publish
from meridian.kernel.problems import check_version, fault
from meridian.kernel.workflow import service as workflow_service
from meridian.policies.definitions.calling import HANDOFF_ANSWER_WORKING_HOURS
from meridian.policies.queries import snapshot

SUBJECT, ANSWER = "handoff", "handoff_answer"


async def create(session: WriteSession, actor: Actor, body: HandoffCreate) -> Handoff:
    """Passes a question on. 404 for a customer outside the actor's scope, 422 for an unknown department."""
    customer = await customers.load(session, actor, body.customer_id, permission=Permission.HANDOFF_WRITE)
    return await ask(session, customer.id, body)


async def ask(
    session: WriteSession,
    customer_id: uuid.UUID,
    body: HandoffAsk,
    *,
    origin_type: Origin | None = None,
    origin_id: uuid.UUID | None = None,
    pointer: str = "",
) -> Handoff:
    """Opens a handoff for a customer whose scope has been checked, and starts its clock. `pointer`: where `body` is."""
    active = select(Department.id).where(Department.id == body.department_id, Department.active)
    if await session.scalar(active) is None:
        raise fault(f"{pointer}/department_id", "unknown_department", "must be a department in use")
    policies = await snapshot(session)
    hours = body.answer_within_working_hours or policies.get(HANDOFF_ANSWER_WORKING_HOURS)
    handoff_id = uuid7()
    deadline = await service.start(
        session,
        subject_type=SUBJECT,
        subject_id=handoff_id,
        kind=ANSWER,
        working_minutes=hours * 60,
        department_id=body.department_id,
        customer_id=customer_id,
        policy_versions=policies.pin(HANDOFF_ANSWER_WORKING_HOURS),
    )
    handoff = Handoff(
        id=handoff_id,
        customer_id=customer_id,
        department_id=body.department_id,
        question=body.question,
        asked_by=session.actor_id,
        deadline_id=deadline.id,
        origin_type=origin_type,
        origin_id=origin_id,
    )
    session.add(handoff)
    await _tell(session, HANDOFF_OPENED, handoff)
    return handoff


async def move(
    session: WriteSession, actor: Actor, handoff_id: uuid.UUID, name: str, body: HandoffMove, version: int
) -> Handoff:
    """Makes a move: assign or answer in the department asked, tell on the asking side. 404, 412, 409, 403, 422."""
    handoff = await queries.load(session, actor, handoff_id, lock=True)
    check_version(handoff.version, version)
    before, entered_at = HandoffState(handoff.state), handoff.state_since
    rights = await queries.rights(session, actor, handoff)
    given = body.model_dump()
    target = HANDOFF.check(name, before, may=lambda code: rights[Permission(code)], given=given)
    await _EFFECTS[name](session, handoff, body)
    spent = await service.working_seconds(session, handoff.department_id, entered_at, session.now)
    await workflow_service.record_transition(
        session,
        workflow=HANDOFF.name,
        subject_type=SUBJECT,
        subject_id=handoff.id,
        customer_id=handoff.customer_id,
        move=name,
        from_state=before,
        to_state=target,
        entered_at=entered_at,
        working_seconds=spent,
    )
    if target is not before:
        handoff.state, handoff.state_since = target, session.now
    await _tell(session, HANDOFF_MOVED, handoff)
    return handoff


async def _assign(session: WriteSession, handoff: Handoff, body: HandoffMove) -> None:
    assert body.assignee_id is not None
    if not await queries.colleague(session, handoff.department_id, body.assignee_id):
        raise fault("/assignee_id", "not_in_department", "must be an active person of the department asked")
    handoff.assignee_id = body.assignee_id
    await service.reassign(session, SUBJECT, handoff.id, owner_id=body.assignee_id, department_id=handoff.department_id)


async def _answer(session: WriteSession, handoff: Handoff, body: HandoffMove) -> None:
    handoff.answer, handoff.answered_by, handoff.answered_at = body.answer, session.actor_id, session.now
    await service.meet(session, SUBJECT, handoff.id, [ANSWER])


async def _told(session: WriteSession, handoff: Handoff, body: HandoffMove) -> None:
    handoff.told_by, handoff.told_at, handoff.told_note = session.actor_id, session.now, body.note


_EFFECTS: dict[str, Any] = {"assign": _assign, "answer": _answer, "tell": _told}


async def _tell(session: WriteSession, kind: EventType, handoff: Handoff) -> None:
    await session.flush()
    await publish(
        session,
        kind,
        subject_type=SUBJECT,
        subject_id=handoff.id,
        version=handoff.version,
        customer_id=handoff.customer_id,
        data={
            "state": handoff.state,
            "department_id": handoff.department_id,
            "assignee_id": handoff.assignee_id,
        },
    )
