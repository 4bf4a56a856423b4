"""How much keys are used: a row for each key and day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "api_key_use"
down_revision = "customer_suggest"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_key_use",
        sa.Column("key_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("requests", sa.BigInteger(), nullable=False),
        sa.Column("last_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("last_from", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key_id", "day", name="api_key_use_pkey"),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name="api_key_use_key_id_fkey"),
    )


def downgrade() -> None:
    op.drop_table("api_key_use")
