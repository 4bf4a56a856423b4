"""Working calendars name the part of the country whose own holidays hold as well."""

import sqlalchemy as sa
from alembic import op

revision = "regional_holidays"
down_revision = "sharing"
branch_labels = None
depends_on = None

_KEEP = """
CREATE OR REPLACE FUNCTION keep_calendar_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO working_calendar_version (calendar_id, version, {columns})
  VALUES (NEW.id, NEW.version, {values})
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$
"""
_BEFORE = ("name", "zone", "weekly", "holiday_country", "exceptions")


def _keep(*columns: str) -> None:
    op.execute(_KEEP.format(columns=", ".join(columns), values=", ".join(f"NEW.{name}" for name in columns)))


def upgrade() -> None:
    for table in ("working_calendar", "working_calendar_version"):
        op.add_column(table, sa.Column("holiday_subdivision", sa.Text(), nullable=True))
    _keep(*_BEFORE, "holiday_subdivision")


def downgrade() -> None:
    _keep(*_BEFORE)
    for table in ("working_calendar_version", "working_calendar"):
        op.drop_column(table, "holiday_subdivision")
