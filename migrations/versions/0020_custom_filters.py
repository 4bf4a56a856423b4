"""The company's own fields are found by their values."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE INDEX customer_custom_idx ON customer USING gin (custom jsonb_path_ops) WHERE custom <> '{}'::jsonb"
    )


def downgrade() -> None:
    op.drop_index("customer_custom_idx", table_name="customer")
