"""Calendars: working calendars and deadlines."""

import sqlalchemy as sa
from alembic import op
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

INSTANT = postgresql.TIMESTAMP(timezone=True)
LIVE = sa.text("met_at IS NULL AND cancelled_at IS NULL")
EMPTY_LIST = sa.text("'[]'")
NOW = sa.text("meridian_now()")
UUIDV7 = sa.text("uuidv7()")

KEEP_VERSION = """
CREATE FUNCTION keep_calendar_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO working_calendar_version
    (calendar_id, version, name, zone, weekly, holiday_country, exceptions)
  VALUES (NEW.id, NEW.version, NEW.name, NEW.zone, NEW.weekly, NEW.holiday_country, NEW.exceptions)
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
"""
# The company's calendar always exists: an administrator changes it, nobody removes it.
COMPANY = """
INSERT INTO working_calendar (name, zone, holiday_country, weekly)
SELECT '公司工作日历', 'Asia/Shanghai', 'CN', jsonb_object_agg(weekday, jsonb_build_array(
  jsonb_build_object('start', '09:00', 'end', '12:00'), jsonb_build_object('start', '13:00', 'end', '18:00')))
FROM unnest(ARRAY['monday', 'tuesday', 'wednesday', 'thursday', 'friday']) AS weekday
"""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "working_calendar",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("weekly", postgresql.JSONB(), nullable=False),
        sa.Column("holiday_country", sa.Text(), nullable=True),
        sa.Column("exceptions", postgresql.JSONB(), server_default=EMPTY_LIST, nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", INSTANT, server_default=NOW, nullable=False),
        sa.Column("updated_at", INSTANT, server_default=NOW, nullable=False),
        sa.Column("id", sa.Uuid(), server_default=UUIDV7, nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="working_calendar_department_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="working_calendar_pkey"),
        sa.UniqueConstraint(
            "department_id", name="working_calendar_department_id_key", postgresql_nulls_not_distinct=True
        ),
    )
    op.create_table(
        "working_calendar_version",
        sa.Column("calendar_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("weekly", postgresql.JSONB(), nullable=False),
        sa.Column("holiday_country", sa.Text(), nullable=True),
        sa.Column("exceptions", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("calendar_id", "version", name="working_calendar_version_pkey"),
    )
    op.create_table(
        "deadline",
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("calendar_id", sa.Uuid(), nullable=False),
        sa.Column("calendar_version", sa.BigInteger(), nullable=False),
        sa.Column("policy_versions", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("amount_minutes", sa.BigInteger(), nullable=False),
        sa.Column("due_at", INSTANT, nullable=True),
        sa.Column("paused_since", INSTANT, nullable=True),
        sa.Column("pauses", postgresql.JSONB(), server_default=EMPTY_LIST, nullable=False),
        sa.Column("met_at", INSTANT, nullable=True),
        sa.Column("cancelled_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, server_default=NOW, nullable=False),
        sa.Column("id", sa.Uuid(), server_default=UUIDV7, nullable=False),
        sa.CheckConstraint("amount_minutes >= 0", name="deadline_amount_check"),
        sa.CheckConstraint("met_at IS NULL OR cancelled_at IS NULL", name="deadline_one_end_check"),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name="deadline_owner_id_fkey"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="deadline_department_id_fkey"),
        sa.ForeignKeyConstraint(
            ["calendar_id", "calendar_version"],
            ["working_calendar_version.calendar_id", "working_calendar_version.version"],
            name="deadline_calendar_fkey",
        ),
        sa.PrimaryKeyConstraint("id", name="deadline_pkey"),
    )
    op.create_index(
        "deadline_live_key", "deadline", ["subject_type", "subject_id", "kind"], unique=True, postgresql_where=LIVE
    )
    op.create_index("deadline_subject_type_subject_id_idx", "deadline", ["subject_type", "subject_id"])
    op.create_index("deadline_due_at_idx", "deadline", ["due_at"], postgresql_where=LIVE)
    op.create_index("deadline_owner_id_idx", "deadline", ["owner_id", "due_at"], postgresql_where=LIVE)
    op.create_index("deadline_department_id_idx", "deadline", ["department_id", "due_at"], postgresql_where=LIVE)
    op.create_index("deadline_customer_id_idx", "deadline", ["customer_id"])
    op.create_table(
        "deadline_step",
        sa.Column("deadline_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("offset", sa.Text(), nullable=False),
        sa.Column("distance", sa.Interval(), nullable=False),
        sa.Column("at", INSTANT, nullable=True),
        sa.Column("raised_at", INSTANT, nullable=True),
        sa.Column("id", sa.Uuid(), server_default=UUIDV7, nullable=False),
        sa.CheckConstraint("kind IN ('due_soon', 'overdue', 'escalated')", name="deadline_step_kind_check"),
        sa.ForeignKeyConstraint(
            ["deadline_id"], ["deadline.id"], name="deadline_step_deadline_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="deadline_step_pkey"),
        sa.UniqueConstraint("deadline_id", "number", name="deadline_step_deadline_id_number_key"),
    )
    op.create_index("deadline_step_at_idx", "deadline_step", ["at"], postgresql_where=sa.text("raised_at IS NULL"))
    op.execute(KEEP_VERSION)
    op.execute(
        "CREATE TRIGGER working_calendar_keep_version AFTER INSERT OR UPDATE ON working_calendar "
        "FOR EACH ROW EXECUTE FUNCTION keep_calendar_version()"
    )
    for statement in (
        *frozen.touch("working_calendar"),
        *frozen.keep_history("working_calendar"),
        *frozen.append_only("working_calendar_version"),
        *frozen.keep_history("deadline", customer="customer_id"),
    ):
        op.execute(statement)
    op.execute(COMPANY)


def downgrade() -> None:
    op.drop_table("deadline_step")
    op.drop_table("deadline")
    op.drop_table("working_calendar_version")
    op.drop_table("working_calendar")
    op.execute("DROP FUNCTION keep_calendar_version")
