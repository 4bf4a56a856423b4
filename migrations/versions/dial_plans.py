"""Dial plans: tried out, compared, put to use."""

import sqlalchemy as sa
from alembic import op
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

revision = "dial_plans"
down_revision = "dial_queue"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dial_plan",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), server_default=sa.text("'waiting'"), nullable=False),
        sa.Column(
            "state_since", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("nightly", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("team_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("user_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("emphasis", sa.Text(), nullable=False),
        sa.Column("pool", sa.Boolean(), nullable=False),
        sa.Column("wanted_call_minutes", sa.BigInteger(), nullable=True),
        sa.Column("rep_ids", postgresql.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("progress", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("computed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("call_minutes", sa.BigInteger(), nullable=True),
        sa.Column("daily_cap", sa.BigInteger(), nullable=True),
        sa.Column("rest_minutes", sa.BigInteger(), nullable=True),
        sa.Column("planned", sa.BigInteger(), nullable=True),
        sa.Column("left_out", sa.BigInteger(), nullable=True),
        sa.Column("dropped", sa.BigInteger(), nullable=True),
        sa.Column("overdue", sa.BigInteger(), nullable=True),
        sa.Column("overdue_planned", sa.BigInteger(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("owed_value", sa.BigInteger(), nullable=True),
        sa.Column("solver_ms", sa.BigInteger(), nullable=True),
        sa.Column("applied_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("applied_by", sa.Uuid(), nullable=True),
        sa.Column("skipped", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("emphasis IN ('overdue', 'value')", name=op.f("dial_plan_emphasis_code_check")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="dial_plan_department_id_fkey"),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name="dial_plan_owner_id_fkey"),
        sa.ForeignKeyConstraint(["applied_by"], ["app_user.id"], name="dial_plan_applied_by_fkey"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="dial_plan_team_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="dial_plan_pkey"),
        sa.CheckConstraint(
            "state IN ('waiting', 'ready', 'applied', 'discarded', 'failed')",
            name=op.f("dial_plan_state_code_check"),
        ),
    )
    op.create_index("dial_plan_department_id_id_idx", "dial_plan", ["department_id", "id"])
    op.create_index("dial_plan_in_use_idx", "dial_plan", ["id"], postgresql_where=sa.text("state = 'applied'"))
    op.create_index("dial_plan_owner_id_id_idx", "dial_plan", ["owner_id", "id"])
    op.create_index("dial_plan_rep_ids_idx", "dial_plan", ["rep_ids"], postgresql_using="gin")
    op.create_index("dial_plan_team_id_id_idx", "dial_plan", ["team_id", "id"])
    op.create_table(
        "dial_slot",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("rep_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("minutes", sa.BigInteger(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("speaks", sa.Boolean(), nullable=True),
        sa.Column("usual", sa.Boolean(), nullable=False),
        sa.Column("previous_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("previous_rep_id", sa.Uuid(), nullable=True),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["dial_plan.id"], name="dial_slot_plan_id_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["item_id"], ["planned_contact.id"], name="dial_slot_item_id_fkey", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="dial_slot_pkey"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="dial_slot_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["rep_id"], ["app_user.id"], name="dial_slot_rep_id_fkey"),
        sa.CheckConstraint("grade IN ('A', 'B', 'C', 'D')", name=op.f("dial_slot_grade_code_check")),
        sa.CheckConstraint("change IN ('added', 'moved', 'same', 'fixed')", name=op.f("dial_slot_change_code_check")),
    )
    op.create_index("dial_slot_customer_id_idx", "dial_slot", ["customer_id"])
    op.create_index("dial_slot_item_id_idx", "dial_slot", ["item_id"])
    op.create_index("dial_slot_plan_id_customer_id_idx", "dial_slot", ["plan_id", "customer_id"])
    op.create_index("dial_slot_plan_id_rep_id_starts_at_idx", "dial_slot", ["plan_id", "rep_id", "starts_at"])
    op.create_index("dial_slot_plan_id_starts_at_id_idx", "dial_slot", ["plan_id", "starts_at", "id"])
    op.create_table(
        "dial_left_out",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("rep_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("previous_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="dial_left_out_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.CheckConstraint("grade IN ('A', 'B', 'C', 'D')", name=op.f("dial_left_out_grade_code_check")),
        sa.ForeignKeyConstraint(["plan_id"], ["dial_plan.id"], name="dial_left_out_plan_id_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["rep_id"], ["app_user.id"], name="dial_left_out_rep_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="dial_left_out_pkey"),
        sa.CheckConstraint(
            "reason IN ('capacity', 'no_common_hour', 'nobody_on_duty', 'refused', 'zone_unknown', 'no_number', 'agreed_later')",
            name=op.f("dial_left_out_reason_code_check"),
        ),
    )
    op.create_index("dial_left_out_customer_id_idx", "dial_left_out", ["customer_id"])
    op.create_index("dial_left_out_plan_id_reason_id_idx", "dial_left_out", ["plan_id", "reason", "id"])
    for statement in (*frozen.touch("dial_plan"), *frozen.keep_history("dial_plan", ignore=("progress",))):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("dial_left_out")
    op.drop_table("dial_slot")
    op.drop_table("dial_plan")
