"""When the clock last looked for alerts: at what had changed since, and at everything."""

import sqlalchemy as sa
from alembic import op

revision = "alert_look"
down_revision = "history_once"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alert_look",
        sa.Column("one", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("looked_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("swept_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("one", name=op.f("alert_look_pkey")),
        sa.CheckConstraint("one", name=op.f("alert_look_one_check")),
    )


def downgrade() -> None:
    op.drop_table("alert_look")
