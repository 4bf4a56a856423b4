"""Grades proposed from what customers buy and may buy, and when they were worked out."""

import sqlalchemy as sa
from alembic import op
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

revision = "grades"
down_revision = "duties"
branch_labels = None
depends_on = None

_INSTANT, _NOW = postgresql.TIMESTAMP(timezone=True), sa.text("meridian_now()")
_GRADES = "'A', 'B', 'C', 'D'"


def upgrade() -> None:
    op.create_table(
        "grade_proposal",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), primary_key=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", _INSTANT, server_default=_NOW, nullable=False),
        sa.Column("updated_at", _INSTANT, server_default=_NOW, nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("from_grade", sa.Text(), nullable=False),
        sa.Column("to_grade", sa.Text(), nullable=False),
        sa.Column("score", sa.Numeric(6, 4), nullable=False),
        sa.Column("parts", postgresql.JSONB(), nullable=False),
        sa.Column("policy_versions", postgresql.JSONB(), nullable=False),
        sa.Column("evaluated_at", _INSTANT, nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("state_since", _INSTANT, server_default=_NOW, nullable=False),
        sa.Column("decided_by", sa.Uuid()),
        sa.Column("decided_at", _INSTANT),
        sa.Column("decision_reason", sa.Text()),
        sa.CheckConstraint(f"from_grade IN ({_GRADES})", name=op.f("grade_proposal_from_grade_code_check")),
        sa.CheckConstraint(f"to_grade IN ({_GRADES})", name=op.f("grade_proposal_to_grade_code_check")),
        sa.CheckConstraint(
            "state IN ('open', 'confirmed', 'rejected', 'outdated')", name=op.f("grade_proposal_state_code_check")
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="grade_proposal_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["app_user.id"], name="grade_proposal_decided_by_fkey"),
    )
    op.create_index(
        "grade_proposal_open_key",
        "grade_proposal",
        ["customer_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("grade_proposal_customer_id_id_idx", "grade_proposal", ["customer_id", "id"])
    op.create_index("grade_proposal_state_score_id_idx", "grade_proposal", ["state", "score", "id"])
    op.create_table(
        "grade_run",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), primary_key=True),
        sa.Column("started_at", _INSTANT, nullable=False),
        sa.Column("finished_at", _INSTANT),
        sa.Column("asked_by", sa.Uuid()),
        sa.Column("evaluated", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("proposed", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["app_user.id"], name="grade_run_asked_by_fkey"),
    )
    op.create_index("grade_run_started_at_id_idx", "grade_run", ["started_at", "id"])
    for statement in (*frozen.touch("grade_proposal"), *frozen.keep_history("grade_proposal", customer="customer_id")):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("grade_run")
    op.drop_table("grade_proposal")
