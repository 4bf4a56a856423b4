"""Every customer is owed a next contact by a rule; the database keeps when and by which (MC-17)."""

from alembic import op
from migrations import concurrently

revision = "contact_cadence"
down_revision = "notes_and_followers"
branch_labels = None
depends_on = None

STATEMENTS = (
    """
CREATE FUNCTION policy_in_force(wanted text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT version.value FROM policy_version AS version
  WHERE version.key = wanted AND version.effective_from <= meridian_now()
    AND NOT EXISTS (SELECT FROM policy_withdrawal WHERE policy_withdrawal.version_id = version.id)
  ORDER BY version.effective_from DESC, version.number DESC LIMIT 1
$$""",
    """
CREATE FUNCTION cadence_days(grade text) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT (coalesce(policy_in_force('contact_cadence_days'), '{"A": 7, "B": 14, "C": 30, "D": 90}'::jsonb)
         ->> grade)::integer
$$""",
    """
CREATE FUNCTION after_closing_days(category text) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN category IN ('closed', 'key')
              THEN coalesce(policy_in_force('closed_revisit_days'), '30'::jsonb)::integer END
$$""",
    """
CREATE FUNCTION derive_next_contact() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  by_grade integer; after_closing integer;
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.next_step_at := coalesce(NEW.next_step_at, NEW.next_contact_at);
  END IF;
  IF NEW.archived_at IS NOT NULL OR NEW.merged_into_id IS NOT NULL OR NEW.do_not_call THEN
    NEW.contact_due_at := NULL; NEW.contact_due_rule := NULL; NEW.next_contact_at := NULL;
    RETURN NEW;
  END IF;
  by_grade := cadence_days(NEW.grade);
  after_closing := after_closing_days(NEW.category);
  NEW.contact_due_rule := CASE WHEN after_closing < by_grade THEN 'after_closing' ELSE 'cadence' END;
  NEW.contact_due_at := coalesce(NEW.last_contact_at, NEW.created_at)
    + make_interval(days => least(by_grade, after_closing));
  NEW.next_contact_at := coalesce(NEW.next_step_at, NEW.contact_due_at);
  RETURN NEW;
END $$""",
    """
CREATE TRIGGER customer_next_contact_insert BEFORE INSERT ON customer FOR EACH ROW
EXECUTE FUNCTION derive_next_contact()""",
    """
CREATE TRIGGER customer_next_contact_update
BEFORE UPDATE OF grade, category, is_key, last_order_on, intent_level, first_contact_at, last_contact_at, next_step_at,
  next_contact_at, do_not_call, archived_at, merged_into_id ON customer FOR EACH ROW
EXECUTE FUNCTION derive_next_contact()""",
)
_REFRESH = """
SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(CAST('default' AS varchar), CAST('customer.follow_cadence' AS varchar),
  0, NULL, CAST('customer.follow_cadence' AS text), CAST('{}' AS jsonb), NULL)::procrastinate_job_to_defer_v1])
WHERE EXISTS (SELECT FROM customer)
"""


def upgrade() -> None:
    op.execute(
        "ALTER TABLE customer ADD COLUMN IF NOT EXISTS next_step_at timestamptz,"
        " ADD COLUMN IF NOT EXISTS contact_due_at timestamptz, ADD COLUMN IF NOT EXISTS contact_due_rule text"
    )
    concurrently.create_index("customer_contact_due_at_id_idx", "customer", ["contact_due_at", "id"])
    concurrently.set_codes("customer", {"contact_due_rule": ("cadence", "after_closing")})
    concurrently.add_codes("alert", "reason", ["contact_overdue", "refusal_to_lift"])
    for statement in STATEMENTS:
        op.execute(statement)
    op.execute(_REFRESH)  # the worker brings the customers there in line, batch by batch


def downgrade() -> None:
    op.execute("DELETE FROM alert WHERE reason IN ('contact_overdue', 'refusal_to_lift')")
    concurrently.remove_codes("alert", "reason", ["contact_overdue", "refusal_to_lift"])
    op.execute("DROP TRIGGER customer_next_contact_insert ON customer")
    op.execute("DROP TRIGGER customer_next_contact_update ON customer")
    op.execute("DROP FUNCTION derive_next_contact, cadence_days, after_closing_days, policy_in_force")
    for column in ("contact_due_rule", "contact_due_at", "next_step_at"):
        op.drop_column("customer", column)
