"""Calls and e-mails as systems report them; call records to be completed, and the opportunity a record is about."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

revision = "reported_contacts"
down_revision = "contract_orders"
branch_labels = None
depends_on = None

_NOW = sa.text("meridian_now()")
_INSTANT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    concurrently.add_codes("alert", "reason", ["call_to_complete"])
    op.add_column(
        "contact_record", sa.Column("to_be_completed", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("contact_record", sa.Column("complete_by", _INSTANT, nullable=True))
    op.add_column("contact_record", sa.Column("opportunity_id", sa.Uuid(), nullable=True))
    concurrently.create_index(
        "contact_record_to_be_completed_idx",
        "contact_record",
        ["author_id", "complete_by", "id"],
        postgresql_where=sa.text("to_be_completed"),
    )
    concurrently.create_index(
        "contact_record_opportunity_id_idx",
        "contact_record",
        ["opportunity_id"],
        postgresql_where=sa.text("opportunity_id IS NOT NULL"),
    )
    op.create_table(
        "reported_contact",
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("party", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("cause", sa.SmallInteger(), nullable=True),
        sa.Column("started_at", _INSTANT, nullable=False),
        sa.Column("answered_at", _INSTANT, nullable=True),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("ring_seconds", sa.BigInteger(), nullable=True),
        sa.Column("talk_seconds", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("customer_id", sa.Uuid(), nullable=True),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", _INSTANT, server_default=_NOW, nullable=False),
        sa.Column("updated_at", _INSTANT, server_default=_NOW, nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.CheckConstraint(
            "method IN ('phone', 'visit', 'online_meeting', 'email', 'sms', 'wechat', 'whatsapp', 'other')",
            name=op.f("reported_contact_method_code_check"),
        ),
        sa.CheckConstraint(
            "state IN ('under_way', 'unattached', 'missed', 'recorded')", name=op.f("reported_contact_state_code_check")
        ),
        sa.CheckConstraint("direction IN ('inbound', 'outbound')", name=op.f("reported_contact_direction_code_check")),
        sa.CheckConstraint(
            "outcome IN ('failed', 'no_answer', 'busy', 'refused', 'connected', 'voicemail')",
            name=op.f("reported_contact_outcome_code_check"),
        ),
        sa.ForeignKeyConstraint(["author_id"], ["app_user.id"], name="reported_contact_author_id_fkey"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="reported_contact_team_id_fkey"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="reported_contact_department_id_fkey"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="reported_contact_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name="reported_contact_contact_id_fkey", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name="reported_contact_created_by_fkey"),
        sa.PrimaryKeyConstraint("id", name="reported_contact_pkey"),
    )
    op.create_index("reported_contact_external_key", "reported_contact", ["source", "external_id"], unique=True)
    op.create_index(
        "reported_contact_started_at_id_idx", "reported_contact", [sa.text("started_at DESC"), sa.text("id DESC")]
    )
    op.create_index(
        "reported_contact_author_id_state_started_at_idx",
        "reported_contact",
        ["author_id", "state", sa.text("started_at DESC")],
    )
    op.create_index(
        "reported_contact_unattached_idx",
        "reported_contact",
        [sa.text("started_at DESC")],
        postgresql_where=sa.text("state = 'unattached'"),
    )
    op.create_index(
        "reported_contact_customer_id_started_at_idx", "reported_contact", ["customer_id", sa.text("started_at DESC")]
    )
    op.create_index(
        "reported_contact_contact_id_idx",
        "reported_contact",
        ["contact_id"],
        postgresql_where=sa.text("contact_id IS NOT NULL"),
    )
    op.create_index(
        "reported_contact_phone_idx", "reported_contact", ["phone"], postgresql_where=sa.text("phone IS NOT NULL")
    )
    for statement in (
        *frozen.touch("reported_contact"),
        *frozen.keep_history("reported_contact", customer="customer_id", ignore=("facts",)),
    ):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DELETE FROM alert WHERE reason = 'call_to_complete'")
    concurrently.remove_codes("alert", "reason", ["call_to_complete"])
    op.drop_table("reported_contact")
    concurrently.drop_index("contact_record_opportunity_id_idx", "contact_record")
    concurrently.drop_index("contact_record_to_be_completed_idx", "contact_record")
    for column in ("opportunity_id", "complete_by", "to_be_completed"):
        op.drop_column("contact_record", column)
