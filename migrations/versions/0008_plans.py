"""Contact plans, their items, amendments, and how often people were dialled."""

import sqlalchemy as sa
from alembic import op
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

VERSIONED = ("contact_plan", "planned_contact", "plan_amendment")
# table → (column that names the customer, columns not worth a history)
HISTORY = {
    "contact_plan": ("", ("state_since",)),
    "planned_contact": ("customer_id", ("state_since", "due_from", "missed_after")),
    "plan_amendment": ("", ("state_since",)),
}

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_plan",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column(
            "state_since", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("standing", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("submitted_late", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("urgent_reason", sa.Text(), nullable=True),
        sa.Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("kind IN ('dial', 'follow_up', 'revisit', 'care')", name="contact_plan_kind_check"),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name="contact_plan_created_by_fkey"),
        sa.ForeignKeyConstraint(["decided_by"], ["app_user.id"], name="contact_plan_decided_by_fkey"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="contact_plan_department_id_fkey"),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name="contact_plan_owner_id_fkey"),
        sa.ForeignKeyConstraint(["submitted_by"], ["app_user.id"], name="contact_plan_submitted_by_fkey"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="contact_plan_team_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="contact_plan_pkey"),
    )
    op.create_index(
        "contact_plan_department_id_state_id_idx", "contact_plan", ["department_id", "state", "id"], unique=False
    )
    op.create_index("contact_plan_owner_id_id_idx", "contact_plan", ["owner_id", "id"], unique=False)
    op.create_index(
        "contact_plan_standing_key",
        "contact_plan",
        ["owner_id"],
        unique=True,
        postgresql_where=sa.text("standing AND state = 'active'"),
    )
    op.create_index("contact_plan_team_id_id_idx", "contact_plan", ["team_id", "id"], unique=False)
    op.create_table(
        "plan_amendment",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "state_since", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changes", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["app_user.id"], name="plan_amendment_decided_by_fkey"),
        sa.ForeignKeyConstraint(["plan_id"], ["contact_plan.id"], name="plan_amendment_plan_id_fkey"),
        sa.ForeignKeyConstraint(["proposed_by"], ["app_user.id"], name="plan_amendment_proposed_by_fkey"),
        sa.PrimaryKeyConstraint("id", name="plan_amendment_pkey"),
    )
    op.create_index("plan_amendment_plan_id_id_idx", "plan_amendment", ["plan_id", "id"], unique=False)
    op.create_table(
        "dial_tally",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("not_before", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="dial_tally_contact_id_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="dial_tally_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="dial_tally_pkey"),
    )
    op.create_index("dial_tally_customer_id_on_day_idx", "dial_tally", ["customer_id", "on_day"], unique=False)
    op.create_table(
        "planned_contact",
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("assignee_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("aim", sa.Text(), nullable=False),
        sa.Column("materials", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("due_from", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("missed_after", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), server_default="planned", nullable=False),
        sa.Column(
            "state_since", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("state_reason", sa.Text(), nullable=True),
        sa.Column("attempts", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_attempt_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("done_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("done_record_id", sa.Uuid(), nullable=True),
        sa.Column("origin_record_id", sa.Uuid(), nullable=True),
        sa.Column("previous_id", sa.Uuid(), nullable=True),
        sa.Column("amendment_id", sa.Uuid(), nullable=True),
        sa.Column("proposed", postgresql.JSONB(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["amendment_id"], ["plan_amendment.id"], name="planned_contact_amendment_id_fkey"),
        sa.ForeignKeyConstraint(["assignee_id"], ["app_user.id"], name="planned_contact_assignee_id_fkey"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name="planned_contact_contact_id_fkey", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name="planned_contact_created_by_fkey"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="planned_contact_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["contact_plan.id"], name="planned_contact_plan_id_fkey"),
        sa.ForeignKeyConstraint(["previous_id"], ["planned_contact.id"], name="planned_contact_previous_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="planned_contact_pkey"),
    )
    op.create_index(
        "planned_contact_amendment_id_idx",
        "planned_contact",
        ["amendment_id"],
        unique=False,
        postgresql_where=sa.text("amendment_id IS NOT NULL"),
    )
    op.create_index(
        "planned_contact_assignee_id_state_due_from_id_idx",
        "planned_contact",
        ["assignee_id", "state", "due_from", "id"],
        unique=False,
    )
    op.create_index(
        "planned_contact_contact_id_idx",
        "planned_contact",
        ["contact_id"],
        unique=False,
        postgresql_where=sa.text("contact_id IS NOT NULL"),
    )
    op.create_index(
        "planned_contact_customer_id_due_from_id_idx",
        "planned_contact",
        ["customer_id", sa.literal_column("due_from DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index("planned_contact_due_from_id_idx", "planned_contact", ["due_from", "id"], unique=False)
    op.create_index(
        "planned_contact_due_on_idx",
        "planned_contact",
        ["due_on", "assignee_id"],
        unique=False,
        postgresql_where=sa.text("state IN ('planned', 'pending_approval')"),
    )
    op.create_index(
        "planned_contact_missed_after_idx",
        "planned_contact",
        ["missed_after"],
        unique=False,
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.create_index(
        "planned_contact_open_key",
        "planned_contact",
        ["customer_id", "contact_id", "method", "due_on"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("state IN ('planned', 'pending_approval')"),
    )
    op.create_index(
        "planned_contact_plan_id_due_from_id_idx", "planned_contact", ["plan_id", "due_from", "id"], unique=False
    )
    op.create_index("planned_contact_previous_id_idx", "planned_contact", ["previous_id"], unique=False)
    op.execute("ALTER TABLE planned_contact SET (fillfactor = 90)")
    for table in VERSIONED:
        for statement in frozen.touch(table):
            op.execute(statement)
    for table, (column, ignored) in HISTORY.items():
        for statement in frozen.keep_history(table, customer=column, ignore=ignored):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index("planned_contact_previous_id_idx", table_name="planned_contact")
    op.drop_index("planned_contact_plan_id_due_from_id_idx", table_name="planned_contact")
    op.drop_index(
        "planned_contact_open_key",
        table_name="planned_contact",
        postgresql_nulls_not_distinct=True,
        postgresql_where=sa.text("state IN ('planned', 'pending_approval')"),
    )
    op.drop_index(
        "planned_contact_missed_after_idx", table_name="planned_contact", postgresql_where=sa.text("state = 'planned'")
    )
    op.drop_index("planned_contact_due_from_id_idx", table_name="planned_contact")
    op.drop_index(
        "planned_contact_due_on_idx",
        table_name="planned_contact",
        postgresql_where=sa.text("state IN ('planned', 'pending_approval')"),
    )
    op.drop_index("planned_contact_customer_id_due_from_id_idx", table_name="planned_contact")
    op.drop_index(
        "planned_contact_contact_id_idx",
        table_name="planned_contact",
        postgresql_where=sa.text("contact_id IS NOT NULL"),
    )
    op.drop_index("planned_contact_assignee_id_state_due_from_id_idx", table_name="planned_contact")
    op.drop_index(
        "planned_contact_amendment_id_idx",
        table_name="planned_contact",
        postgresql_where=sa.text("amendment_id IS NOT NULL"),
    )
    op.drop_table("planned_contact")
    op.drop_index("dial_tally_customer_id_on_day_idx", table_name="dial_tally")
    op.drop_table("dial_tally")
    op.drop_index("plan_amendment_plan_id_id_idx", table_name="plan_amendment")
    op.drop_table("plan_amendment")
    op.drop_index("contact_plan_team_id_id_idx", table_name="contact_plan")
    op.drop_index(
        "contact_plan_standing_key",
        table_name="contact_plan",
        postgresql_where=sa.text("standing AND state = 'active'"),
    )
    op.drop_index("contact_plan_owner_id_id_idx", table_name="contact_plan")
    op.drop_index("contact_plan_department_id_state_id_idx", table_name="contact_plan")
    op.drop_table("contact_plan")
