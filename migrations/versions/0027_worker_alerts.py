"""An alert may tell that no worker runs; the installation's check takes the name the others have."""

from migrations import concurrently

revision = "worker_alerts"
down_revision = "any_schema"
branch_labels = None
depends_on = None

REASONS = (
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
DOUBLED, NAME = "installation_installation_one_check_check", "installation_one_check"


def upgrade() -> None:
    concurrently.set_codes("alert", {"reason": (*REASONS, "no_worker")})
    concurrently.rename_check("installation", DOUBLED, NAME)


def downgrade() -> None:
    concurrently.rename_check("installation", NAME, DOUBLED)
    concurrently.set_codes("alert", {"reason": REASONS})
