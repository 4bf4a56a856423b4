"""Who an installation is, and its workers' signs of life."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "installation"
down_revision = "event_order"
branch_labels = None
depends_on = None

SERVER_NOW = sa.text("clock_timestamp()")


def upgrade() -> None:
    op.create_table(
        "installation",
        sa.Column("one", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), server_default=SERVER_NOW, nullable=False),
        sa.CheckConstraint("one", name="one"),
        sa.PrimaryKeyConstraint("one", name="installation_pkey"),
    )
    op.execute("INSERT INTO installation DEFAULT VALUES")
    op.create_table(
        "worker_heartbeat",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("process_id", sa.BigInteger(), nullable=False),
        sa.Column("started_at", postgresql.TIMESTAMP(timezone=True), server_default=SERVER_NOW, nullable=False),
        sa.Column("beat_at", postgresql.TIMESTAMP(timezone=True), server_default=SERVER_NOW, nullable=False),
        sa.Column("stopped_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="worker_heartbeat_pkey"),
    )


def downgrade() -> None:
    op.drop_table("worker_heartbeat")
    op.drop_table("installation")
