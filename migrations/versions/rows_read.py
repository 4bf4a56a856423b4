"""How many rows of customers people read page after page, and the alert that somebody reads more than may go out."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently

revision = "rows_read"
down_revision = "waiting_alerts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    concurrently.add_codes("alert", "reason", ["rows_over_limit"])
    op.create_table(
        "rows_read",
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("app_user.id"), primary_key=True),
        sa.Column("hour", sa.TIMESTAMP(timezone=True), primary_key=True),
        sa.Column("rows", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("rows_read")
    op.execute("DELETE FROM alert WHERE reason = 'rows_over_limit'")
    concurrently.remove_codes("alert", "reason", ["rows_over_limit"])
