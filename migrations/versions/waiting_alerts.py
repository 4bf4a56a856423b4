"""Alerts tell of decisions that wait, answers to be told, reviews of files past their day and missed contacts."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently

revision = "waiting_alerts"
down_revision = "reported_contacts"
branch_labels = None
depends_on = None

REASONS = (
    "plan_to_decide",
    "amendment_to_decide",
    "export_to_decide",
    "compensation_to_decide",
    "customer_to_verify",
    "answer_to_tell",
    "file_reviews_overdue",
    "contact_missed",
)
INDEXES = {
    "customer_to_verify_idx": ("customer", ["id"], "verification = 'pending'"),
    "planned_contact_missed_idx": ("planned_contact", ["customer_id", "id"], "state = 'missed'"),
    "handoff_answered_idx": ("handoff", ["id"], "state = 'answered'"),
}


def upgrade() -> None:
    concurrently.add_codes("alert", "reason", REASONS)
    for name, (table, columns, only) in INDEXES.items():
        concurrently.create_index(name, table, columns, postgresql_where=sa.text(only))


def downgrade() -> None:
    for name, (table, _, _) in INDEXES.items():
        concurrently.drop_index(name, table)
    op.execute(sa.text("DELETE FROM alert WHERE reason = ANY(:reasons)").bindparams(reasons=list(REASONS)))
    concurrently.remove_codes("alert", "reason", REASONS)
