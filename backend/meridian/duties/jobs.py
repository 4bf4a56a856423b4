"""What the clock does about duties: keeps each day's coverage and every late contact, and plans what care owes."""

import uuid
from datetime import UTC, datetime

from sqlalchemy import text

from meridian.calendars.queries import evening, today
from meridian.duties import service
from meridian.duties.care import service as care_service
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.jobs import Job, JobContext, Subscription, defer, one_by_one
from meridian.plans.events import PLAN_CHANGED, PLAN_MOVED
from meridian.plans.models import ContactPlan
from meridian.plans.rules import PlanKind

BATCH = 5_000
PLANNED_AT_ONCE = 200
_TAKE_IN = text("SELECT take_in_duties(:now, :evening)")
_RECOUNT = text("SELECT recount_duties(:now, :evening)")
_KEEP_DAY = text("""
INSERT INTO duty_day (day, owner_id, grade, team_id, department_id, customers, overdue)
SELECT :day, owner.id, counted.grade, owner.team_id, owner.department_id, sum(counted.customers), sum(counted.overdue)
FROM duty_counts(:now, :now) AS counted JOIN app_user AS owner ON owner.id = counted.owner_id
GROUP BY owner.id, counted.grade, owner.team_id, owner.department_id
HAVING sum(counted.customers) > 0
ON CONFLICT (day, owner_id, grade) DO UPDATE
  SET customers = excluded.customers, overdue = excluded.overdue, team_id = excluded.team_id,
      department_id = excluded.department_id
""")
_BEGIN = text("""
WITH late AS (
  SELECT id, owner_id, contact_due_rule, grade, contact_due_at FROM customer
  WHERE contact_due_at < :now AND (contact_due_at, id) > (:due_at, :id) AND owner_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM duty_breach WHERE customer_id = customer.id AND ended_at IS NULL)
  ORDER BY contact_due_at, id LIMIT :limit
), begun AS (
  INSERT INTO duty_breach (customer_id, owner_id, rule, grade, due_at)
  SELECT id, owner_id, contact_due_rule, grade, contact_due_at FROM late
  ON CONFLICT (customer_id) WHERE ended_at IS NULL DO NOTHING
)
SELECT contact_due_at AS due_at, id FROM late ORDER BY contact_due_at, id
""")
_END = text("""
UPDATE duty_breach SET ended_at = CASE
  WHEN over.last_contact_at > duty_breach.due_at THEN over.last_contact_at ELSE :now END
FROM (
  SELECT open.id, customer.last_contact_at FROM duty_breach AS open JOIN customer ON customer.id = open.customer_id
  WHERE open.ended_at IS NULL AND (customer.contact_due_at IS NULL OR customer.contact_due_at >= :now)
  LIMIT :limit FOR UPDATE OF open SKIP LOCKED
) AS over WHERE over.id = duty_breach.id
RETURNING duty_breach.id
""")


async def take_in(context: JobContext) -> None:
    """Brings what is counted ahead up to now: the less has to be added to it, the sooner coverage is read."""
    async with context.db.write() as session:
        await session.execute(_TAKE_IN, {"now": session.now, "evening": await evening(session)})


async def recount(session: WriteSession) -> None:
    """Counts anew who is owed a contact, after customers were written past the database's triggers."""
    await session.execute(_RECOUNT, {"now": session.now, "evening": await evening(session)})


async def keep_day(context: JobContext) -> None:
    """Counts today's coverage by owner and grade; the last count of a day stays."""
    async with context.db.write() as session:
        await session.execute(_KEEP_DAY, {"day": await today(session), "now": session.now})


async def follow_breaches(context: JobContext) -> None:
    """Writes down contacts that are too late now, and ends those that have been made or are owed no more."""
    ended = BATCH
    while ended == BATCH:
        async with context.db.write() as session:
            ended = len((await session.execute(_END, {"now": session.now, "limit": BATCH})).all())
    # Each batch begins where the one before it came to: what was written down already is not gone through again.
    begun, after = BATCH, {"due_at": datetime.min.replace(tzinfo=UTC), "id": uuid.UUID(int=0)}
    while begun == BATCH:
        async with context.db.write() as session:
            late = (await session.execute(_BEGIN, {"now": session.now, "limit": BATCH, **after})).all()
        begun = len(late)
        if late:
            after = late[-1]._asdict()


async def plan_executive_contacts(context: JobContext) -> None:
    """Plans the contacts that executive sponsors owe key customers soon (MC-13)."""
    after: uuid.UUID | None = None
    while True:
        async with context.db.write() as session:
            after, _ = await service.plan_executive_contacts(session, after, PLANNED_AT_ONCE)
        if after is None:
            return


TAKE_IN = Job("duty.take_in", take_in, every="* * * * *")
KEEP_DAY = Job("duty.keep_day", keep_day, every="55 * * * *")
FOLLOW_BREACHES = Job("duty.follow_breaches", follow_breaches, every="*/10 * * * *")
PLAN_EXECUTIVE_CONTACTS = Job("duty.plan_executive_contacts", plan_executive_contacts, every="25 * * * *")


# Keeps what care plans owe in line, and plans its contacts: by the clock, and at once when a plan changes.


async def follow_all(context: JobContext) -> None:
    """Every care plan that keeps occasions. One that fails does not keep the others from being followed; the job fails
    when all have been."""
    async with context.db.write() as session:
        plans = await care_service.running_plans(session)
    failures: list[Exception] = []
    for plan_id in plans:
        try:
            await follow_plan(context, str(plan_id))
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("care plans were not followed", failures)


async def follow_plan(context: JobContext, plan_id: str) -> None:
    """What one plan owes, and its contacts of the next two weeks."""
    async with context.db.write() as session:
        keeps = await care_service.follow(session, uuid.UUID(plan_id))
    after: care_service.Cursor | None = None
    while keeps:
        async with context.db.write() as session:
            after = await care_service.plan_next(session, uuid.UUID(plan_id), after, PLANNED_AT_ONCE)
        keeps = after is not None


FOLLOW_ALL = Job("care.follow_all", follow_all, every="35 * * * *")
FOLLOW_PLAN = Job("care.follow_plan", follow_plan)
JOBS = (TAKE_IN, KEEP_DAY, FOLLOW_BREACHES, PLAN_EXECUTIVE_CONTACTS, FOLLOW_ALL, FOLLOW_PLAN)


async def on_plan(session: WriteSession, event: Event) -> None:
    """A care plan that begins, ends or names other occasions is followed at once."""
    plan = await session.get(ContactPlan, event.subject_id)
    if plan is not None and plan.kind == PlanKind.CARE:
        await defer(session, FOLLOW_PLAN, lock=f"care:{plan.id}", plan_id=str(plan.id))


SUBSCRIPTIONS = (Subscription("care.plan", frozenset({PLAN_CHANGED.name, PLAN_MOVED.name}), one_by_one(on_plan)),)
