"""Working grades out, on request and by the clock, and deciding on what is proposed (TS-15, MC-9)."""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import select, text

from meridian.calendars.queries import time_in_state, today
from meridian.customers.events import CUSTOMER_GRADE_DECIDED
from meridian.customers.models import Customer
from meridian.grading import queries
from meridian.grading.events import GRADES_EVALUATED
from meridian.grading.models import GradeProposal, GradeRun
from meridian.grading.rules import (
    DAYS_SINCE_ORDER,
    FROM_SCORE,
    ORDERS_A_YEAR,
    POINTS,
    YEAR,
    GradePart,
    ProposalFacts,
    ProposalState,
)
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
from meridian.policies.rules import Grade, Policies
from meridian.rates.queries import base_currency

# Every customer's grade worked out by one statement over all of them, and what it comes to.
#
# Orders of the last year and expected sales count at the rates of the day. Where no sales are expected of a customer,
# what its open opportunities are worth counts as its potential. What has no rate counts as nothing.


def _ladder(value: str, steps: Mapping[Grade, str], operator: str) -> str:
    """The level of a value: the first step it reaches, else D."""
    cases = " ".join(f"WHEN {value} {operator} {bound} THEN '{grade}'" for grade, bound in steps.items())
    return f"CASE {cases} ELSE 'D' END"


def _points(level: str) -> str:
    cases = " ".join(f"WHEN '{grade}' THEN {points}" for grade, points in POINTS.items())
    return f"CASE {level} {cases} END"


_THRESHOLDS = {grade: f":from_{grade.lower()}" for grade in (Grade.A, Grade.B, Grade.C)}
_LEVELS = {
    GradePart.AMOUNT: _ladder("amount", _THRESHOLDS, ">="),
    GradePart.FREQUENCY: _ladder("frequency", {grade: str(count) for grade, count in ORDERS_A_YEAR.items()}, ">="),
    GradePart.POTENTIAL: _ladder("potential", _THRESHOLDS, ">="),
    GradePart.RECENCY: _ladder("recency", {grade: str(days) for grade, days in DAYS_SINCE_ORDER.items()}, "<="),
}
_SCORE = " + ".join(f"CAST(:{part} AS numeric) * {_points(f'{part}_level')}" for part in GradePart)
_TO_GRADE = _ladder("score", {grade: str(score) for grade, score in FROM_SCORE.items()}, ">=")
_PARTS = ", ".join(
    f"'{part}', jsonb_build_object('value', round({part}, 4)::text, 'level', {part}_level, 'weight', :{part})"
    for part in GradePart
)
# Names and bounds come from the rules, never from a request.
_GRADED = text(f"""
CREATE TEMPORARY TABLE graded ON COMMIT DROP AS
WITH money AS (
  SELECT DISTINCT ON (currency) currency, rate FROM exchange_rate
   WHERE base_currency = :base AND valid_on <= :today ORDER BY currency, valid_on DESC
), rated AS (
  SELECT currency, rate FROM money WHERE currency <> :base UNION ALL SELECT CAST(:base AS text), 1
), bought AS (
  SELECT o.customer_id, sum(o.amount * rated.rate) AS amount, count(*) AS frequency
    FROM customer_order AS o LEFT JOIN rated USING (currency)
   WHERE o.ordered_on > CAST(:today AS date) - {YEAR} AND o.ordered_on <= :today GROUP BY 1
), expected AS (
  SELECT customer_id, sum(base_amount) AS amount FROM opportunity
   WHERE outcome = 'open' AND base_currency = :base GROUP BY 1
), facts AS (
  SELECT c.id AS customer_id, c.grade AS from_grade,
         coalesce(bought.amount, 0) AS amount, coalesce(bought.frequency, 0)::numeric AS frequency,
         coalesce(c.expected_annual_sales_amount * rated.rate, expected.amount, 0) AS potential,
         (CAST(:today AS date) - c.last_order_on)::numeric AS recency
    FROM customer AS c
    LEFT JOIN bought ON bought.customer_id = c.id
    LEFT JOIN expected ON expected.customer_id = c.id
    LEFT JOIN rated ON rated.currency = c.expected_annual_sales_currency
   WHERE c.archived_at IS NULL AND c.merged_into_id IS NULL
), levels AS (
  SELECT *, {", ".join(f"{sql} AS {part}_level" for part, sql in _LEVELS.items())} FROM facts
), scored AS (
  SELECT *, {_SCORE} AS score FROM levels
)
SELECT customer_id, from_grade, {_TO_GRADE} AS to_grade, round(score, 4) AS score,
       jsonb_build_object({_PARTS}) AS parts
  FROM scored
""")  # noqa: S608
# Proposals that the facts no longer bear out, or that somebody has overtaken by a decision of their own.
_OUTDATE = text("""
UPDATE grade_proposal AS p SET state = 'outdated', state_since = meridian_now()
 WHERE p.state = 'open' AND NOT EXISTS (
   SELECT FROM graded
    WHERE graded.customer_id = p.customer_id AND graded.to_grade = p.to_grade AND graded.from_grade = p.from_grade
      AND graded.from_grade <> graded.to_grade)
""")
# What somebody has just declined is not proposed again until the next review.
_PROPOSE = text("""
INSERT INTO grade_proposal (customer_id, from_grade, to_grade, score, parts, policy_versions, evaluated_at)
SELECT customer_id, from_grade, to_grade, score, parts, CAST(:versions AS jsonb), meridian_now() FROM graded
 WHERE from_grade <> to_grade AND NOT EXISTS (
   SELECT FROM grade_proposal AS declined
    WHERE declined.customer_id = graded.customer_id AND declined.state = 'rejected'
      AND declined.from_grade = graded.from_grade AND declined.to_grade = graded.to_grade
      AND declined.decided_at > meridian_now() - make_interval(days => :review_days))
ON CONFLICT (customer_id) WHERE state = 'open' DO UPDATE
   SET score = excluded.score, parts = excluded.parts, policy_versions = excluded.policy_versions,
       evaluated_at = excluded.evaluated_at
 WHERE (grade_proposal.score, grade_proposal.parts) IS DISTINCT FROM (excluded.score, excluded.parts)
""")
_SIZE = text("SELECT count(*) FROM graded")
_OPEN = text("SELECT count(*) FROM grade_proposal WHERE state = 'open'")


async def evaluate(session: WriteSession, today: date, base: str, versions: str) -> tuple[int, int]:
    """Works all grades out anew. Gives how many customers were looked at, and how many proposals are open then."""
    policies = await snapshot(session)
    await session.execute(_GRADED, _values(policies, today, base))
    await session.execute(_OUTDATE)
    await session.execute(_PROPOSE, {"versions": versions, "review_days": policies.get(GRADE_REVIEW_DAYS)})
    evaluated = await session.scalar(_SIZE)
    proposed = await session.scalar(_OPEN)
    await session.execute(text("DROP TABLE graded"))
    return evaluated or 0, proposed or 0


def _values(policies: Policies, today: date, base: str) -> dict[str, Any]:
    weights, thresholds = policies.get(GRADE_RULES), policies.get(GRADE_THRESHOLDS)
    bounds: dict[str, Decimal] = {f"from_{grade.lower()}": thresholds[grade] for grade in _THRESHOLDS}
    return {"today": today, "base": base, **bounds, **{part: str(getattr(weights, part)) for part in GradePart}}


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
