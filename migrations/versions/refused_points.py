"""A refusal holds for the numbers and addresses of whoever refused; lifting one takes a second person; what was done
against one is marked."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently
from sqlalchemy.dialects import postgresql

revision = "refused_points"
down_revision = "call_backs"
branch_labels = None
depends_on = None

FUNCTIONS = (
    """
CREATE FUNCTION phone_point(e164 text, extension text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT e164 || coalesce(',' || extension, '')
$$""",
    """
CREATE FUNCTION keep_refused_points() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'phone' THEN
    INSERT INTO refused_point (opt_out_id, point)
    SELECT refusal.id, phone_point(added.e164, added.extension)
    FROM new_rows AS added JOIN opt_out AS refusal ON refusal.customer_id = added.customer_id
     AND (refusal.contact_id IS NULL OR refusal.contact_id = added.contact_id) AND refusal.lifted_at IS NULL
    WHERE added.e164 IS NOT NULL
    ON CONFLICT DO NOTHING;
  ELSIF TG_TABLE_NAME = 'email' THEN
    INSERT INTO refused_point (opt_out_id, point)
    SELECT refusal.id, added.address
    FROM new_rows AS added JOIN opt_out AS refusal ON refusal.customer_id = added.customer_id
     AND (refusal.contact_id IS NULL OR refusal.contact_id = added.contact_id) AND refusal.lifted_at IS NULL
    ON CONFLICT DO NOTHING;
  ELSE
    INSERT INTO refused_point (opt_out_id, point)
    SELECT refusal.id, phone_point(there.e164, there.extension)
    FROM new_rows AS refusal JOIN phone AS there ON there.customer_id = refusal.customer_id
     AND (refusal.contact_id IS NULL OR refusal.contact_id = there.contact_id)
    WHERE there.e164 IS NOT NULL
    UNION
    SELECT refusal.id, there.address
    FROM new_rows AS refusal JOIN email AS there ON there.customer_id = refusal.customer_id
     AND (refusal.contact_id IS NULL OR refusal.contact_id = there.contact_id)
    ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$""",
    """
CREATE FUNCTION refused_channels(called_customer uuid, called_contact uuid) RETURNS TABLE (channel text)
LANGUAGE sql STABLE AS $$
  SELECT DISTINCT refusal.channel
  FROM (
    SELECT phone_point(phone.e164, phone.extension) AS point, false AS mail
    FROM phone
    WHERE phone.customer_id = called_customer AND phone.e164 IS NOT NULL
      AND (phone.contact_id IS NOT DISTINCT FROM called_contact OR phone.contact_id IS NULL
           AND NOT EXISTS (SELECT FROM phone AS own WHERE own.contact_id = called_contact))
    UNION ALL
    SELECT email.address, true
    FROM email
    WHERE email.customer_id = called_customer AND email.contact_id IS NOT DISTINCT FROM called_contact
  ) AS carried
  JOIN refused_point ON refused_point.point = carried.point
  JOIN opt_out AS refusal ON refusal.id = refused_point.opt_out_id AND refusal.lifted_at IS NULL
  WHERE CASE WHEN carried.mail THEN called_contact IS NOT NULL OR refusal.channel = 'email'
             ELSE refusal.channel <> 'email' END
$$""",
)
TRIGGERS = (("phone", "insert"), ("phone", "update"), ("email", "insert"), ("email", "update"), ("opt_out", "insert"))
_BACKFILL = """
INSERT INTO refused_point (opt_out_id, point)
SELECT refusal.id, phone_point(there.e164, there.extension)
FROM opt_out AS refusal JOIN phone AS there ON there.customer_id = refusal.customer_id
 AND (refusal.contact_id IS NULL OR refusal.contact_id = there.contact_id)
WHERE there.e164 IS NOT NULL
UNION
SELECT refusal.id, there.address
FROM opt_out AS refusal JOIN email AS there ON there.customer_id = refusal.customer_id
 AND (refusal.contact_id IS NULL OR refusal.contact_id = there.contact_id)
ON CONFLICT DO NOTHING
"""
_REFERRED = {"lift_requested_by": "app_user (id)", "consent_id": "consent (id) ON DELETE SET NULL"}


def upgrade() -> None:
    op.execute("ALTER TABLE planned_contact ADD COLUMN IF NOT EXISTS override_reason text")
    op.execute(
        "ALTER TABLE contact_record ADD COLUMN IF NOT EXISTS against_refusal boolean NOT NULL DEFAULT false,"
        " ADD COLUMN IF NOT EXISTS override_reason text"
    )
    concurrently.create_index(
        "contact_record_against_refusal_idx",
        "contact_record",
        ["started_at"],
        postgresql_where=sa.text("against_refusal"),
    )
    concurrently.add_codes("alert", "reason", ["contact_against_refusal"])
    moment = postgresql.TIMESTAMP(timezone=True)
    op.create_table(
        "refused_point",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("opt_out_id", sa.Uuid(), nullable=False),
        sa.Column("point", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opt_out_id"], ["opt_out.id"], name="refused_point_opt_out_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="refused_point_pkey"),
    )
    op.create_index("refused_point_key", "refused_point", ["opt_out_id", "point"], unique=True)
    op.create_index("refused_point_point_idx", "refused_point", ["point"])
    op.add_column("opt_out", sa.Column("lift_requested_at", moment, nullable=True))
    op.add_column("opt_out", sa.Column("lift_requested_by", sa.Uuid(), nullable=True))
    op.add_column("opt_out", sa.Column("lift_reason", sa.Text(), nullable=True))
    op.add_column("opt_out", sa.Column("consent_id", sa.Uuid(), nullable=True))
    for column, referred in _REFERRED.items():
        op.execute(
            f"ALTER TABLE opt_out ADD CONSTRAINT opt_out_{column}_fkey FOREIGN KEY ({column}) REFERENCES {referred}"
            " NOT VALID"  # the columns are new: nothing is there to be proven
        )
        op.execute(f"ALTER TABLE opt_out VALIDATE CONSTRAINT opt_out_{column}_fkey")
    for statement in FUNCTIONS:
        op.execute(statement)
    for table, operation in TRIGGERS:
        op.execute(
            f"CREATE TRIGGER {table}_refused_points_{operation} AFTER {operation} ON {table}"
            " REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_refused_points()"
        )
    op.execute(_BACKFILL)


def downgrade() -> None:
    op.execute("DELETE FROM alert WHERE reason = 'contact_against_refusal'")
    concurrently.remove_codes("alert", "reason", ["contact_against_refusal"])
    concurrently.drop_index("contact_record_against_refusal_idx", "contact_record")
    for table, operation in TRIGGERS:
        op.execute(f"DROP TRIGGER {table}_refused_points_{operation} ON {table}")
    op.execute("DROP FUNCTION refused_channels, keep_refused_points, phone_point")
    for table, columns in {
        "contact_record": ("override_reason", "against_refusal"),
        "planned_contact": ("override_reason",),
        "opt_out": ("consent_id", "lift_reason", "lift_requested_by", "lift_requested_at"),
    }.items():
        for column in columns:
            op.drop_column(table, column)
    op.drop_table("refused_point")
