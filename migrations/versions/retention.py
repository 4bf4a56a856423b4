"""What is kept for a limited time is removed when that is over, from the history too."""

from alembic import op
from migrations import frozen_0001 as frozen

revision = "retention"
down_revision = "refused_points"
branch_labels = None
depends_on = None

_PERSONAL = ("facts", "party", "phone", "subject")


def _downloads_are_refused(operations: str) -> None:
    """Who downloaded what is never changed; removing it, after its time, is allowed from here on."""
    op.execute("DROP TRIGGER file_download_append_only ON file_download")
    op.execute(
        f"CREATE TRIGGER file_download_append_only BEFORE {operations} ON file_download"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def _drop_history() -> None:
    for operation in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER IF EXISTS reported_contact_history_{operation} ON reported_contact")


def upgrade() -> None:
    _downloads_are_refused("UPDATE")
    _drop_history()
    # No personal values of what was reported, and nothing of its deletion.
    inserted, updated, _ = frozen.keep_history("reported_contact", customer="customer_id", ignore=_PERSONAL)
    op.execute(inserted)
    op.execute(updated)


def downgrade() -> None:
    _downloads_are_refused("UPDATE OR DELETE")
    _drop_history()
    for statement in frozen.keep_history("reported_contact", customer="customer_id", ignore=("facts",)):
        op.execute(statement)
