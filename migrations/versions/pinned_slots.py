"""Calls of a dial plan that stay where they are when it is computed again, and customers whom it leaves out as asked."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently

revision = "pinned_slots"
down_revision = "files_listed"
branch_labels = None
depends_on = None


def upgrade() -> None:
    concurrently.add_codes("dial_left_out", "reason", ["excluded"])
    op.add_column(
        "dial_plan", sa.Column("excluded_ids", sa.ARRAY(sa.Uuid()), server_default=sa.text("'{}'"), nullable=False)
    )
    op.add_column("dial_slot", sa.Column("pinned", sa.Boolean(), server_default=sa.text("false"), nullable=False))


def downgrade() -> None:
    op.execute("DELETE FROM dial_left_out WHERE reason = 'excluded'")
    concurrently.remove_codes("dial_left_out", "reason", ["excluded"])
    op.drop_column("dial_slot", "pinned")
    op.drop_column("dial_plan", "excluded_ids")
