"""The live queue looks for whom policy owes a contact place by place, so that who is asleep is not looked at."""

import sqlalchemy as sa
from migrations import concurrently

revision = "owed_by_place"
down_revision = "names_read_anew"
branch_labels = None
depends_on = None

_WORKED_ON = sa.text("archived_at IS NULL AND merged_into_id IS NULL AND NOT do_not_call")


def upgrade() -> None:
    concurrently.create_index(
        "customer_owed_by_place_idx",
        "customer",
        [
            "owner_id",
            sa.text("coalesce(zone, '')"),
            sa.text("coalesce(country, '')"),
            "is_key",
            "grade",
            "next_contact_at",
            "id",
        ],
        postgresql_where=_WORKED_ON,
    )
    concurrently.drop_index("customer_owed_idx", "customer")


def downgrade() -> None:
    concurrently.create_index(
        "customer_owed_idx",
        "customer",
        ["owner_id", "grade", "next_contact_at", "id"],
        postgresql_where=_WORKED_ON,
    )
    concurrently.drop_index("customer_owed_by_place_idx", "customer")
