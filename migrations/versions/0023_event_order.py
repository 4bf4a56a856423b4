"""Events are read by a position of their own, which no move of the database changes.

Only what a subscription has not read yet needs a position: what all have read stays as it is, whatever its number.
"""

import sqlalchemy as sa
from alembic import op

revision = "event_order"
down_revision = "codes"
branch_labels = None
depends_on = None

FUNCTIONS = """
CREATE FUNCTION note_event_arrival() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO event_arrival (event_id) VALUES (NEW.id);
  RETURN NULL;
END $$;

-- Gives up to `at_once` arrived events the positions after the last; returns how many. One caller at a time: whoever
-- waited sees what those before have done, because each statement of a function looks anew.
CREATE FUNCTION number_events(at_once integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  numbered integer;
BEGIN
  IF NOT EXISTS (SELECT FROM event_arrival) THEN
    RETURN 0;
  END IF;
  PERFORM pg_advisory_xact_lock(7313002);
  WITH arrived AS (
    DELETE FROM event_arrival WHERE arrival IN (SELECT arrival FROM event_arrival ORDER BY arrival LIMIT at_once)
    RETURNING arrival, event_id
  )
  INSERT INTO event_order (position, event_id)
  SELECT (SELECT coalesce(max(position), 0) FROM event_order) + row_number() OVER (ORDER BY arrival), event_id
    FROM arrived;
  GET DIAGNOSTICS numbered = ROW_COUNT;
  RETURN numbered;
END $$;
"""

# Deferred, so that the arrival is drawn while committing: what has waited for another transaction arrives after it.
ARRIVALS = (
    "CREATE CONSTRAINT TRIGGER event_arrives AFTER INSERT ON event"
    " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_event_arrival()"
)

# A database that was restored into another server counts transactions from low on again: what was written or read before
# stands in its future. There the order of writing (seq) says what is new.
CARRY_OVER = """
CREATE TEMPORARY TABLE reader ON COMMIT DROP AS
  SELECT name, xid, xid >= horizon AS moved, horizon,
         CASE WHEN seq = 0 AND xid >= horizon
              THEN coalesce((SELECT max(e.seq) FROM event e WHERE e.xid >= horizon), 0) ELSE seq END AS seq
    FROM event_cursor, (SELECT pg_snapshot_xmax(pg_current_snapshot()) AS horizon) AS clock;

CREATE TEMPORARY TABLE unread ON COMMIT DROP AS
  SELECT row_number() OVER (ORDER BY xid < (SELECT max(horizon) FROM reader), xid, seq) AS position, id, xid, seq
    FROM (SELECT id, xid, seq FROM event
           WHERE (xid, seq) > (SELECT xid, seq FROM reader WHERE NOT moved ORDER BY xid, seq LIMIT 1)
          UNION
          SELECT id, xid, seq FROM event WHERE seq > (SELECT min(seq) FROM reader WHERE moved)) AS some_have_not_read;

INSERT INTO event_order (position, event_id) SELECT position, id FROM unread;

UPDATE event_cursor SET position = read.upto FROM (
  SELECT r.name, coalesce(max(u.position), 0) AS upto FROM reader r LEFT JOIN unread u
      ON CASE WHEN r.moved THEN u.seq <= r.seq ELSE (u.xid, u.seq) <= (r.xid, r.seq) END
   GROUP BY r.name) AS read
 WHERE read.name = event_cursor.name;
"""


def upgrade() -> None:
    op.create_table(
        "event_arrival",
        sa.Column("arrival", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("arrival", name="event_arrival_pkey"),
    )
    op.create_table(
        "event_order",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="event_order_pkey"),
    )
    op.execute(FUNCTIONS)
    # From here on nobody writes an event until this commits: all there are have been committed.
    op.execute(ARRIVALS)
    op.add_column("event_cursor", sa.Column("position", sa.BigInteger(), server_default="0", nullable=False))
    op.execute(CARRY_OVER)
    op.alter_column("event_cursor", "position", server_default=None)
    op.drop_column("event_cursor", "xid")  # workers of the version before stop reading here, and lose nothing
    op.drop_column("event_cursor", "seq")


def downgrade() -> None:
    op.execute("DROP TRIGGER event_arrives ON event")
    op.execute("DROP FUNCTION number_events")
    op.execute("DROP FUNCTION note_event_arrival")
    op.execute("ALTER TABLE event_cursor ADD xid xid8 NOT NULL DEFAULT '0', ADD seq bigint NOT NULL DEFAULT 0")
    op.execute(
        "UPDATE event_cursor SET xid = e.xid, seq = e.seq FROM event_order o JOIN event e ON e.id = o.event_id"
        " WHERE o.position = event_cursor.position"
    )
    op.execute("UPDATE event_cursor SET xid = pg_snapshot_xmin(pg_current_snapshot()) WHERE xid = '0'")
    op.execute("ALTER TABLE event_cursor ALTER xid DROP DEFAULT, ALTER seq DROP DEFAULT, DROP COLUMN position")
    op.drop_table("event_order")
    op.drop_table("event_arrival")
