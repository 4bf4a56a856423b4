"""Passing questions to departments, answering them, telling the customer (OT-13, OT-14)."""

import uuid

from sqlalchemy import select
from uuid_utils.compat import uuid7

from meridian.calendars.deadlines import service
from meridian.calendars.queries import time_in_state
from meridian.customers import queries as customers
from meridian.handoffs import queries
from meridian.handoffs.events import HANDOFF_OPENED
from meridian.handoffs.models import Handoff
from meridian.handoffs.rules import Origin
from meridian.handoffs.schemas import HandoffAsk, HandoffCreate, HandoffMove
from meridian.handoffs.workflow import HANDOFF
from meridian.identity.actor import Actor
from meridian.identity.models import Department
from meridian.identity.permissions import Permission
from meridian.identity.queries import active_people
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.problems import fault
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Engine
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
        raise fault(f"{pointer}/department_id", "unknown_department", msg("must be a department in use"))
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
    await publish(session, HANDOFF_OPENED, handoff)
    return handoff


async def assign_colleague(session: WriteSession, at: MoveContext[Handoff]) -> None:
    """Who is to answer; 422 unless an active person of the department asked. The clock is theirs from now on."""
    handoff, assignee_id = at.record, at.given["assignee_id"]
    person = (await active_people(session, [assignee_id])).get(assignee_id)
    if person is None or person.department_id != handoff.department_id:
        raise fault("/assignee_id", "not_in_department", msg("must be an active person of the department asked"))
    handoff.assignee_id = assignee_id
    await service.reassign(session, SUBJECT, handoff.id, owner_id=assignee_id, department_id=handoff.department_id)


async def meet_answer_deadline(session: WriteSession, at: MoveContext[Handoff]) -> None:
    """The answer is there."""
    await service.meet(session, SUBJECT, at.record.id, [ANSWER])


MOVES = Engine(
    HANDOFF,
    Handoff,
    time=time_in_state,
    rights=queries.rights,
    effects=(assign_colleague, meet_answer_deadline),
)


async def move(
    session: WriteSession, actor: Actor, handoff_id: uuid.UUID, name: str, body: HandoffMove, version: int
) -> None:
    """Makes a move: assign or answer in the department asked, tell on the asking side. 404, 412, 409, 403, 422."""
    handoff = await queries.load(session, actor, handoff_id, lock=True)
    await MOVES.make(session, handoff, name, actor=actor, body=body, version=version)
