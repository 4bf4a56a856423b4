"""How long after the last complaint alike of its customer each was registered, kept by trigger."""

import sqlalchemy as sa
from alembic import op

revision = "complaint_repeats"
down_revision = "previous_plans"
branch_labels = None
depends_on = None

# ruff: noqa: S608 — names of our own tables

# The last one of the same product or root cause is the last of its partition before it.
_REPEATS = """
  MERGE INTO complaint_repeat USING (
    SELECT id, registered_at - greatest(
             CASE WHEN product_id IS NOT NULL THEN lag(registered_at) OVER
               (PARTITION BY customer_id, product_id ORDER BY registered_at, id) END,
             CASE WHEN root_cause_category IS NOT NULL THEN lag(registered_at) OVER
               (PARTITION BY customer_id, root_cause_category ORDER BY registered_at, id) END) AS after
    FROM complaint{of_whom}
  ) AS complaint ON complaint_id = complaint.id
  WHEN MATCHED AND complaint.after IS NULL THEN DELETE
  WHEN MATCHED AND complaint_repeat.after <> complaint.after THEN UPDATE SET after = complaint.after
  WHEN NOT MATCHED AND complaint.after IS NOT NULL THEN INSERT (complaint_id, after) VALUES (id, complaint.after);"""
# Turns are taken by name: who comes here has locked a complaint already, and whoever is here needs none of another's.
_STATEMENTS = (
    f"""
CREATE OR REPLACE FUNCTION keep_complaint_repeats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('complaint repeats ' || id, 0))
     FROM (SELECT DISTINCT id FROM unnest(ARRAY[OLD.customer_id, NEW.customer_id]) AS id ORDER BY id) AS whose;
{_REPEATS.format(of_whom=" WHERE customer_id IN (OLD.customer_id, NEW.customer_id)")}
  IF TG_OP = 'DELETE' THEN
    DELETE FROM complaint_repeat WHERE complaint_id = OLD.id;
  END IF;
  RETURN NULL;
END $$""",
    f"""
CREATE OR REPLACE FUNCTION recount_complaint_repeats() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM complaint_repeat;
{_REPEATS.format(of_whom="")}
END $$""",
    """
CREATE OR REPLACE TRIGGER complaint_repeats_insert AFTER INSERT ON complaint FOR EACH ROW
WHEN (num_nonnulls(NEW.product_id, NEW.root_cause_category) > 0) EXECUTE FUNCTION keep_complaint_repeats()""",
    """
CREATE OR REPLACE TRIGGER complaint_repeats_update AFTER UPDATE ON complaint FOR EACH ROW
WHEN ((OLD.customer_id, OLD.registered_at, OLD.product_id, OLD.root_cause_category)
  IS DISTINCT FROM (NEW.customer_id, NEW.registered_at, NEW.product_id, NEW.root_cause_category))
EXECUTE FUNCTION keep_complaint_repeats()""",
    """
CREATE OR REPLACE TRIGGER complaint_repeats_delete AFTER DELETE ON complaint FOR EACH ROW
WHEN (num_nonnulls(OLD.product_id, OLD.root_cause_category) > 0) EXECUTE FUNCTION keep_complaint_repeats()""",
    # The triggers are there, and hold up whoever writes a complaint until this is written.
    "SELECT recount_complaint_repeats()",
)


def upgrade() -> None:
    op.create_table(
        "complaint_repeat",
        sa.Column("complaint_id", sa.Uuid(), primary_key=True),
        sa.Column("after", sa.Interval(), nullable=False),
    )
    for statement in _STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    for operation in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER complaint_repeats_{operation} ON complaint")
    op.execute("DROP FUNCTION keep_complaint_repeats, recount_complaint_repeats")
    op.drop_table("complaint_repeat")
