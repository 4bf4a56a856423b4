"""Working grades out, on request and by the clock, and deciding on what is proposed (TS-15, MC-9)."""

import uuid
from datetime import timedelta

import orjson
from sqlalchemy import select

from meridian.calendars.queries import today
from meridian.calendars.time_in_state import time_in_state
from meridian.customers.events import CUSTOMER_GRADE_DECIDED
from meridian.customers.models import Customer
from meridian.grading import queries
from meridian.grading.evaluation import evaluate
from meridian.grading.events import GRADES_EVALUATED
from meridian.grading.models import GradeProposal, GradeRun
from meridian.grading.rules import ProposalFacts, ProposalState
from meridian.grading.schemas import GradeProposalMove, GradesConfirm
from meridian.grading.workflow import PROPOSAL
from meridian.identity.actor import Actor
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import About, publish
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Engine
from meridian.policies.definitions.customers import GRADE_REVIEW_DAYS, GRADE_RULES, GRADE_THRESHOLDS
from meridian.policies.queries import snapshot
from meridian.rates.queries import base_currency

EVALUATE = "grades.evaluate"
LOCK = "grades"
GRADED_BY = (GRADE_RULES, GRADE_THRESHOLDS)


async def begin(session: WriteSession, actor: Actor | None) -> GradeRun:
    """Notes that the grades are to be worked out; a run that waits or is under way already is that one."""
    await one_at_a_time(session, LOCK)
    waiting = select(GradeRun).where(GradeRun.finished_at.is_(None)).order_by(GradeRun.started_at.desc()).limit(1)
    run = await session.scalar(waiting)
    if run is None:
        run = GradeRun(started_at=session.now, asked_by=actor and actor.user_id)
        session.add(run)
        await session.flush()
    return run


async def is_due(session: WriteSession) -> bool:
    """Whether the last evaluation is older than `grade_review_days`, or began by other rules than those in force."""
    last = await session.scalar(select(GradeRun.started_at).order_by(GradeRun.started_at.desc()).limit(1))
    if last is None:
        return True
    then, now = await snapshot(session, last), await snapshot(session)
    if then.pin(*GRADED_BY) != now.pin(*GRADED_BY):
        return True
    return session.now - last >= timedelta(days=now.get(GRADE_REVIEW_DAYS))


async def run(session: WriteSession, run_id: uuid.UUID) -> None:
    """Works the grades out, unless that is done already."""
    await one_at_a_time(session, f"{LOCK}:run")
    found = await session.get(GradeRun, run_id)
    if found is None or found.finished_at is not None:
        return
    pinned = (await snapshot(session)).pin(*GRADED_BY)
    day, base = await today(session), await base_currency(session)
    found.evaluated, found.proposed = await evaluate(session, day, base, orjson.dumps(pinned).decode())
    found.finished_at = session.now
    await publish(session, GRADES_EVALUATED, About(found.id, "grade_run"), version=1)


async def grade_customer(session: WriteSession, at: MoveContext[GradeProposal]) -> None:
    """The customer has the grade from now on, and is owed contacts by it."""
    proposal = at.record
    customer = await session.get_one(Customer, proposal.customer_id, with_for_update=True)
    before, customer.grade = customer.grade, proposal.to_grade
    await publish(session, CUSTOMER_GRADE_DECIDED, customer, from_grade=before, to_grade=proposal.to_grade)


async def _facts(session: WriteSession, at: MoveContext[GradeProposal]) -> ProposalFacts:
    customer = await session.get_one(Customer, at.record.customer_id)
    return ProposalFacts(customer.grade, at.record.from_grade)


MOVES = Engine(PROPOSAL, GradeProposal, time=time_in_state, facts=_facts, effects=(grade_customer,))


async def move(
    session: WriteSession, actor: Actor, proposal_id: uuid.UUID, name: str, body: GradeProposalMove, version: int
) -> None:
    """Confirms or rejects. 404, 412, 409, 403, 422."""
    proposal = await queries.load(session, actor, proposal_id)
    await MOVES.make(session, proposal, name, actor=actor, body=body, version=version)


async def confirm_all(session: WriteSession, actor: Actor, body: GradesConfirm) -> int:
    """Confirms all open proposals that fit, of customers the actor decides on. 409 when they are not as many as the
    actor saw: then nothing is decided."""
    wanted = (
        select(GradeProposal)
        .join(Customer, Customer.id == GradeProposal.customer_id)
        .where(
            GradeProposal.state == ProposalState.OPEN,
            Customer.grade == GradeProposal.from_grade,
            queries.PROPOSAL_VISIBILITY.visible_to(actor),
        )
    )
    for column, value in (
        (GradeProposal.from_grade, body.from_grade),
        (GradeProposal.to_grade, body.to_grade),
        (Customer.owner_id, body.owner_id),
    ):
        if value is not None:
            wanted = wanted.where(column == value)
    locked = wanted.order_by(GradeProposal.customer_id).limit(body.expected + 1).with_for_update()
    found = (await session.scalars(locked)).all()
    if len(found) != body.expected:
        raise Conflict(
            msg("there are not {expected} of them: look again", expected=body.expected), reason="other_number"
        )
    await MOVES.make_all(session, found, "confirm", reason=body.reason)
    return len(found)
