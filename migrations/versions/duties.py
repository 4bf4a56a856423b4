"""Duties: nurture, progress reports and executive contacts are owed too; what became of being owed, day by day."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently
from sqlalchemy.dialects import postgresql

revision = "duties"
down_revision = "dial_plans"
branch_labels = None
depends_on = None

_INSTANT = postgresql.TIMESTAMP(timezone=True)
STATEMENTS = (
    """
CREATE FUNCTION duty_settings() RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'contact_cadence_days',
    coalesce(policy_in_force('contact_cadence_days'), '{"A": 7, "B": 14, "C": 30, "D": 90}'::jsonb),
    'closed_revisit_days', coalesce(policy_in_force('closed_revisit_days'), '30'::jsonb),
    'nurture_cadence_days', coalesce(policy_in_force('nurture_cadence_days'), '30'::jsonb),
    'progress_report_days', coalesce(policy_in_force('progress_report_days'), '30'::jsonb),
    'executive_contact_days', coalesce(policy_in_force('executive_contact_days'), '90'::jsonb))
$$""",
    """
CREATE FUNCTION owed_days(settings jsonb, rule text, grade text, category text, intent_level text, reached boolean)
RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN rule = 'cadence' THEN (settings -> 'contact_cadence_days' ->> grade)::integer
    WHEN rule = 'after_closing' AND category IN ('closed', 'key') THEN (settings ->> 'closed_revisit_days')::integer
    WHEN rule = 'nurture' AND category = 'potential' AND reached THEN (settings ->> 'nurture_cadence_days')::integer
    WHEN rule = 'progress_report' AND category = 'interested' AND intent_level IN ('high', 'committed')
      THEN (settings ->> 'progress_report_days')::integer
  END
$$""",
    """
CREATE FUNCTION least_owed_days(settings jsonb, grade text, category text, intent_level text, reached boolean)
RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT least(owed_days(settings, 'cadence', grade, category, intent_level, reached),
               owed_days(settings, 'after_closing', grade, category, intent_level, reached),
               owed_days(settings, 'nurture', grade, category, intent_level, reached),
               owed_days(settings, 'progress_report', grade, category, intent_level, reached))
$$""",
    """
CREATE FUNCTION owed_rule(settings jsonb, grade text, category text, intent_level text, reached boolean)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT rule FROM unnest(ARRAY['cadence', 'after_closing', 'nurture', 'progress_report']) WITH ORDINALITY
    AS one(rule, place)
  ORDER BY owed_days(settings, rule, grade, category, intent_level, reached) NULLS LAST, place LIMIT 1
$$""",
    """
CREATE OR REPLACE FUNCTION derive_next_contact() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  settings jsonb;
  reached boolean := NEW.first_contact_at IS NOT NULL;
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.next_step_at := coalesce(NEW.next_step_at, NEW.next_contact_at);
  END IF;
  IF NEW.archived_at IS NOT NULL OR NEW.merged_into_id IS NOT NULL OR NEW.do_not_call THEN
    NEW.contact_due_at := NULL; NEW.contact_due_rule := NULL; NEW.next_contact_at := NULL;
    NEW.executive_due_at := NULL;
    RETURN NEW;
  END IF;
  settings := duty_settings();
  NEW.contact_due_rule := owed_rule(settings, NEW.grade, NEW.category, NEW.intent_level, reached);
  NEW.contact_due_at := coalesce(NEW.last_contact_at, NEW.created_at)
    + make_interval(days => least_owed_days(settings, NEW.grade, NEW.category, NEW.intent_level, reached));
  NEW.next_contact_at := coalesce(NEW.next_step_at, NEW.contact_due_at);
  NEW.executive_due_at := CASE WHEN NEW.is_key THEN coalesce(NEW.executive_contact_at, NEW.created_at)
    + make_interval(days => (settings ->> 'executive_contact_days')::integer) END;
  RETURN NEW;
END $$""",
    "DROP FUNCTION cadence_days, after_closing_days",
    "DROP TRIGGER customer_next_contact_update ON customer",
    """
