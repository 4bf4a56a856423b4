"""Alerts tell of contacts that senior management owes key customers."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently

revision = "executive_contacts"
down_revision = "pinned_slots"
branch_labels = None
depends_on = None

REASONS = ("executive_contact_owed", "executive_contact_missed")


def upgrade() -> None:
    concurrently.add_codes("alert", "reason", REASONS)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM alert WHERE reason = ANY(:reasons)").bindparams(reasons=list(REASONS)))
    concurrently.remove_codes("alert", "reason", REASONS)
