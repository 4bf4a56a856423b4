"""Names are read with letters spelt out (å and aa, ø and oe): the keys of known customers are renewed once more.

The worker does it, batch by batch, while people work; until it has, two spellings of one old name may pass each other.
"""

from alembic import op

revision = "names_spelt_out"
down_revision = "graded_by_country"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(CAST('default' AS varchar), CAST('customer.renew_keys' AS varchar),"
        " 0, NULL, CAST('customer.renew_keys' AS text), CAST('{}' AS jsonb), NULL)::procrastinate_job_to_defer_v1])"
        " WHERE EXISTS (SELECT FROM customer)"
    )


def downgrade() -> None:
    """The keys stay readable: they are only compared with one another."""
