"""Closes the foundation: the first databases in use stand here. Nothing before this changes any more."""

revision = "0014"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
