"""Customers of a country and a grade are read in the order in which they are to be contacted."""

from migrations import concurrently

revision = "graded_by_country"
down_revision = "executive_contacts"
branch_labels = None
depends_on = None

_NAME = "customer_country_grade_next_contact_at_id_idx"


def upgrade() -> None:
    concurrently.create_index(_NAME, "customer", ["country", "grade", "next_contact_at", "id"])


def downgrade() -> None:
    concurrently.drop_index(_NAME, "customer")
