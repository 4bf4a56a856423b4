"""Files kept for records."""

import sqlalchemy as sa
from alembic import op
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "file_download",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name="file_download_user_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="file_download_pkey"),
    )
    op.create_index("file_download_file_id_id_idx", "file_download", ["file_id", "id"], unique=False)
    op.create_table(
        "stored_file",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=False),
        sa.Column(
            "uploaded_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("subject_type", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("attached_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("(subject_id IS NULL) = (attached_at IS NULL)", name="stored_file_attached_check"),
        sa.CheckConstraint("(subject_type IS NULL) = (subject_id IS NULL)", name="stored_file_record_check"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="stored_file_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["uploaded_by"], ["app_user.id"], name="stored_file_uploaded_by_fkey"),
        sa.PrimaryKeyConstraint("id", name="stored_file_pkey"),
    )
    op.create_index(
        "stored_file_customer_id_idx",
        "stored_file",
        ["customer_id"],
        unique=False,
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )
    op.create_index(
        "stored_file_subject_id_attached_at_id_idx",
        "stored_file",
        ["subject_id", "attached_at", "id"],
        unique=False,
        postgresql_where=sa.text("subject_id IS NOT NULL"),
    )
    op.create_index(
        "stored_file_uploaded_at_idx",
        "stored_file",
        ["uploaded_at"],
        unique=False,
        postgresql_where=sa.text("subject_id IS NULL"),
    )
    for statement in (
        *frozen.keep_history("stored_file", customer="customer_id"),
        *frozen.append_only("file_download"),
    ):
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(
        "stored_file_uploaded_at_idx", table_name="stored_file", postgresql_where=sa.text("subject_id IS NULL")
    )
    op.drop_index(
        "stored_file_subject_id_attached_at_id_idx",
        table_name="stored_file",
        postgresql_where=sa.text("subject_id IS NOT NULL"),
    )
    op.drop_index(
        "stored_file_customer_id_idx", table_name="stored_file", postgresql_where=sa.text("customer_id IS NOT NULL")
    )
    op.drop_table("stored_file")
    op.drop_index("file_download_file_id_id_idx", table_name="file_download")
    op.drop_table("file_download")
