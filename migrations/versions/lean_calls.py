"""Calls are kept by when they began, the last at the end, where an index grows without being split in the middle; and
beside it only what a month of them is counted by."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently

revision = "lean_calls"
down_revision = "narrowed_boards"
branch_labels = None
depends_on = None

_LATEST = [sa.text("started_at DESC"), sa.text("id DESC")]
_IN_ORDER: list[str | sa.TextClause] = ["started_at", "id"]
# name → what comes before when it began; what is read beside it now, and was before
_INDEXES: dict[str, tuple[list[str], list[str], list[str]]] = {
    "contact_record_started_at_id_idx": (
        [],
        ["author_id", "method", "reached"],
        ["author_id", "team_id", "customer_id", "method", "reached", "talk_seconds"],
    ),
    "contact_record_author_id_started_at_id_idx": (["author_id"], [], []),
}


def upgrade() -> None:
    for name, (first, beside, _) in _INDEXES.items():
        _replace(name, [*first, *_IN_ORDER], beside)


def downgrade() -> None:
    for name, (first, _, before) in _INDEXES.items():
        _replace(name, [*first, *_LATEST], before)


def _replace(name: str, columns: list[str | sa.TextClause], beside: list[str]) -> None:
    """The old one is there until the new one is."""
    concurrently.create_index(f"{name}_new", "contact_record", columns, postgresql_include=beside)
    concurrently.drop_index(name, "contact_record")
    op.execute(f"ALTER INDEX {name}_new RENAME TO {name}")
