"""Care plans name the occasions they keep; what they owe on which day is kept beside them."""

import sqlalchemy as sa
from alembic import op

revision = "care_occasions"
down_revision = "names_spelt_out"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE contact_plan ADD COLUMN IF NOT EXISTS care jsonb")
    op.create_table(
        "care_duty",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("holiday", sa.Text(), nullable=True),
        sa.Column("year", sa.BigInteger(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("care_item", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Uuid(), nullable=True),
        sa.Column("held", sa.Text(), nullable=True),
        sa.CheckConstraint("occasion IN ('birthday', 'holiday')", name=op.f("care_duty_occasion_code_check")),
        sa.CheckConstraint(
            "care_item IN ('birthday', 'holiday', 'product_tip', 'product_update', 'industry_news', 'offer', 'event')",
            name=op.f("care_duty_care_item_code_check"),
        ),
        sa.CheckConstraint(
            "method IN ('phone', 'visit', 'online_meeting', 'email', 'sms', 'wechat', 'whatsapp', 'other')",
            name=op.f("care_duty_method_code_check"),
        ),
        sa.CheckConstraint(
            "held IN ('care_gap', 'opted_out', 'no_calling_day', 'planned_already', 'not_possible')",
            name=op.f("care_duty_held_code_check"),
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["contact_plan.id"], name="care_duty_plan_id_fkey"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="care_duty_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="care_duty_contact_id_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["item_id"], ["planned_contact.id"], name="care_duty_item_id_fkey", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="care_duty_pkey"),
    )
    op.create_index(
        "care_duty_once_key",
        "care_duty",
        ["customer_id", "contact_id", "occasion", "holiday", "year"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_index("care_duty_on_day_id_idx", "care_duty", ["on_day", "id"])
    op.create_index("care_duty_plan_id_on_day_id_idx", "care_duty", ["plan_id", "on_day", "id"])
    op.create_index("care_duty_contact_id_idx", "care_duty", ["contact_id"])
    op.create_index("care_duty_item_id_idx", "care_duty", ["item_id"])


def downgrade() -> None:
    op.drop_table("care_duty")
    op.drop_column("contact_plan", "care")
