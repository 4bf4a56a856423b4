"""A password that somebody else gave is known as such: the person chooses another first."""

import sqlalchemy as sa
from alembic import op

revision = "own_passwords"
down_revision = "api_key_use"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("app_user", sa.Column("password_given", sa.Boolean, nullable=False, server_default=sa.text("false")))


def downgrade() -> None:
    op.drop_column("app_user", "password_given")
