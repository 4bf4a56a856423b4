"""Whether a resolved complaint was resolved in time, kept beside it by trigger."""

from alembic import op
from migrations.concurrently import fill

revision = "complaint_in_time"
down_revision = "complaint_repeats"
branch_labels = None
depends_on = None

# What follows from other rows: alone it makes no version of the complaint and no entry in its history.
_FOLLOWS = ("visible_to_ids", "market_id", "due_at", "in_time")
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
  UPDATE complaint SET due_at = next_due{more} WHERE id = complaint_id AND {changed};
  RETURN NULL;
END $$"""
# The complaint is locked when its row is changed: who changes another of its rounds or deadlines comes before or after.
_IN_TIME = """
CREATE OR REPLACE FUNCTION fill_complaint_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.in_time := CASE WHEN EXISTS (
    SELECT FROM complaint_round WHERE complaint_id = NEW.id AND number = NEW.round AND resolved_at IS NOT NULL
  ) THEN NOT EXISTS (
    SELECT FROM deadline
     WHERE subject_type = 'complaint' AND subject_id = NEW.id AND kind = 'complaint_resolution' AND met_at > due_at
  ) END;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER complaint_in_time BEFORE UPDATE OF round, in_time ON complaint FOR EACH ROW
  EXECUTE FUNCTION fill_complaint_in_time();
CREATE OR REPLACE FUNCTION note_complaint_resolved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE complaint SET in_time = in_time WHERE id = coalesce(NEW.complaint_id, OLD.complaint_id);
  RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER complaint_round_resolved_insert AFTER INSERT ON complaint_round FOR EACH ROW
  WHEN (NEW.resolved_at IS NOT NULL) EXECUTE FUNCTION note_complaint_resolved();
CREATE OR REPLACE TRIGGER complaint_round_resolved_update AFTER UPDATE OF resolved_at ON complaint_round FOR EACH ROW
  WHEN (OLD.resolved_at IS DISTINCT FROM NEW.resolved_at) EXECUTE FUNCTION note_complaint_resolved();
CREATE OR REPLACE TRIGGER complaint_round_resolved_delete AFTER DELETE ON complaint_round FOR EACH ROW
  WHEN (OLD.resolved_at IS NOT NULL) EXECUTE FUNCTION note_complaint_resolved();
"""
_RESOLVED = """
EXISTS (SELECT FROM complaint_round
         WHERE complaint_id = complaint.id AND number = complaint.round AND resolved_at IS NOT NULL)"""


def _triggers(follows: tuple[str, ...], no_history: tuple[str, ...]) -> None:
    op.execute(_TOUCH.format(ignored=",".join(follows)))
    for operation, tables in _TABLES.items():
        op.execute(_HISTORY.format(operation=operation, tables=tables, ignored=",".join(no_history)))


def upgrade() -> None:
    op.execute("ALTER TABLE complaint ADD COLUMN IF NOT EXISTS in_time boolean")
    _triggers(_FOLLOWS, _NO_HISTORY)
    op.execute(_IN_TIME)
    resolved = "(due_at IS DISTINCT FROM next_due OR in_time IS NOT NULL)"
    op.execute(_DUE.format(more=", in_time = in_time", changed=resolved))
    fill("complaint", "in_time = in_time", only=_RESOLVED)


def downgrade() -> None:
    op.execute(_DUE.format(more="", changed="due_at IS DISTINCT FROM next_due"))
    for operation in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER complaint_round_resolved_{operation} ON complaint_round")
    op.execute("DROP TRIGGER complaint_in_time ON complaint")
    op.execute("DROP FUNCTION note_complaint_resolved, fill_complaint_in_time")
    _triggers(_FOLLOWS[:-1], _NO_HISTORY[:-1])
    op.drop_column("complaint", "in_time")
