"""Each order that a list offers is read from an index: opportunities by how they ended, customers by grade and by how
complete they are; and complaints that were escalated."""

import sqlalchemy as sa
from migrations import concurrently

revision = "in_order"
down_revision = "lean_indexes"
branch_labels = None
depends_on = None

_ORDERS = {
    "opportunity": (
        ("outcome", "base_amount", "id", "closed_at"),
        ("outcome", "closed_at", "id"),
        ("outcome", "stage_since", "id"),
        ("outcome", "expected_purchase_on", "id"),
        ("outcome", "review_due_on", "id"),
    ),
    "customer": (("grade", "id"), ("completeness", "id")),
    "complaint": (("escalation_level",),),
}
_BEFORE = {
    "opportunity_expected_idx": ("expected_purchase_on", "outcome = 'open'"),
    "opportunity_review_due_idx": ("review_due_on", "review_due_on IS NOT NULL"),
}


def upgrade() -> None:
    for table, orders in _ORDERS.items():
        for columns in orders:
            concurrently.create_index(f"{table}_{'_'.join(columns)}_idx", table, columns)
    for name in _BEFORE:
        concurrently.drop_index(name, "opportunity")


def downgrade() -> None:
    for name, (column, condition) in _BEFORE.items():
        concurrently.create_index(name, "opportunity", [column, "id"], postgresql_where=sa.text(condition))
    for table, orders in _ORDERS.items():
        for columns in orders:
            concurrently.drop_index(f"{table}_{'_'.join(columns)}_idx", table)
