"""The live queue: who was given whom to call, what is kept from others meanwhile, and the index it reads."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently
from sqlalchemy.dialects import postgresql

revision = "dial_queue"
down_revision = "script_use"
branch_labels = None
depends_on = None

_INSTANT = postgresql.TIMESTAMP(timezone=True)
_ENDINGS = "'called', 'skipped', 'given_back', 'expired'"
_REASONS = "'not_now', 'prepare_first', 'language', 'colleague', 'other'"


def upgrade() -> None:
    concurrently.create_index(
        "customer_owed_idx",
        "customer",
        ["owner_id", "grade", "next_contact_at", "id"],
        postgresql_where=sa.text("archived_at IS NULL AND merged_into_id IS NULL AND NOT do_not_call"),
    )
    op.create_table(
        "dial_lease",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), primary_key=True),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=False),
        sa.Column("taken_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT),
        sa.Column("ending", sa.Text()),
        sa.Column("skip_reason", sa.Text()),
        sa.Column("skip_note", sa.Text()),
        sa.Column("put_aside_until", _INSTANT),
        sa.CheckConstraint(f"ending IN ({_ENDINGS})", name=op.f("dial_lease_ending_code_check")),
        sa.CheckConstraint(f"skip_reason IN ({_REASONS})", name=op.f("dial_lease_skip_reason_code_check")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name="dial_lease_user_id_fkey"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="dial_lease_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["planned_contact.id"], name="dial_lease_item_id_fkey", ondelete="CASCADE"
        ),
    )
    op.create_index("dial_lease_user_id_taken_at_idx", "dial_lease", ["user_id", "taken_at"])
    op.create_index("dial_lease_running_idx", "dial_lease", ["user_id"], postgresql_where=sa.text("ended_at IS NULL"))
    op.create_index("dial_lease_customer_id_put_aside_until_idx", "dial_lease", ["customer_id", "put_aside_until"])
    op.create_index("dial_lease_item_id_idx", "dial_lease", ["item_id"])
    op.create_table(
        "dial_hold",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("lease_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["lease_id"], ["dial_lease.id"], name="dial_hold_lease_id_fkey", ondelete="CASCADE"),
    )
    op.create_index("dial_hold_lease_id_idx", "dial_hold", ["lease_id"])


def downgrade() -> None:
    op.drop_table("dial_hold")
    op.drop_table("dial_lease")
    concurrently.drop_index("customer_owed_idx", "customer")
