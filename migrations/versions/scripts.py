"""Scripts, their versions, people's own wording, and the catalogue of objections."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

revision = "scripts"
down_revision = "rosters"
branch_labels = None
depends_on = None

NEW = ("script:read", "script:write", "script:approve", "script:adapt")
_INSTANT, _NOW = postgresql.TIMESTAMP(timezone=True), sa.text("meridian_now()")
_SCENARIOS = "'first_contact', 'nurture', 'follow_up', 'quote_follow_up', 'negotiation', 'revisit', 'care', 'win_back'"
OBJECTIONS = (
    ("price", "Price", "价格"),
    ("payment_terms", "Payment terms", "付款条件"),
    ("delivery_time", "Lead time", "交货期"),
    ("quality_doubts", "Quality", "质量疑虑"),
    ("has_supplier", "Has a supplier", "已有供应商"),
    ("no_budget", "No budget", "没有预算"),
    ("no_need", "No need", "没有需求"),
)


def _versioned() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), primary_key=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", _INSTANT, server_default=_NOW, nullable=False),
        sa.Column("updated_at", _INSTANT, server_default=_NOW, nullable=False),
    ]


def _ref(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"{table}_{column}_fkey")


def upgrade() -> None:
    concurrently.add_codes("api_key", "permissions", NEW, listed=True)
    op.create_table(
        "script",
        *_versioned(),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("scenario", sa.Text()),
        sa.Column("product_id", sa.Uuid()),
        sa.Column("market_id", sa.Uuid()),
        sa.Column("segment_id", sa.Uuid()),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("created_by", sa.Uuid()),
        sa.CheckConstraint(f"scenario IN ({_SCENARIOS})", name=op.f("script_scenario_code_check")),
        _ref("script", "product_id", "product"),
        _ref("script", "market_id", "market"),
        _ref("script", "segment_id", "saved_view"),
        _ref("script", "created_by", "app_user"),
    )
    op.create_index("script_created_at_id_idx", "script", ["created_at", "id"])
    for name in ("product_id", "market_id", "segment_id"):
        op.create_index(f"script_{name}_idx", "script", [name], postgresql_where=sa.text(f"{name} IS NOT NULL"))
    op.create_table(
        "script_version",
        *_versioned(),
        sa.Column("script_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default="draft", nullable=False),
        sa.Column("state_since", _INSTANT, server_default=_NOW, nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("author_id", sa.Uuid()),
        sa.Column("submitted_by", sa.Uuid()),
        sa.Column("approved_by", sa.Uuid()),
        sa.Column("approved_at", _INSTANT),
        sa.Column("retired_at", _INSTANT),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'approved', 'retired')", name=op.f("script_version_state_code_check")
        ),
        sa.UniqueConstraint("script_id", "number", name="script_version_script_id_number_key"),
        _ref("script_version", "script_id", "script"),
        *(_ref("script_version", name, "app_user") for name in ("author_id", "submitted_by", "approved_by")),
    )
    op.create_index(
        "script_version_in_use_key",
        "script_version",
        ["script_id"],
        unique=True,
        postgresql_where=sa.text("state = 'approved'"),
    )
    op.create_index(
        "script_version_written_key",
        "script_version",
        ["script_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('draft', 'submitted')"),
    )
    op.create_table(
        "script_adaptation",
        *_versioned(),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("sections", postgresql.JSONB(), nullable=False),
        sa.UniqueConstraint("version_id", "user_id", name="script_adaptation_version_id_user_id_key"),
        _ref("script_adaptation", "version_id", "script_version"),
        _ref("script_adaptation", "user_id", "app_user"),
    )
    op.create_index("script_adaptation_user_id_id_idx", "script_adaptation", ["user_id", "id"])
    objection = op.create_table(
        "objection",
        *_versioned(),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_zh", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.UniqueConstraint("code", name="objection_code_key"),
    )
    op.create_index("objection_position_id_idx", "objection", ["position", "id"])
    rows = [
        {"code": code, "name": name, "name_zh": name_zh, "position": 10 * number}
        for number, (code, name, name_zh) in enumerate(OBJECTIONS, start=1)
    ]
    op.bulk_insert(objection, rows)
    for table in ("script", "script_version", "script_adaptation", "objection"):
        for statement in (*frozen.touch(table), *frozen.keep_history(table)):
            op.execute(statement)


def downgrade() -> None:
    for table in ("objection", "script_adaptation", "script_version", "script"):
        op.drop_table(table)
    for permission in NEW:
        op.execute(
            sa.text("UPDATE api_key SET permissions = array_remove(permissions, :one)").bindparams(one=permission)
        )
    concurrently.remove_codes("api_key", "permissions", NEW, listed=True)
