"""Functions find tables and each other where the database keeps them: no schema is named."""

from alembic import op

revision = "any_schema"
down_revision = "name_keys"
branch_labels = None
depends_on = None

# Where the schema was made by a version before, functions of ours name the one it was then made in.
NAME_NONE = """
DO $$
DECLARE
  ours record;
BEGIN
  FOR ours IN SELECT pg_get_functiondef(p.oid) AS definition FROM pg_proc p
               WHERE p.pronamespace = current_schema()::regnamespace AND p.prosrc LIKE '%public.%'
                 AND p.prolang = (SELECT oid FROM pg_language WHERE lanname = 'plpgsql')
                 AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP
    EXECUTE replace(ours.definition, 'public.', '');
  END LOOP;
END $$
"""


def upgrade() -> None:
    op.execute(NAME_NONE)


def downgrade() -> None:
    """They work as they are."""
