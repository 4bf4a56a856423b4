"""Extensions of colleagues, by which a switch names who was called; people listed over all customers."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently

revision = "extensions"
down_revision = "saved_views"
branch_labels = None
depends_on = None


def upgrade() -> None:
    concurrently.create_index("contact_created_at_id_idx", "contact", ["created_at", "id"])
    op.add_column("app_user", sa.Column("extension", sa.Text(), nullable=True))
    concurrently.create_index(
        "app_user_extension_key",
        "app_user",
        ["extension"],
        unique=True,
        postgresql_where=sa.text("active AND extension IS NOT NULL"),
    )


def downgrade() -> None:
    concurrently.drop_index("app_user_extension_key", "app_user")
    concurrently.drop_index("contact_created_at_id_idx", "contact")
    op.drop_column("app_user", "extension")
