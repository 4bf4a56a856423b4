"""Customers and opportunities are found by the campaign they came from; keys may read campaigns."""

import sqlalchemy as sa
from migrations.concurrently import add_codes, create_index, drop_index, remove_codes

revision = "campaign_sources"
down_revision = "campaigns"
branch_labels = None
depends_on = None

_SOURCED = ("customer", "opportunity")
_PERMISSIONS = ("campaign:read", "campaign:write")


def upgrade() -> None:
    add_codes("api_key", "permissions", _PERMISSIONS, listed=True)
    for table in _SOURCED:
        create_index(
            f"{table}_campaign_id_idx", table, ["campaign_id"], postgresql_where=sa.text("campaign_id IS NOT NULL")
        )


def downgrade() -> None:
    for table in _SOURCED:
        drop_index(f"{table}_campaign_id_idx", table)
    remove_codes("api_key", "permissions", _PERMISSIONS, listed=True)
