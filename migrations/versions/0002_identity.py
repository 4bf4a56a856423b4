"""Identity: departments, teams, users, sessions, API keys."""

import sqlalchemy as sa
from alembic import op
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

PEOPLE = (("department", "manager_id"), ("team", "lead_id"), ("team", "manager_id"))
HIDDEN = {"app_user": ("password_hash",), "api_key": ("key_hash",)}

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "department",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("manager_id", sa.Uuid(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["manager_id"], ["app_user.id"], name="department_manager_id_fkey", use_alter=True),
        sa.PrimaryKeyConstraint("id", name="department_pkey"),
        sa.UniqueConstraint("code", name="department_code_key"),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="sign_in_attempt_pkey"),
    )
    op.create_index("sign_in_attempt_subject_at_idx", "sign_in_attempt", ["subject", "at"], unique=False)
    op.create_table(
        "team",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("lead_id", sa.Uuid(), nullable=True),
        sa.Column("manager_id", sa.Uuid(), nullable=True),
        sa.Column("region_countries", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("product_line", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="team_department_id_fkey"),
        sa.ForeignKeyConstraint(["lead_id"], ["app_user.id"], name="team_lead_id_fkey", use_alter=True),
        sa.ForeignKeyConstraint(["manager_id"], ["app_user.id"], name="team_manager_id_fkey", use_alter=True),
        sa.PrimaryKeyConstraint("id", name="team_pkey"),
        sa.UniqueConstraint("name", name="team_name_key"),
    )
    op.create_index("team_department_id_idx", "team", ["department_id"], unique=False)
    op.create_table(
        "app_user",
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("zone", sa.Text(), server_default="Asia/Shanghai", nullable=False),
        sa.Column("locale", sa.Text(), server_default="zh-CN", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("locale IN ('zh-CN', 'en')", name="app_user_locale_check"),
        sa.CheckConstraint(
            "role IN ('rep', 'team_lead', 'sales_manager', 'deputy_director', 'director', 'service_agent', 'market_analyst', 'product_specialist', 'administrator', 'auditor', 'api_client')",
            name="app_user_role_check",
        ),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="app_user_department_id_fkey"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="app_user_team_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="app_user_pkey"),
    )
    op.create_index("app_user_department_id_idx", "app_user", ["department_id"], unique=False)
    op.create_index("app_user_email_key", "app_user", [sa.literal_column("lower(email)")], unique=True)
    op.create_index("app_user_team_id_idx", "app_user", ["team_id"], unique=False)
    op.create_table(
        "api_key",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("permissions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("rate_limit_per_minute", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("revoked_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name="api_key_created_by_fkey"),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name="api_key_user_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="api_key_pkey"),
        sa.UniqueConstraint("key_hash", name="api_key_key_hash_key"),
    )
    op.create_index("api_key_user_id_idx", "api_key", ["user_id"], unique=False)
    op.create_table(
        "browser_session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("expires_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("revoked_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name="browser_session_user_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="browser_session_pkey"),
        sa.UniqueConstraint("token_hash", name="browser_session_token_hash_key"),
    )
    op.create_index("browser_session_user_id_idx", "browser_session", ["user_id"], unique=False)
    for table, column in PEOPLE:
        op.create_foreign_key(f"{table}_{column}_fkey", table, "app_user", [column], ["id"])
    for table in ("department", "team", "app_user", "api_key"):
        for statement in (*frozen.touch(table), *frozen.keep_history(table, ignore=HIDDEN.get(table, ()))):
            op.execute(statement)


def downgrade() -> None:
    for table, column in PEOPLE:
        op.drop_constraint(f"{table}_{column}_fkey", table)
    op.drop_index("browser_session_user_id_idx", table_name="browser_session")
    op.drop_table("browser_session")
    op.drop_index("api_key_user_id_idx", table_name="api_key")
    op.drop_table("api_key")
    op.drop_index("app_user_team_id_idx", table_name="app_user")
    op.drop_index("app_user_email_key", table_name="app_user")
    op.drop_index("app_user_department_id_idx", table_name="app_user")
    op.drop_table("app_user")
    op.drop_index("team_department_id_idx", table_name="team")
    op.drop_table("team")
    op.drop_index("sign_in_attempt_subject_at_idx", table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_table("department")
