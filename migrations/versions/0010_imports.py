"""Imports and exports."""

import sqlalchemy as sa
from alembic import op
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

VERSIONED = ("import",)
# Progress is not worth a history: the rows' answers and the moves are kept anyway.
HISTORY = {
    "import": (
        "columns",
        "rows",
        "rows_checked",
        "written_up_to",
        "count_to_create",
        "count_to_update",
        "count_created",
        "count_updated",
        "count_unchanged",
        "count_rejected",
        "count_screening",
        "count_skipped",
    )
}

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="uploaded", nullable=False),
        sa.Column("state_since", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_path", sa.Text(), nullable=False),
        sa.Column("file_size", sa.BigInteger(), nullable=False),
        sa.Column("file_sha256", sa.Text(), nullable=False),
        sa.Column("format", postgresql.JSONB(), nullable=False),
        sa.Column("columns", postgresql.JSONB(), nullable=False),
        sa.Column("sheets", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("mapping", postgresql.JSONB(), nullable=True),
        sa.Column("mapping_number", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("rows", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("count_to_create", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("count_to_update", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("count_created", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("count_updated", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("count_unchanged", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("count_rejected", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("count_screening", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("count_skipped", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rows_checked", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("written_up_to", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=False),
        sa.Column("api_key_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("corrects_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint(
            "state <> 'finished' OR rows = count_created + count_updated + count_unchanged + count_rejected + count_screening + count_skipped",
            name="import_accounted_check",
        ),
        sa.ForeignKeyConstraint(["api_key_id"], ["api_key.id"], name="import_api_key_id_fkey"),
        sa.ForeignKeyConstraint(["corrects_id"], ["import.id"], name="import_corrects_id_fkey"),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name="import_created_by_fkey"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="import_department_id_fkey"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="import_team_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="import_pkey"),
    )
    op.create_index(
        "import_corrects_id_idx",
        "import",
        ["corrects_id"],
        unique=False,
        postgresql_where=sa.text("corrects_id IS NOT NULL"),
    )
    op.create_index("import_created_by_id_idx", "import", ["created_by", "id"], unique=False)
    op.create_index("import_department_id_id_idx", "import", ["department_id", "id"], unique=False)
    op.create_index("import_team_id_id_idx", "import", ["team_id", "id"], unique=False)
    op.create_table(
        "import_row",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("cells", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("findings", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("entered", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("name_key", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("website_domain", sa.Text(), nullable=True),
        sa.Column("emails", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("phones", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("twin", sa.Integer(), nullable=True),
        sa.Column("twin_signal", sa.Text(), nullable=True),
        sa.Column("candidates", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["app_user.id"], name="import_row_decided_by_fkey"),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name="import_row_import_id_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="import_row_pkey"),
    )
    op.create_index("import_row_import_id_number_key", "import_row", ["import_id", "number"], unique=True)
    for table in VERSIONED:
        for statement in frozen.touch(table):
            op.execute(statement)
    for table, ignored in HISTORY.items():
        for statement in frozen.keep_history(table, ignore=ignored):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index("import_row_import_id_number_key", table_name="import_row")
    op.drop_table("import_row")
    op.drop_index("import_team_id_id_idx", table_name="import")
    op.drop_index("import_department_id_id_idx", table_name="import")
    op.drop_index("import_created_by_id_idx", table_name="import")
    op.drop_index("import_corrects_id_idx", table_name="import", postgresql_where=sa.text("corrects_id IS NOT NULL"))
    op.drop_table("import")
