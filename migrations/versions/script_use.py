"""The script a call was made by, and what of it was used."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently

revision = "script_use"
down_revision = "scripts"
branch_labels = None
depends_on = None

INDEX = "contact_record_script_version_id_started_at_idx"


def upgrade() -> None:
    op.execute("ALTER TABLE contact_record ADD COLUMN IF NOT EXISTS script_version_id uuid")
    op.execute("ALTER TABLE contact_record ADD COLUMN IF NOT EXISTS script_use jsonb")
    concurrently.create_index(
        INDEX,
        "contact_record",
        ["script_version_id", "started_at"],
        postgresql_where=sa.text("script_version_id IS NOT NULL"),
    )


def downgrade() -> None:
    concurrently.drop_index(INDEX, "contact_record")
    op.drop_column("contact_record", "script_use")
    op.drop_column("contact_record", "script_version_id")
