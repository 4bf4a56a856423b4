"""How many rows of customers people read page after page, and the alert that somebody reads more than may go out."""

import sqlalchemy as sa
from alembic import op
from migrations.concurrently import set_codes

revision = "rows_read"
down_revision = "waiting_alerts"
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
    "no_worker",
    "plan_to_decide",
    "amendment_to_decide",
    "export_to_decide",
    "compensation_to_decide",
    "customer_to_verify",
    "answer_to_tell",
    "file_reviews_overdue",
    "contact_missed",
)


def upgrade() -> None:
    set_codes("alert", {"reason": (*REASONS, "rows_over_limit")})
    op.create_table(
        "rows_read",
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("app_user.id"), primary_key=True),
        sa.Column("hour", sa.TIMESTAMP(timezone=True), primary_key=True),
        sa.Column("rows", sa.BigInteger(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("rows_read")
    op.execute("DELETE FROM alert WHERE reason = 'rows_over_limit'")
    set_codes("alert", {"reason": REASONS})
