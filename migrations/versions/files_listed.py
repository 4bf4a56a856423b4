"""Files are listed by customer and over the company, latest first."""

import sqlalchemy as sa
from migrations import concurrently

revision = "files_listed"
down_revision = "owed_by_place"
branch_labels = None
depends_on = None

TABLE = "stored_file"


def upgrade() -> None:
    concurrently.create_index(
        "stored_file_customer_id_uploaded_at_id_idx",
        TABLE,
        ["customer_id", "uploaded_at", "id"],
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )
    concurrently.create_index("stored_file_uploaded_at_id_idx", TABLE, ["uploaded_at", "id"])
    concurrently.drop_index("stored_file_customer_id_idx", TABLE)


def downgrade() -> None:
    concurrently.create_index(
        "stored_file_customer_id_idx", TABLE, ["customer_id"], postgresql_where=sa.text("customer_id IS NOT NULL")
    )
    concurrently.drop_index("stored_file_uploaded_at_id_idx", TABLE)
    concurrently.drop_index("stored_file_customer_id_uploaded_at_id_idx", TABLE)
