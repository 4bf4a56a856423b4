"""Rosters: who works when; and the hours in which customers asked to be called."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

revision = "rosters"
down_revision = "alert_look"
branch_labels = None
depends_on = None

NEW = ("roster:read", "roster:write")


def upgrade() -> None:
    concurrently.add_codes("api_key", "permissions", NEW, listed=True)
    op.create_table(
        "roster",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("weekly", postgresql.JSONB(), nullable=False),
        sa.Column("exceptions", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("keeps_holidays", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        *_versioned(),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name="roster_user_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="roster_pkey"),
        sa.UniqueConstraint("user_id", name="roster_user_id_key"),
    )
    op.create_table(
        "own_hours",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("weekly", postgresql.JSONB(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        *_versioned(),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="own_hours_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="own_hours_contact_id_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="own_hours_pkey"),
    )
    op.create_index(
        "own_hours_whose_key",
        "own_hours",
        ["customer_id", "contact_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_index("own_hours_contact_id_idx", "own_hours", ["contact_id"])
    for statement in (*frozen.touch("roster"), *frozen.keep_history("roster")):
        op.execute(statement)
    for statement in (*frozen.touch("own_hours"), *frozen.keep_history("own_hours", customer="customer_id")):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("own_hours")
    op.drop_table("roster")
    for permission in NEW:
        op.execute(
            sa.text("UPDATE api_key SET permissions = array_remove(permissions, :one)").bindparams(one=permission)
        )
    concurrently.remove_codes("api_key", "permissions", NEW, listed=True)


def _versioned() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
    )
