"""Handoffs and contact records."""

import sqlalchemy as sa
from alembic import op
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

VERSIONED = ("handoff", "contact_record")
# table → (column that names the customer, columns not worth a history)
HISTORY = {
    "handoff": ("customer_id", ("state_since",)),
    "contact_record": ("customer_id", ()),
}

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "handoff",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column(
            "state_since", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column(
            "asked_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("deadline_id", sa.Uuid(), nullable=False),
        sa.Column("overdue_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("told_by", sa.Uuid(), nullable=True),
        sa.Column("told_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("told_note", sa.Text(), nullable=True),
        sa.Column("origin_type", sa.Text(), nullable=True),
        sa.Column("origin_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["answered_by"], ["app_user.id"], name="handoff_answered_by_fkey"),
        sa.ForeignKeyConstraint(["asked_by"], ["app_user.id"], name="handoff_asked_by_fkey"),
        sa.ForeignKeyConstraint(["assignee_id"], ["app_user.id"], name="handoff_assignee_id_fkey"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="handoff_customer_id_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadline.id"], name="handoff_deadline_id_fkey"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="handoff_department_id_fkey"),
        sa.ForeignKeyConstraint(["told_by"], ["app_user.id"], name="handoff_told_by_fkey"),
        sa.PrimaryKeyConstraint("id", name="handoff_pkey"),
    )
    op.create_index("handoff_asked_at_id_idx", "handoff", ["asked_at", "id"], unique=False)
    op.create_index("handoff_asked_by_id_idx", "handoff", ["asked_by", "id"], unique=False)
    op.create_index("handoff_assignee_id_state_id_idx", "handoff", ["assignee_id", "state", "id"], unique=False)
    op.create_index(
        "handoff_customer_id_asked_at_id_idx",
        "handoff",
        ["customer_id", sa.literal_column("asked_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index("handoff_deadline_id_idx", "handoff", ["deadline_id"], unique=False)
    op.create_index("handoff_department_id_state_id_idx", "handoff", ["department_id", "state", "id"], unique=False)
    op.create_index(
        "handoff_origin_id_idx",
        "handoff",
        ["origin_id"],
        unique=False,
        postgresql_where=sa.text("origin_id IS NOT NULL"),
    )
    op.create_table(
        "contact_record",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=True),
        sa.Column("direction", sa.Text(), server_default="outbound", nullable=False),
        sa.Column("disposition", sa.Text(), nullable=True),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("talk_seconds", sa.BigInteger(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), server_default="meridian", nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("logged_late", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("key_points", sa.Text(), nullable=True),
        sa.Column("intent_level", sa.Text(), nullable=True),
        sa.Column("objections", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("score_product_quality", sa.SmallInteger(), nullable=True),
        sa.Column("score_service_attitude", sa.SmallInteger(), nullable=True),
        sa.Column("score_response_speed", sa.SmallInteger(), nullable=True),
        sa.Column("score_problem_solving", sa.SmallInteger(), nullable=True),
        sa.Column("market_information", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("next_step", sa.Text(), nullable=True),
        sa.Column("next_step_reason", sa.Text(), nullable=True),
        sa.Column("next_item_id", sa.Uuid(), nullable=True),
        sa.Column("next_attempt_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("planned_item_id", sa.Uuid(), nullable=True),
        sa.Column("handoff_id", sa.Uuid(), nullable=True),
        sa.Column("complaint", postgresql.JSONB(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("(method = 'phone') = (disposition IS NOT NULL)", name="contact_record_disposition_check"),
        sa.CheckConstraint("ended_at >= started_at", name="contact_record_ended_at_check"),
        sa.CheckConstraint(
            "score_product_quality BETWEEN 1 AND 5 AND score_service_attitude BETWEEN 1 AND 5 AND score_response_speed BETWEEN 1 AND 5 AND score_problem_solving BETWEEN 1 AND 5",
            name="contact_record_scores_check",
        ),
        sa.CheckConstraint("talk_seconds >= 0", name="contact_record_talk_seconds_check"),
        sa.ForeignKeyConstraint(["author_id"], ["app_user.id"], name="contact_record_author_id_fkey"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name="contact_record_contact_id_fkey", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name="contact_record_created_by_fkey"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="contact_record_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="contact_record_department_id_fkey"),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoff.id"], name="contact_record_handoff_id_fkey"),
        sa.ForeignKeyConstraint(["next_item_id"], ["planned_contact.id"], name="contact_record_next_item_id_fkey"),
        sa.ForeignKeyConstraint(
            ["planned_item_id"], ["planned_contact.id"], name="contact_record_planned_item_id_fkey"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="contact_record_team_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="contact_record_pkey"),
    )
    op.create_index(
        "contact_record_author_id_started_at_id_idx",
        "contact_record",
        ["author_id", sa.literal_column("started_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "contact_record_contact_id_idx",
        "contact_record",
        ["contact_id"],
        unique=False,
        postgresql_where=sa.text("contact_id IS NOT NULL"),
    )
    op.create_index(
        "contact_record_customer_id_started_at_id_idx",
        "contact_record",
        ["customer_id", sa.literal_column("started_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "contact_record_external_key",
        "contact_record",
        ["source", "external_id"],
        unique=True,
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    op.create_index(
        "contact_record_planned_item_id_idx",
        "contact_record",
        ["planned_item_id"],
        unique=False,
        postgresql_where=sa.text("planned_item_id IS NOT NULL"),
    )
    op.create_index(
        "contact_record_started_at_id_idx",
        "contact_record",
        [sa.literal_column("started_at DESC"), sa.literal_column("id DESC")],
        unique=False,
    )
    op.create_index(
        "contact_record_team_id_started_at_idx",
        "contact_record",
        ["team_id", "started_at"],
        unique=False,
        postgresql_include=("disposition", "talk_seconds"),
    )
    for table in VERSIONED:
        for statement in frozen.touch(table):
            op.execute(statement)
    for table, (column, ignored) in HISTORY.items():
        for statement in frozen.keep_history(table, customer=column, ignore=ignored):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index(
        "contact_record_team_id_started_at_idx",
        table_name="contact_record",
        postgresql_include=("disposition", "talk_seconds"),
    )
    op.drop_index("contact_record_started_at_id_idx", table_name="contact_record")
    op.drop_index(
        "contact_record_planned_item_id_idx",
        table_name="contact_record",
        postgresql_where=sa.text("planned_item_id IS NOT NULL"),
    )
    op.drop_index(
        "contact_record_external_key", table_name="contact_record", postgresql_where=sa.text("external_id IS NOT NULL")
    )
    op.drop_index("contact_record_customer_id_started_at_id_idx", table_name="contact_record")
    op.drop_index(
        "contact_record_contact_id_idx", table_name="contact_record", postgresql_where=sa.text("contact_id IS NOT NULL")
    )
    op.drop_index("contact_record_author_id_started_at_id_idx", table_name="contact_record")
    op.drop_table("contact_record")
    op.drop_index("handoff_origin_id_idx", table_name="handoff", postgresql_where=sa.text("origin_id IS NOT NULL"))
    op.drop_index("handoff_department_id_state_id_idx", table_name="handoff")
    op.drop_index("handoff_deadline_id_idx", table_name="handoff")
    op.drop_index("handoff_customer_id_asked_at_id_idx", table_name="handoff")
    op.drop_index("handoff_assignee_id_state_id_idx", table_name="handoff")
    op.drop_index("handoff_asked_at_id_idx", table_name="handoff")
    op.drop_index("handoff_asked_by_id_idx", table_name="handoff")
    op.drop_table("handoff")
