"""Every open state of a complaint owes something by a time: those in a state that had no clock get theirs.

The worker starts them, for it knows the working calendars.
"""

from alembic import op

revision = "complaint_clocks"
down_revision = "extensions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(CAST('default' AS varchar),"
        " CAST('complaint.start_missing_deadlines' AS varchar), 0, NULL,"
        " CAST('complaint.start_missing_deadlines' AS text), CAST('{}' AS jsonb), NULL)::procrastinate_job_to_defer_v1])"
        " WHERE EXISTS (SELECT FROM complaint WHERE state <> 'archived')"
    )


def downgrade() -> None:
    """Clocks that run are left to: what they tell is true."""
