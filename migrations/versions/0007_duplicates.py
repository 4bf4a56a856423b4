"""Duplicates: suspected pairs, merges and what each changed."""

import sqlalchemy as sa
from alembic import op
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customer_merge",
        sa.Column("winner_id", sa.Uuid(), nullable=False),
        sa.Column("loser_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("moved", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("merged_by", sa.Uuid(), nullable=True),
        sa.Column(
            "merged_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("undone_by", sa.Uuid(), nullable=True),
        sa.Column("undone_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("winner_id <> loser_id", name="customer_merge_two_check"),
        sa.ForeignKeyConstraint(["loser_id"], ["customer.id"], name="customer_merge_loser_id_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["merged_by"], ["app_user.id"], name="customer_merge_merged_by_fkey"),
        sa.ForeignKeyConstraint(["undone_by"], ["app_user.id"], name="customer_merge_undone_by_fkey"),
        sa.ForeignKeyConstraint(
            ["winner_id"], ["customer.id"], name="customer_merge_winner_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="customer_merge_pkey"),
    )
    op.create_index("customer_merge_loser_id_id_idx", "customer_merge", ["loser_id", "id"], unique=False)
    op.create_index("customer_merge_winner_id_id_idx", "customer_merge", ["winner_id", "id"], unique=False)
    op.create_table(
        "duplicate_pair",
        sa.Column("a_id", sa.Uuid(), nullable=False),
        sa.Column("b_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("strength", sa.Text(), nullable=False),
        sa.Column("reasons", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column(
            "state_since", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
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
        sa.CheckConstraint("state IN ('open', 'dismissed', 'merged')", name="duplicate_pair_state_check"),
        sa.CheckConstraint("a_id < b_id", name="duplicate_pair_order_check"),
        sa.ForeignKeyConstraint(["a_id"], ["customer.id"], name="duplicate_pair_a_id_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["b_id"], ["customer.id"], name="duplicate_pair_b_id_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["decided_by"], ["app_user.id"], name="duplicate_pair_decided_by_fkey"),
        sa.PrimaryKeyConstraint("id", name="duplicate_pair_pkey"),
    )
    op.create_index("duplicate_pair_b_id_idx", "duplicate_pair", ["b_id"], unique=False)
    op.create_index("duplicate_pair_key", "duplicate_pair", ["a_id", "b_id"], unique=True)
    op.create_index("duplicate_pair_state_points_id_idx", "duplicate_pair", ["state", "points", "id"], unique=False)
    op.create_table(
        "customer_merge_row",
        sa.Column("merge_id", sa.Uuid(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Uuid(), nullable=False),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.Column("after", postgresql.JSONB(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["customer_merge.id"], name="customer_merge_row_merge_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="customer_merge_row_pkey"),
    )
    op.create_index(
        "customer_merge_row_merge_id_table_name_idx", "customer_merge_row", ["merge_id", "table_name"], unique=False
    )
    for statement in frozen.touch("duplicate_pair"):
        op.execute(statement)


def downgrade() -> None:
    op.drop_index("customer_merge_row_merge_id_table_name_idx", table_name="customer_merge_row")
    op.drop_table("customer_merge_row")
    op.drop_index("duplicate_pair_state_points_id_idx", table_name="duplicate_pair")
    op.drop_index("duplicate_pair_key", table_name="duplicate_pair")
    op.drop_index("duplicate_pair_b_id_idx", table_name="duplicate_pair")
    op.drop_table("duplicate_pair")
    op.drop_index("customer_merge_winner_id_id_idx", table_name="customer_merge")
    op.drop_index("customer_merge_loser_id_id_idx", table_name="customer_merge")
    op.drop_table("customer_merge")
