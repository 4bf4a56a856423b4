"""Exchange rates."""

import sqlalchemy as sa
from alembic import op
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exchange_rate",
        sa.Column("base_currency", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("valid_on", sa.Date(), nullable=False),
        sa.Column("rate", sa.Numeric(precision=18, scale=10), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("currency <> base_currency", name="exchange_rate_currency_check"),
        sa.CheckConstraint("rate > 0", name="exchange_rate_rate_check"),
        sa.ForeignKeyConstraint(["author_id"], ["app_user.id"], name="exchange_rate_author_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="exchange_rate_pkey"),
        sa.UniqueConstraint(
            "base_currency", "currency", "valid_on", name="exchange_rate_base_currency_currency_valid_on_key"
        ),
    )
    for statement in (*frozen.touch("exchange_rate"), *frozen.keep_history("exchange_rate")):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("exchange_rate")
