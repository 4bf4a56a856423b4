"""Administrators are alerted while no worker runs."""

from migrations import concurrently

revision = "alert_of_no_worker"
down_revision = "any_schema"
branch_labels = None
depends_on = None

BEFORE = (
    "intent_without_follow_up",
    "stage_without_next_step",
    "milestone_overdue",
    "review_owed",
    "review_action_overdue",
    "preventive_action_overdue",
    "complaint_escalated",
    "deadline_due_soon",
    "deadline_overdue",
    "deadline_escalated",
)


def upgrade() -> None:
    concurrently.set_codes("alert", {"reason": (*BEFORE, "no_worker")})


def downgrade() -> None:
    concurrently.set_codes("alert", {"reason": BEFORE})
