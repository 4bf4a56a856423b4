"""The index of what a planned contact follows holds those alone that follow one."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently

revision = "previous_plans"
down_revision = "complaint_due"
branch_labels = None
depends_on = None

_NAME, _TABLE = "planned_contact_previous_id_idx", "planned_contact"


def upgrade() -> None:
    _replace(postgresql_where=sa.text("previous_id IS NOT NULL"))


def downgrade() -> None:
    _replace()


def _replace(**options: sa.TextClause) -> None:
    """The old one is there until the new one is."""
    concurrently.create_index(f"{_NAME}_new", _TABLE, ["previous_id"], **options)
    concurrently.drop_index(_NAME, _TABLE)
    op.execute(f"ALTER INDEX {_NAME}_new RENAME TO {_NAME}")
