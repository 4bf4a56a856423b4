"""Since when a milestone or a review's action is as it is: a stay that follows another is counted from there."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "state_since"
down_revision = "worker_alerts"
branch_labels = None
depends_on = None

# table → columns of it that are worth no history, before
TABLES: dict[str, tuple[str, ...]] = {"milestone": ("overdue_told_at",), "review_action": ()}
_REFERENCING = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}


def _keep_history(table: str, ignored: tuple[str, ...]) -> None:
    for operation, referencing in _REFERENCING.items():
        op.execute(f"DROP TRIGGER {table}_history_{operation} ON {table}")
        op.execute(
            f"CREATE TRIGGER {table}_history_{operation} AFTER {operation} ON {table} REFERENCING {referencing}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION keep_history('customer_id', '{','.join(ignored)}')"
        )


def upgrade() -> None:
    for table, ignored in TABLES.items():
        _keep_history(table, (*ignored, "state_since"))
        op.add_column(
            table,
            sa.Column(
                "state_since",
                postgresql.TIMESTAMP(timezone=True),
                server_default=sa.text("meridian_now()"),
                nullable=False,
            ),
        )
        # Nobody has changed a row by this: it keeps its version.
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_touch")
        op.execute(
            f"UPDATE {table} AS kept SET state_since = coalesce("  # noqa: S608  (tables named above)
            f"(SELECT max(at) FROM transition WHERE subject_type = '{table}' AND subject_id = kept.id),"
            " kept.done_at, kept.created_at)"
        )
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_touch")


def downgrade() -> None:
    for table, ignored in TABLES.items():
        op.drop_column(table, "state_since")
        _keep_history(table, ignored)
