"""What is new since the last look at alerts is found by short statements, however much there is."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently

revision = "what_is_new"
down_revision = "care_occasions"
branch_labels = None
depends_on = None

RAISED = sa.text("raised_at IS NOT NULL")


def upgrade() -> None:
    concurrently.create_index("deadline_step_raised_at_idx", "deadline_step", ["raised_at"], postgresql_where=RAISED)
    concurrently.create_index("customer_review_updated_at_idx", "customer_review", ["updated_at"])
    concurrently.create_index("rows_read_hour_idx", "rows_read", ["hour"])
    op.execute("ALTER INDEX history_at_idx SET (autosummarize = on)")


def downgrade() -> None:
    op.execute("ALTER INDEX history_at_idx RESET (autosummarize)")
    concurrently.drop_index("rows_read_hour_idx", "rows_read")
    concurrently.drop_index("customer_review_updated_at_idx", "customer_review")
    concurrently.drop_index("deadline_step_raised_at_idx", "deadline_step")
