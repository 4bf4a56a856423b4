"""Alerts tell leads of contacts that have been overdue for a week."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently

revision = "contacts_long_overdue"
down_revision = "cross_sell_by_line"
branch_labels = None
depends_on = None

REASONS = ("contact_long_overdue",)


def upgrade() -> None:
    concurrently.add_codes("alert", "reason", REASONS)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM alert WHERE reason = ANY(:reasons)").bindparams(reasons=list(REASONS)))
    concurrently.remove_codes("alert", "reason", REASONS)