CREATE TRIGGER customer_next_contact_update
BEFORE UPDATE OF grade, category, is_key, last_order_on, intent_level, first_contact_at, last_contact_at, next_step_at,
  next_contact_at, executive_contact_at, do_not_call, archived_at, merged_into_id ON customer FOR EACH ROW
EXECUTE FUNCTION derive_next_contact()""",
)
BEFORE = (
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
CREATE OR REPLACE FUNCTION derive_next_contact() RETURNS trigger LANGUAGE plpgsql AS $$
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
    "DROP TRIGGER customer_next_contact_update ON customer",
    """
CREATE TRIGGER customer_next_contact_update
BEFORE UPDATE OF grade, category, is_key, last_order_on, intent_level, first_contact_at, last_contact_at, next_step_at,
  next_contact_at, do_not_call, archived_at, merged_into_id ON customer FOR EACH ROW
EXECUTE FUNCTION derive_next_contact()""",
    "UPDATE customer SET next_step_at = next_step_at WHERE contact_due_rule IN ('nurture', 'progress_report')",
)
_REFRESH = """
SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(CAST('default' AS varchar), CAST('customer.follow_cadence' AS varchar),
  0, NULL, CAST('customer.follow_cadence' AS text), CAST('{}' AS jsonb), NULL)::procrastinate_job_to_defer_v1])
WHERE EXISTS (SELECT FROM customer)
  AND NOT EXISTS (SELECT FROM procrastinate_jobs WHERE queueing_lock = 'customer.follow_cadence' AND status = 'todo')
"""


def upgrade() -> None:
    op.execute(
        "ALTER TABLE customer ADD COLUMN IF NOT EXISTS executive_contact_at timestamptz,"
        " ADD COLUMN IF NOT EXISTS executive_due_at timestamptz"
    )
    concurrently.create_index(
        "customer_executive_due_at_idx",
        "customer",
        ["executive_due_at", "id"],
        postgresql_where=sa.text("executive_due_at IS NOT NULL"),
    )
    concurrently.add_codes("customer", "contact_due_rule", ["nurture", "progress_report"])
    for statement in STATEMENTS:
        op.execute(statement)
    op.create_table(
        "duty_day",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("owner_id", sa.Uuid(), primary_key=True),
        sa.Column("grade", sa.Text(), primary_key=True),
        sa.Column("team_id", sa.Uuid()),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("customers", sa.BigInteger(), nullable=False),
        sa.Column("overdue", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("grade IN ('A', 'B', 'C', 'D')", name=op.f("duty_day_grade_code_check")),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name="duty_day_owner_id_fkey"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="duty_day_team_id_fkey"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="duty_day_department_id_fkey"),
    )
    op.create_table(
        "duty_breach",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), primary_key=True),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid()),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT),
        sa.CheckConstraint(
            "rule IN ('cadence', 'after_closing', 'nurture', 'progress_report')",
            name=op.f("duty_breach_rule_code_check"),
        ),
        sa.CheckConstraint("grade IN ('A', 'B', 'C', 'D')", name=op.f("duty_breach_grade_code_check")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="duty_breach_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name="duty_breach_owner_id_fkey"),
    )
    op.create_index("duty_breach_customer_id_due_at_idx", "duty_breach", ["customer_id", "due_at"])
    op.create_index("duty_breach_due_at_id_idx", "duty_breach", ["due_at", "id"])
    op.create_index(
        "duty_breach_open_key",
        "duty_breach",
        ["customer_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.execute(_REFRESH)  # the worker brings the customers there in line, batch by batch


def downgrade() -> None:
    op.drop_table("duty_breach")
    op.drop_table("duty_day")
    for statement in BEFORE:
        op.execute(statement)
    op.execute("DROP FUNCTION owed_rule, least_owed_days, owed_days, duty_settings")
    concurrently.remove_codes("customer", "contact_due_rule", ["nurture", "progress_report"])
    concurrently.drop_index("customer_executive_due_at_idx", "customer")
    for column in ("executive_due_at", "executive_contact_at"):
        op.drop_column("customer", column)
