"""Changes of policy that one person proposes and another confirms; alerts tell of those that wait."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

revision = "policy_proposals"
down_revision = "own_passwords"
branch_labels = None
depends_on = None

_INSTANT, _NOW = postgresql.TIMESTAMP(timezone=True), sa.text("meridian_now()")
TABLE, STATES = "policy_proposal", ("proposed", "confirmed", "denied", "withdrawn")
DECIDED = ("policy_version", "policy_withdrawal")


def upgrade() -> None:
    concurrently.add_codes("alert", "reason", ["policy_to_confirm"])
    for table in DECIDED:
        op.add_column(table, sa.Column("confirmed_by", sa.Uuid()))
        op.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_confirmed_by_fkey"
            " FOREIGN KEY (confirmed_by) REFERENCES app_user (id) NOT VALID"  # the column is new: nothing to prove
        )
        op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {table}_confirmed_by_fkey")
    op.create_table(
        TABLE,
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", postgresql.JSONB()),
        sa.Column("effective_from", _INSTANT),
        sa.Column("withdraws", sa.BigInteger()),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), server_default="proposed", nullable=False),
        sa.Column("state_since", _INSTANT, server_default=_NOW, nullable=False),
        sa.Column("decided_by", sa.Uuid()),
        sa.Column("decided_at", _INSTANT),
        sa.Column("decision_reason", sa.Text()),
        sa.Column("number", sa.BigInteger()),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", _INSTANT, server_default=_NOW, nullable=False),
        sa.Column("updated_at", _INSTANT, server_default=_NOW, nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint("(value IS NULL) <> (withdraws IS NULL)", name=op.f("policy_proposal_one_change_check")),
        sa.CheckConstraint(
            "state <> 'confirmed' OR decided_by <> proposed_by", name=op.f("policy_proposal_four_eyes_check")
        ),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("policy_proposal_state_code_check")),
        sa.ForeignKeyConstraint(["proposed_by"], ["app_user.id"], name="policy_proposal_proposed_by_fkey"),
        sa.ForeignKeyConstraint(["decided_by"], ["app_user.id"], name="policy_proposal_decided_by_fkey"),
        sa.PrimaryKeyConstraint("id", name="policy_proposal_pkey"),
    )
    op.create_index(
        "policy_proposal_open_key", TABLE, ["key"], unique=True, postgresql_where=sa.text("state = 'proposed'")
    )
    op.create_index("policy_proposal_created_at_id_idx", TABLE, ["created_at", "id"])
    op.create_index("policy_proposal_key_id_idx", TABLE, ["key", "id"])
    for statement in (*frozen.touch(TABLE), *frozen.keep_history(TABLE)):
        op.execute(statement)


def downgrade() -> None:
    op.drop_table(TABLE)
    for table in DECIDED:
        op.drop_column(table, "confirmed_by")
    op.execute("DELETE FROM alert WHERE reason = 'policy_to_confirm'")
    concurrently.remove_codes("alert", "reason", ["policy_to_confirm"])
