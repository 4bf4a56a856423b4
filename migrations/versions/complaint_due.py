"""When the next deadline of a complaint falls due, and the market of its customer, kept beside it by trigger."""

from alembic import op
from migrations import concurrently
from sqlalchemy import text

revision = "complaint_due"
down_revision = "subject_tallies"
branch_labels = None
depends_on = None

# What follows from other rows: alone it makes no version of the complaint and no entry in its history.
_FOLLOWS = ("visible_to_ids", "market_id", "due_at")
_NO_HISTORY = ("state_since", "found_at", *_FOLLOWS)
_TOUCH = """
CREATE OR REPLACE TRIGGER complaint_touch BEFORE UPDATE ON complaint FOR EACH ROW
WHEN ((to_jsonb(OLD.*) - '{{{ignored}}}'::text[]) IS DISTINCT FROM (to_jsonb(NEW.*) - '{{{ignored}}}'::text[]))
EXECUTE FUNCTION touch_row()"""
_HISTORY = """
CREATE OR REPLACE TRIGGER complaint_history_{operation} AFTER {operation} ON complaint
REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION keep_history('customer_id', '{ignored}')"""
_TABLES = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}
_DUE = """
CREATE OR REPLACE FUNCTION note_complaint_due() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  complaint_id uuid := coalesce(NEW.subject_id, OLD.subject_id);
  next_due timestamptz;
BEGIN
  PERFORM FROM complaint WHERE id = complaint_id FOR NO KEY UPDATE; -- then whoever changes another of its deadlines waits
  SELECT min(due_at) INTO next_due FROM deadline
   WHERE subject_type = 'complaint' AND subject_id = complaint_id AND met_at IS NULL AND cancelled_at IS NULL;
  UPDATE complaint SET due_at = next_due WHERE id = complaint_id AND due_at IS DISTINCT FROM next_due;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER deadline_complaint_insert AFTER INSERT ON deadline FOR EACH ROW
  WHEN (NEW.subject_type = 'complaint') EXECUTE FUNCTION note_complaint_due();
CREATE OR REPLACE TRIGGER deadline_complaint_update AFTER UPDATE OF due_at, met_at, cancelled_at ON deadline FOR EACH ROW
  WHEN (NEW.subject_type = 'complaint'
    AND (OLD.due_at, OLD.met_at, OLD.cancelled_at) IS DISTINCT FROM (NEW.due_at, NEW.met_at, NEW.cancelled_at))
  EXECUTE FUNCTION note_complaint_due();
CREATE OR REPLACE TRIGGER deadline_complaint_delete AFTER DELETE ON deadline FOR EACH ROW
  WHEN (OLD.subject_type = 'complaint') EXECUTE FUNCTION note_complaint_due();
"""
# Read under a lock, so that a customer whose market changes meanwhile is not missed.
_MARKET = """
CREATE OR REPLACE FUNCTION fill_market_of_complaint() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT market_id INTO NEW.market_id FROM customer WHERE id = NEW.customer_id FOR SHARE;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER complaint_market BEFORE INSERT OR UPDATE OF customer_id, market_id ON complaint
  FOR EACH ROW EXECUTE FUNCTION fill_market_of_complaint();
CREATE OR REPLACE FUNCTION fill_market_of_complaints_of_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE complaint SET market_id = market_id WHERE customer_id = NEW.id;
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER customer_complaint_market AFTER UPDATE OF market_id ON customer FOR EACH ROW
  WHEN (OLD.market_id IS DISTINCT FROM NEW.market_id) EXECUTE FUNCTION fill_market_of_complaints_of_customer();
"""
_FILL = """
UPDATE complaint SET due_at = next.due_at, market_id = customer.market_id
  FROM complaint AS there
  JOIN customer ON customer.id = there.customer_id
  LEFT JOIN (SELECT subject_id, min(due_at) AS due_at FROM deadline
              WHERE subject_type = 'complaint' AND met_at IS NULL AND cancelled_at IS NULL GROUP BY 1) AS next
    ON next.subject_id = there.id
 WHERE complaint.id = there.id AND (next.due_at IS NOT NULL OR customer.market_id IS NOT NULL)
"""


def _triggers(follows: tuple[str, ...], no_history: tuple[str, ...]) -> None:
    op.execute(_TOUCH.format(ignored=",".join(follows)))
    for operation, tables in _TABLES.items():
        op.execute(_HISTORY.format(operation=operation, tables=tables, ignored=",".join(no_history)))


def upgrade() -> None:
    op.execute(
        "ALTER TABLE complaint ADD COLUMN IF NOT EXISTS due_at timestamptz, ADD COLUMN IF NOT EXISTS market_id uuid"
    )
    concurrently.create_index(
        "complaint_due_at_id_idx", "complaint", ["due_at", "id"], postgresql_where=text("due_at IS NOT NULL")
    )
    _triggers(_FOLLOWS, _NO_HISTORY)
    op.execute(_DUE)
    op.execute(_MARKET)
    op.execute(_FILL)  # while the triggers being made keep whoever would write from doing so


def downgrade() -> None:
    op.execute("DROP TRIGGER customer_complaint_market ON customer")
    op.execute("DROP FUNCTION fill_market_of_complaints_of_customer")
    op.execute("DROP TRIGGER complaint_market ON complaint")
    op.execute("DROP FUNCTION fill_market_of_complaint")
    for operation in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER deadline_complaint_{operation} ON deadline")
    op.execute("DROP FUNCTION note_complaint_due")
    _triggers(_FOLLOWS[:1], ("state_since", "found_at", "visible_to_ids"))
    concurrently.drop_index("complaint_due_at_id_idx", "complaint")
    op.drop_column("complaint", "due_at")
    op.drop_column("complaint", "market_id")
