"""Alerts."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    concurrently.create_index(
        "customer_clear_intent_idx",
        "customer",
        ["id"],
        postgresql_where=sa.text(
            "intent_level IN ('high', 'committed') AND archived_at IS NULL AND merged_into_id IS NULL"
        ),
    )
    op.create_table(
        "alert",
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("since", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column(
            "state_since", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("acknowledged_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("resolved_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("(state = 'resolved') = (resolved_at IS NOT NULL)", name="alert_resolved_at_check"),
        sa.CheckConstraint("state IN ('open', 'acknowledged', 'resolved')", name="alert_state_check"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="alert_customer_id_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name="alert_owner_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="alert_pkey"),
    )
    op.create_index("alert_created_at_id_idx", "alert", ["created_at", "id"], unique=False)
    op.create_index(
        "alert_customer_id_id_idx",
        "alert",
        ["customer_id", "id"],
        unique=False,
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )
    op.create_index(
        "alert_live_key",
        "alert",
        ["reason", "cause_id", "owner_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'resolved'"),
    )
    op.create_index("alert_owner_id_state_id_idx", "alert", ["owner_id", "state", "id"], unique=False)
    op.create_index("alert_subject_id_id_idx", "alert", ["subject_id", "id"], unique=False)
    for statement in (
        *frozen.touch("alert"),
        *frozen.keep_history("alert", customer="customer_id", ignore=("state_since",)),
    ):
        op.execute(statement)


def downgrade() -> None:
    concurrently.drop_index("customer_clear_intent_idx", "customer")
    op.drop_index("alert_subject_id_id_idx", table_name="alert")
    op.drop_index("alert_owner_id_state_id_idx", table_name="alert")
    op.drop_index("alert_live_key", table_name="alert", postgresql_where=sa.text("state <> 'resolved'"))
    op.drop_index("alert_customer_id_id_idx", table_name="alert", postgresql_where=sa.text("customer_id IS NOT NULL"))
    op.drop_index("alert_created_at_id_idx", table_name="alert")
    op.drop_table("alert")
