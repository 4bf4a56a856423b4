"""Promised call-backs, calls outside calling hours, and numbers that are wrong."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently
from sqlalchemy.dialects import postgresql

revision = "call_backs"
down_revision = "regional_holidays"
branch_labels = None
depends_on = None

_OPEN = "state IN ('planned', 'pending_approval')"
_KEY = ["customer_id", "contact_id", "method", "due_on"]


def _replace_key(condition: str) -> None:
    """The old one holds until the new one does."""
    options = {"unique": True, "postgresql_nulls_not_distinct": True, "postgresql_where": sa.text(condition)}
    concurrently.create_index("planned_contact_open_key_new", "planned_contact", _KEY, **options)
    concurrently.drop_index("planned_contact_open_key", "planned_contact")
    op.execute("ALTER INDEX planned_contact_open_key_new RENAME TO planned_contact_open_key")


def upgrade() -> None:
    concurrently.add_codes("contact_record", "next_step", ["call_back"])
    moment = postgresql.TIMESTAMP(timezone=True)
    op.execute(
        "ALTER TABLE planned_contact ADD COLUMN IF NOT EXISTS promised boolean NOT NULL DEFAULT false,"
        " ADD COLUMN IF NOT EXISTS outside_hours_reason text"
    )
    op.add_column("phone", sa.Column("wrong_since", moment, nullable=True), if_not_exists=True)
    op.add_column("phone", sa.Column("wrong_record_id", sa.Uuid(), nullable=True), if_not_exists=True)
    op.execute(
        "ALTER TABLE contact_record ADD COLUMN IF NOT EXISTS outside_hours boolean NOT NULL DEFAULT false,"
        " ADD COLUMN IF NOT EXISTS outside_hours_reason text"
    )
    concurrently.create_index(
        "planned_contact_promised_idx",
        "planned_contact",
        ["due_from"],
        postgresql_where=sa.text("promised AND state = 'planned'"),
    )
    _replace_key(f"{_OPEN} AND NOT promised")


def downgrade() -> None:
    op.execute(f"UPDATE planned_contact SET state = 'cancelled' WHERE promised AND {_OPEN}")  # noqa: S608
    op.execute("UPDATE contact_record SET next_step = 'follow_up' WHERE next_step = 'call_back'")
    concurrently.remove_codes("contact_record", "next_step", ["call_back"])
    _replace_key(_OPEN)
    concurrently.drop_index("planned_contact_promised_idx", "planned_contact")
    for table, columns in {
        "contact_record": ("outside_hours_reason", "outside_hours"),
        "phone": ("wrong_record_id", "wrong_since"),
        "planned_contact": ("outside_hours_reason", "promised"),
    }.items():
        for column in columns:
            op.drop_column(table, column)
