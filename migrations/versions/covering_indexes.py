"""What looks over a whole company is read from indexes alone; lists of milestones and review actions in their order."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently

revision = "covering_indexes"
down_revision = "duty_tally"
branch_labels = None
depends_on = None

_IN_ORDER = {
    "milestone_due_on_id_idx": ("milestone", ["due_on", "id"]),
    "review_action_due_on_id_idx": ("review_action", ["due_on", "id"]),
}
_LATEST = [sa.text("started_at DESC"), sa.text("id DESC")]
# name → table, columns, those that are read beside them
_COVERING: dict[str, tuple[str, list[str] | list[sa.TextClause], list[str]]] = {
    "customer_contact_due_at_id_idx": (
        "customer",
        ["contact_due_at", "id"],
        [
            "merged_into_id",
            "owner_id",
            "team_id",
            "department_id",
            "grade",
            "category",
            "intent_level",
            "first_contact_at",
            "last_contact_at",
            "created_at",
        ],
    ),
    "contact_record_started_at_id_idx": (
        "contact_record",
        _LATEST,
        ["author_id", "team_id", "customer_id", "method", "reached", "talk_seconds"],
    ),
    "transition_subject_type_subject_id_id_idx": (
        "transition",
        ["subject_type", "subject_id", "id"],
        ["workflow", "from_state", "to_state", "at", "elapsed_seconds", "working_seconds"],
    ),
}


def upgrade() -> None:
    for name, (table, in_order) in _IN_ORDER.items():
        concurrently.create_index(name, table, in_order)
    for name, (table, columns, beside) in _COVERING.items():
        _replace(name, table, columns, postgresql_include=beside)


def _replace(name: str, table: str, columns: list[str] | list[sa.TextClause], **options: list[str]) -> None:
    """The old one is there until the new one is."""
    concurrently.create_index(f"{name}_new", table, columns, **options)
    concurrently.drop_index(name, table)
    op.execute(f"ALTER INDEX {name}_new RENAME TO {name}")


def downgrade() -> None:
    for name, (table, columns, _) in _COVERING.items():
        _replace(name, table, columns)
    for name, (table, _) in _IN_ORDER.items():
        concurrently.drop_index(name, table)
