"""Sharing a saved view becomes a permission; keys that could, still can, but auditors' views are their own again."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently

revision = "view_share"
down_revision = "month_targets"
branch_labels = None
depends_on = None

NEW = ("view:share",)


def upgrade() -> None:
    concurrently.add_codes("api_key", "permissions", NEW, listed=True)
    op.execute(
        sa.text(
            "UPDATE api_key SET permissions = array_append(permissions, :new)"
            " FROM app_user WHERE app_user.id = api_key.user_id AND app_user.role NOT IN ('auditor', 'administrator')"
            " AND 'customer:read' = ANY(permissions) AND NOT :new = ANY(permissions)"
        ).bindparams(new=NEW[0])
    )
    op.execute(
        "UPDATE saved_view SET sharing = 'nobody', team_id = NULL, department_id = NULL FROM app_user"
        " WHERE app_user.id = saved_view.owner_id AND app_user.role = 'auditor' AND sharing <> 'nobody'"
    )


def downgrade() -> None:
    for permission in NEW:
        op.execute(
            sa.text("UPDATE api_key SET permissions = array_remove(permissions, :one)").bindparams(one=permission)
        )
    concurrently.remove_codes("api_key", "permissions", NEW, listed=True)
