"""The company's own fields are found by their values."""

import sqlalchemy as sa
from migrations import concurrently

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    concurrently.create_index(
        "customer_custom_idx",
        "customer",
        ["custom"],
        postgresql_using="gin",
        postgresql_ops={"custom": "jsonb_path_ops"},
        postgresql_where=sa.text("custom <> '{}'::jsonb"),
    )


def downgrade() -> None:
    concurrently.drop_index("customer_custom_idx", "customer")
