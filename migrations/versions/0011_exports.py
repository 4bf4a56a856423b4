"""Exports and their downloads."""

import sqlalchemy as sa
from alembic import op
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "export",
        sa.Column("requested_by", sa.Uuid(), nullable=False),
        sa.Column("api_key_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("on_server", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("state", sa.Text(), server_default="requested", nullable=False),
        sa.Column(
            "state_since", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("columns", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("filter", postgresql.JSONB(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("row_count", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("produced_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("rows_written", sa.BigInteger(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("shown_groups", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("masked_columns", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["api_key_id"], ["api_key.id"], name="export_api_key_id_fkey"),
        sa.ForeignKeyConstraint(["decided_by"], ["app_user.id"], name="export_decided_by_fkey"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="export_department_id_fkey"),
        sa.ForeignKeyConstraint(["requested_by"], ["app_user.id"], name="export_requested_by_fkey"),
        sa.PrimaryKeyConstraint("id", name="export_pkey"),
    )
    op.create_index("export_department_id_state_id_idx", "export", ["department_id", "state", "id"], unique=False)
    op.create_index(
        "export_expires_at_idx", "export", ["expires_at"], unique=False, postgresql_where=sa.text("state = 'produced'")
    )
    op.create_index("export_requested_by_id_idx", "export", ["requested_by", "id"], unique=False)
    op.create_table(
        "export_download",
        sa.Column("export_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["export_id"], ["export.id"], name="export_download_export_id_fkey"),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name="export_download_user_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="export_download_pkey"),
    )
    op.create_index("export_download_export_id_id_idx", "export_download", ["export_id", "id"], unique=False)
    for statement in (
        *frozen.touch("export"),
        *frozen.keep_history("export", ignore=("state_since",)),
        *frozen.append_only("export_download"),
    ):
        op.execute(statement)


def downgrade() -> None:

    op.drop_index("export_download_export_id_id_idx", table_name="export_download")
    op.drop_table("export_download")
    op.drop_index("export_requested_by_id_idx", table_name="export")
    op.drop_index("export_expires_at_idx", table_name="export", postgresql_where=sa.text("state = 'produced'"))
    op.drop_index("export_department_id_state_id_idx", table_name="export")
    op.drop_table("export")
