"""Of sign-in attempts only the failed ones count."""

import sqlalchemy as sa
from alembic import op

revision = "sign_ins_under_way"
down_revision = "state_since"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sign_in_attempt", sa.Column("failed", sa.Boolean(), server_default=sa.text("true"), nullable=False))


def downgrade() -> None:
    op.drop_column("sign_in_attempt", "failed")
