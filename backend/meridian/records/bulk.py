"""Past contact records by the thousand: imported with their author and time, set-based.

They are history: no planned contact is closed, nothing follows, no event tells of each. The customers' first and last
contact and, where the record is the newest, their intent level follow from them.
"""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

import orjson
from sqlalchemy import text
from uuid_utils.compat import uuid7

from meridian.kernel.db import WriteSession
from meridian.plans.codes import Method
from meridian.records import rules
from meridian.records.codes import Direction, Disposition

CHUNK = 5_000

_INSERT = text("""
WITH past AS (
  INSERT INTO contact_record (
    id, customer_id, contact_id, author_id, team_id, department_id, created_by, method, occasion, direction,
    disposition, reached, started_at, ended_at, talk_seconds, phone, source, external_id, outcome, key_points,
    intent_level, objections
  )
  SELECT row.id, row.customer_id, row.contact_id, row.author_id, author.team_id, author.department_id,
         meridian_actor(), row.method, row.occasion, row.direction, row.disposition, row.reached, row.started_at,
         row.ended_at, row.talk_seconds, row.phone, row.source, row.external_id, row.outcome, row.key_points,
         row.intent_level, row.objections
  FROM jsonb_populate_recordset(NULL::contact_record, CAST(:rows AS jsonb)) AS row
  JOIN app_user AS author ON author.id = row.author_id
  ON CONFLICT (source, external_id) WHERE external_id IS NOT NULL DO NOTHING
  RETURNING customer_id, started_at, reached, intent_level
), summary AS (
  SELECT customer_id, min(started_at) AS first_at, max(started_at) AS last_at,
         (array_agg(intent_level ORDER BY started_at DESC) FILTER (WHERE intent_level IS NOT NULL))[1] AS intent_level
  FROM past WHERE reached GROUP BY customer_id
), customers AS (
  UPDATE customer SET
    first_contact_at = least(customer.first_contact_at, summary.first_at),
    last_contact_at = greatest(customer.last_contact_at, summary.last_at),
    intent_level = CASE WHEN customer.last_contact_at > summary.last_at THEN customer.intent_level
                        ELSE coalesce(summary.intent_level, customer.intent_level) END
  FROM summary WHERE customer.id = summary.customer_id
)
SELECT count(*) FROM past
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRecord:
    """A contact made before; `source` and `external_id` keep a repeated import from doubling it.

    disposition: for calls, and only for them. started_at and ended_at are aware.
    """

    customer_id: uuid.UUID
    author_id: uuid.UUID
    method: Method
    started_at: datetime
    source: str
    external_id: str | None = None
    direction: Direction = Direction.OUTBOUND
    disposition: Disposition | None = None
    contact_id: uuid.UUID | None = None
    occasion: str | None = None
    ended_at: datetime | None = None
    talk_seconds: int | None = None
    phone: str | None = None
    outcome: str | None = None
    key_points: str | None = None
    intent_level: str | None = None
    objections: list[str] = field(default_factory=list)


async def insert_past_records(session: WriteSession, records: Sequence[PastRecord]) -> int:
    """Writes the records in the session's transaction, a statement for every few thousand. Returns how many are new."""
    written = 0
    for start in range(0, len(records), CHUNK):
        rows = [_row(record) for record in records[start : start + CHUNK]]
        written += (await session.execute(_INSERT, {"rows": orjson.dumps(rows, default=str).decode()})).scalar_one()
    return written


def _row(record: PastRecord) -> dict[str, object]:
    return {**asdict(record), "id": uuid7(), "reached": rules.meaning(record.disposition).reached}
