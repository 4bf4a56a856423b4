"""Targets of a month, of people and of teams."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

revision = "month_targets"
down_revision = "policy_proposals"
branch_labels = None
depends_on = None

NEW = ("target:read", "target:write")
_INSTANT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    concurrently.add_codes("api_key", "permissions", NEW, listed=True)
    op.create_table(
        "month_target",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("calls", sa.BigInteger(), nullable=True),
        sa.Column("connected", sa.BigInteger(), nullable=True),
        sa.Column("customers_won", sa.BigInteger(), nullable=True),
        sa.Column("signed_sum", sa.Numeric(18, 4), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", _INSTANT, server_default=sa.text("meridian_now()"), nullable=False),
        sa.Column("updated_at", _INSTANT, server_default=sa.text("meridian_now()"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("num_nonnulls(user_id, team_id) = 1", name=op.f("month_target_whose_check")),
        sa.CheckConstraint("extract(day FROM month) = 1", name=op.f("month_target_month_check")),
        sa.CheckConstraint(
            "calls > 0 AND connected > 0 AND customers_won > 0 AND signed_sum > 0",
            name=op.f("month_target_positive_check"),
        ),
        sa.CheckConstraint("(signed_sum IS NULL) = (currency IS NULL)", name=op.f("month_target_currency_check")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="month_target_team_id_fkey"),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name="month_target_user_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="month_target_pkey"),
        sa.UniqueConstraint(
            "month",
            "user_id",
            "team_id",
            name="month_target_month_user_id_team_id_key",
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index("month_target_user_id_idx", "month_target", ["user_id"])
    op.create_index("month_target_team_id_idx", "month_target", ["team_id"])
    for statement in (*frozen.touch("month_target"), *frozen.keep_history("month_target")):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("month_target")
    for permission in NEW:
        op.execute(
            sa.text("UPDATE api_key SET permissions = array_remove(permissions, :one)").bindparams(one=permission)
        )
    concurrently.remove_codes("api_key", "permissions", NEW, listed=True)
