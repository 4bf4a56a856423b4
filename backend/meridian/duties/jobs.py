"""What the clock writes down of duties: each day's coverage, and every contact that came too late."""

import uuid

from sqlalchemy import text

from meridian.calendars.queries import today
from meridian.duties import service
from meridian.kernel.jobs import Job, JobContext

BATCH = 5_000
PLANNED_AT_ONCE = 200
_KEEP_DAY = text("""
INSERT INTO duty_day (day, owner_id, grade, team_id, department_id, customers, overdue)
SELECT :day, owner.id, customer.grade, owner.team_id, owner.department_id, count(*),
       count(*) FILTER (WHERE customer.contact_due_at < :now)
FROM customer JOIN app_user AS owner ON owner.id = customer.owner_id
WHERE customer.contact_due_at IS NOT NULL
GROUP BY owner.id, customer.grade, owner.team_id, owner.department_id
ON CONFLICT (day, owner_id, grade) DO UPDATE
  SET customers = excluded.customers, overdue = excluded.overdue, team_id = excluded.team_id,
      department_id = excluded.department_id
""")
_BEGIN = text("""
WITH late AS (
  SELECT id, owner_id, contact_due_rule, grade, contact_due_at FROM customer
  WHERE contact_due_at < :now AND owner_id IS NOT NULL
    AND NOT EXISTS (SELECT FROM duty_breach WHERE customer_id = customer.id AND ended_at IS NULL)
  ORDER BY contact_due_at, id LIMIT :limit
)
INSERT INTO duty_breach (customer_id, owner_id, rule, grade, due_at)
SELECT id, owner_id, contact_due_rule, grade, contact_due_at FROM late
ON CONFLICT (customer_id) WHERE ended_at IS NULL DO NOTHING
RETURNING id
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


async def keep_day(context: JobContext) -> None:
    """Counts today's coverage by owner and grade; the last count of a day stays."""
    async with context.db.write() as session:
        await session.execute(_KEEP_DAY, {"day": await today(session), "now": session.now})


async def follow_breaches(context: JobContext) -> None:
    """Writes down contacts that are too late now, and ends those that have been made or are owed no more."""
    for statement in (_END, _BEGIN):
        while True:
            async with context.db.write() as session:
                rows = (await session.execute(statement, {"now": session.now, "limit": BATCH})).all()
            if len(rows) < BATCH:
                break


async def plan_executive_contacts(context: JobContext) -> None:
    """Plans the contacts that executive sponsors owe key customers soon (MC-13)."""
    after: uuid.UUID | None = None
    while True:
        async with context.db.write() as session:
            after, _ = await service.plan_executive_contacts(session, after, PLANNED_AT_ONCE)
        if after is None:
            return


KEEP_DAY = Job("duty.keep_day", keep_day, every="55 * * * *")
FOLLOW_BREACHES = Job("duty.follow_breaches", follow_breaches, every="*/10 * * * *")
PLAN_EXECUTIVE_CONTACTS = Job("duty.plan_executive_contacts", plan_executive_contacts, every="25 * * * *")
JOBS = (KEEP_DAY, FOLLOW_BREACHES, PLAN_EXECUTIVE_CONTACTS)
