"""Policies: versioned settings, only ever added to."""

import sqlalchemy as sa
from alembic import op
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "policy_version",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("value", postgresql.JSONB(), nullable=False),
        sa.Column("effective_from", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("number > 0", name="policy_version_number_check"),
        sa.CheckConstraint("effective_from >= created_at", name="policy_version_not_backdated_check"),
        sa.ForeignKeyConstraint(["author_id"], ["app_user.id"], name="policy_version_author_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="policy_version_pkey"),
        sa.UniqueConstraint("key", "number", name="policy_version_key_number_key"),
    )
    op.create_table(
        "policy_withdrawal",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["policy_version.id"], name="policy_withdrawal_version_id_fkey"),
        sa.ForeignKeyConstraint(["author_id"], ["app_user.id"], name="policy_withdrawal_author_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="policy_withdrawal_pkey"),
        sa.UniqueConstraint("version_id", name="policy_withdrawal_version_id_key"),
    )
    for table in ("policy_version", "policy_withdrawal"):
        for statement in (*frozen.append_only(table), *frozen.keep_history(table)):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table("policy_withdrawal")
    op.drop_table("policy_version")
