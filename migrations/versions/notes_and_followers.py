"""Notes on markets and customers, proposed changes of customers, followers and what each has read."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

revision = "notes_and_followers"
down_revision = "revisit_items"
branch_labels = None
depends_on = None

PERMISSIONS = (
    "customer:read",
    "customer:write",
    "customer:verify",
    "customer:decide",
    "customer:share",
    "customer:transfer",
    "customer:merge",
    "refusal:override",
    "share:approve",
    "import:run",
    "import:screen",
    "export:run",
    "export:approve",
    "plan:read",
    "plan:write",
    "plan:approve",
    "record:read",
    "record:write",
    "handoff:read",
    "handoff:write",
    "handoff:answer",
    "opportunity:read",
    "opportunity:write",
    "opportunity:manage",
    "complaint:read",
    "complaint:write",
    "complaint:handle",
    "complaint:escalate",
    "compensation:approve",
    "note:read",
    "note:write",
    "alert:read",
    "file:read",
    "file:write",
    "rate:read",
    "rate:write",
    "product:read",
    "product:write",
    "field:read",
    "field:write",
    "user:read",
    "user:write",
    "organisation:write",
    "api_key:write",
    "policy:read",
    "policy:write",
    "calendar:write",
    "history:read",
    "history:system",
    "event:read",
)
NEW = ("refusal:override", "share:approve", "note:read", "note:write")
_INSTANT, _NOW = postgresql.TIMESTAMP(timezone=True), sa.text("meridian_now()")
_CATEGORIES = (
    "'competitor', 'industry', 'policy', 'prices', 'demand', 'product_quality', 'service', 'delivery', 'price_terms',"
    " 'suggestion', 'other'"
)


def _id() -> sa.Column[object]:
    return sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), primary_key=True)


def _versioned() -> list[sa.Column[object]]:
    return [
        _id(),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", _INSTANT, server_default=_NOW, nullable=False),
        sa.Column("updated_at", _INSTANT, server_default=_NOW, nullable=False),
    ]


def _ref(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"{table}_{column}_fkey", ondelete=ondelete)


def upgrade() -> None:
    concurrently.set_codes("api_key", {}, lists={"permissions": PERMISSIONS})
    concurrently.add_codes("alert", "reason", ["change_to_decide"])
    op.create_table(
        "note",
        *_versioned(),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Uuid()),
        sa.Column("industry", sa.Text()),
        sa.Column("country", sa.Text()),
        sa.Column("competitor", sa.Text()),
        sa.Column("learned_from", sa.Text()),
        sa.Column("observed_on", sa.Date()),
        sa.Column("author_id", sa.Uuid()),
        sa.CheckConstraint("topic IN ('market', 'feedback')", name=op.f("note_topic_code_check")),
        sa.CheckConstraint(f"category IN ({_CATEGORIES})", name=op.f("note_category_code_check")),
        _ref("note", "customer_id", "customer", ondelete="CASCADE"),
        _ref("note", "author_id", "app_user"),
    )
    op.create_index("note_created_at_id_idx", "note", ["created_at", "id"])
    op.create_index("note_author_id_id_idx", "note", ["author_id", "id"])
    for name in ("customer_id", "country"):
        op.create_index(f"note_{name}_id_idx", "note", [name, "id"], postgresql_where=sa.text(f"{name} IS NOT NULL"))
    op.create_index(
        "note_industry_idx",
        "note",
        [sa.text("lower(industry)"), "id"],
        postgresql_where=sa.text("industry IS NOT NULL"),
    )
    op.create_table(
        "change_proposal",
        *_versioned(),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("changes", postgresql.JSONB(), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("learned_at", _INSTANT, nullable=False),
        sa.Column("proposed_by", sa.Uuid()),
        sa.Column("decisions", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("answer", sa.Text()),
        sa.Column("decided_by", sa.Uuid()),
        sa.Column("closed_at", _INSTANT),
        _ref("change_proposal", "customer_id", "customer", ondelete="CASCADE"),
        _ref("change_proposal", "proposed_by", "app_user"),
        _ref("change_proposal", "decided_by", "app_user"),
    )
    op.create_index("change_proposal_customer_id_id_idx", "change_proposal", ["customer_id", "id"])
    op.create_index("change_proposal_proposed_by_id_idx", "change_proposal", ["proposed_by", "id"])
    op.create_index(
        "change_proposal_open_idx", "change_proposal", ["id"], postgresql_where=sa.text("closed_at IS NULL")
    )
    op.create_table(
        "customer_follower",
        _id(),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid()),
        sa.Column("department_id", sa.Uuid()),
        sa.Column("added_by", sa.Uuid()),
        sa.Column("added_at", _INSTANT, server_default=_NOW, nullable=False),
        sa.CheckConstraint("(user_id IS NULL) <> (department_id IS NULL)", name=op.f("customer_follower_one_check")),
        _ref("customer_follower", "customer_id", "customer", ondelete="CASCADE"),
        _ref("customer_follower", "user_id", "app_user"),
        _ref("customer_follower", "department_id", "department"),
        _ref("customer_follower", "added_by", "app_user"),
    )
    op.create_index(
        "customer_follower_key",
        "customer_follower",
        ["customer_id", "user_id", "department_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    for name in ("user_id", "department_id"):
        op.create_index(
            f"customer_follower_{name}_customer_id_idx",
            "customer_follower",
            [name, "customer_id"],
            postgresql_where=sa.text(f"{name} IS NOT NULL"),
        )
    op.create_table(
        "changes_seen",
        sa.Column("user_id", sa.Uuid(), primary_key=True),
        sa.Column("until", _INSTANT, nullable=False),
        _ref("changes_seen", "user_id", "app_user"),
    )
    for statement in (
        *frozen.touch("note"),
        *frozen.keep_history("note", customer="customer_id"),
        *frozen.touch("change_proposal"),
        *frozen.keep_history("change_proposal", customer="customer_id"),
        *frozen.keep_history("customer_follower", customer="customer_id"),
    ):
        op.execute(statement)


def downgrade() -> None:
    for table in ("changes_seen", "customer_follower", "change_proposal", "note"):
        op.drop_table(table)
    op.execute("DELETE FROM alert WHERE reason = 'change_to_decide'")
    concurrently.remove_codes("alert", "reason", ["change_to_decide"])
    for permission in NEW:
        op.execute(
            sa.text("UPDATE api_key SET permissions = array_remove(permissions, :one)").bindparams(one=permission)
        )
    before = [permission for permission in PERMISSIONS if permission not in NEW]
    concurrently.set_codes("api_key", {}, lists={"permissions": before})
