"""A planned contact may be of another kind than its plan: the revisit owed after a deal stands in a running plan."""

from alembic import op
from migrations import concurrently

revision = "revisit_items"
down_revision = "retention"
branch_labels = None
depends_on = None

_KINDS = ("dial", "follow_up", "revisit", "care")


def upgrade() -> None:
    op.execute("ALTER TABLE planned_contact ADD COLUMN IF NOT EXISTS occasion text")
    concurrently.set_codes("planned_contact", {"occasion": _KINDS})
    op.execute(
        "UPDATE planned_contact AS item SET occasion = 'revisit' FROM opportunity_follow_up AS link"
        " WHERE link.planned_contact_id = item.id AND link.stage = 'completed'"
        " AND item.state IN ('planned', 'pending_approval')"
    )


def downgrade() -> None:
    op.drop_column("planned_contact", "occasion")
