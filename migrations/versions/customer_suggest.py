"""Suggesting changes of customers becomes a permission; keys that could, still can."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently

revision = "customer_suggest"
down_revision = "contacts_long_overdue"
branch_labels = None
depends_on = None

NEW = ("customer:suggest",)


def upgrade() -> None:
    concurrently.add_codes("api_key", "permissions", NEW, listed=True)
    op.execute(
        sa.text(
            "UPDATE api_key SET permissions = array_append(permissions, :new)"
            " FROM app_user WHERE app_user.id = api_key.user_id AND app_user.role NOT IN ('auditor', 'administrator')"
            " AND 'customer:read' = ANY(permissions) AND NOT :new = ANY(permissions)"
        ).bindparams(new=NEW[0])
    )


def downgrade() -> None:
    for permission in NEW:
        op.execute(
            sa.text("UPDATE api_key SET permissions = array_remove(permissions, :one)").bindparams(one=permission)
        )
    concurrently.remove_codes("api_key", "permissions", NEW, listed=True)
