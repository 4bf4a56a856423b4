"""Sharing is for reading or writing, comes to an end, and beyond the department waits for an approval (MC-25).

Who is on a customer already stays so: the shares among them end as new ones would, counted from now.
"""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

revision = "sharing"
down_revision = "rows_read"
branch_labels = None
depends_on = None

_INSTANT, _NOW = postgresql.TIMESTAMP(timezone=True), sa.text("meridian_now()")
TABLE = "customer_member"
ADDED = (
    "access",
    "state",
    "state_since",
    "expires_at",
    "decided_by",
    "decided_at",
    "version",
    "created_at",
    "updated_at",
)


def upgrade() -> None:
    concurrently.add_codes("alert", "reason", ["share_to_decide"])
    op.add_column(TABLE, sa.Column("access", sa.Text(), server_default="write", nullable=False))
    op.add_column(TABLE, sa.Column("state", sa.Text(), server_default="active", nullable=False))
    op.add_column(TABLE, sa.Column("state_since", _INSTANT, server_default=_NOW, nullable=False))
    op.add_column(TABLE, sa.Column("expires_at", _INSTANT))
    op.add_column(TABLE, sa.Column("decided_by", sa.Uuid()))
    op.add_column(TABLE, sa.Column("decided_at", _INSTANT))
    op.add_column(TABLE, sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False))
    op.add_column(TABLE, sa.Column("created_at", _INSTANT, server_default=_NOW, nullable=False))
    op.add_column(TABLE, sa.Column("updated_at", _INSTANT, server_default=_NOW, nullable=False))
    op.execute(
        "ALTER TABLE customer_member ADD CONSTRAINT customer_member_decided_by_fkey"
        " FOREIGN KEY (decided_by) REFERENCES app_user (id) NOT VALID"  # the column is new: nothing is to be proven
    )
    op.execute("ALTER TABLE customer_member VALIDATE CONSTRAINT customer_member_decided_by_fkey")
    op.execute("UPDATE customer_member SET state_since = added_at, created_at = added_at, updated_at = added_at")
    op.execute("UPDATE customer_member SET expires_at = meridian_now() + interval '90 days' WHERE kind = 'share'")
    for statement in frozen.touch(TABLE):
        op.execute(statement)
    concurrently.set_codes(TABLE, {"access": ("read", "write"), "state": ("requested", "active", "denied", "ended")})
    concurrently.create_index(
        "customer_member_expires_idx", TABLE, ["expires_at"], postgresql_where=sa.text("state = 'active'")
    )
    concurrently.create_index(
        "customer_member_requested_idx", TABLE, ["id"], postgresql_where=sa.text("state = 'requested'")
    )


def downgrade() -> None:
    op.execute("DELETE FROM customer_member WHERE state <> 'active'")
    op.execute("DROP TRIGGER customer_member_touch ON customer_member")
    for name in ADDED:
        op.drop_column(TABLE, name)
    op.execute("DELETE FROM alert WHERE reason = 'share_to_decide'")
    concurrently.remove_codes("alert", "reason", ["share_to_decide"])
