"""Saved views of lists."""

import sqlalchemy as sa
from alembic import op
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

revision = "saved_views"
down_revision = "sign_ins_under_way"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("list_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("sharing", sa.Text(), server_default=sa.text("'nobody'"), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("conditions", postgresql.JSONB(), server_default=sa.text("'[]'::jsonb"), nullable=False),
        sa.Column("sort", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("columns", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("widths", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("list_name IN ('customers')", name=op.f("saved_view_list_name_code_check")),
        sa.CheckConstraint(
            "sharing IN ('nobody', 'team', 'department', 'company')", name=op.f("saved_view_sharing_code_check")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name="saved_view_owner_id_fkey"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="saved_view_team_id_fkey"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="saved_view_department_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="saved_view_pkey"),
        sa.UniqueConstraint("owner_id", "list_name", "name", name="saved_view_owner_id_list_name_name_key"),
    )
    op.create_index(
        "saved_view_team_id_idx", "saved_view", ["team_id"], postgresql_where=sa.text("team_id IS NOT NULL")
    )
    op.create_index(
        "saved_view_department_id_idx",
        "saved_view",
        ["department_id"],
        postgresql_where=sa.text("department_id IS NOT NULL"),
    )
    for statement in (*frozen.touch("saved_view"), *frozen.keep_history("saved_view")):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("saved_view")
