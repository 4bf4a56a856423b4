"""Which products go together, and which of them a customer does not want."""

import sqlalchemy as sa
from alembic import op
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

revision = "cross_sell"
down_revision = "lead_scores"
branch_labels = None
depends_on = None

_INSTANT, _NOW = postgresql.TIMESTAMP(timezone=True), sa.text("meridian_now()")
_WORK_OUT = """
SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(CAST('default' AS varchar), CAST('cross_sell.renew' AS varchar),
  0, NULL, CAST('cross_sell.renew' AS text), CAST('{}' AS jsonb), NULL)::procrastinate_job_to_defer_v1])
WHERE EXISTS (SELECT FROM customer_order)
  AND NOT EXISTS (SELECT FROM procrastinate_jobs WHERE queueing_lock = 'cross_sell.renew' AND status = 'todo')
"""


def upgrade() -> None:
    op.create_table(
        "purchase_rule",
        sa.Column("if_product_id", sa.Uuid(), primary_key=True),
        sa.Column("then_product_id", sa.Uuid(), primary_key=True),
        sa.Column("buyers", sa.BigInteger(), nullable=False),
        sa.Column("together", sa.BigInteger(), nullable=False),
        sa.Column("then_buyers", sa.BigInteger(), nullable=False),
        sa.Column("customers", sa.BigInteger(), nullable=False),
        sa.Column("worked_out_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["if_product_id"], ["product.id"], name="purchase_rule_if_product_id_fkey"),
        sa.ForeignKeyConstraint(["then_product_id"], ["product.id"], name="purchase_rule_then_product_id_fkey"),
    )
    op.create_index("purchase_rule_then_product_id_idx", "purchase_rule", ["then_product_id"])
    op.create_table(
        "declined_prompt",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), primary_key=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", _INSTANT, server_default=_NOW, nullable=False),
        sa.Column("updated_at", _INSTANT, server_default=_NOW, nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("declined_by", sa.Uuid()),
        sa.Column("declined_at", _INSTANT, server_default=_NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="declined_prompt_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="declined_prompt_product_id_fkey"),
        sa.ForeignKeyConstraint(["declined_by"], ["app_user.id"], name="declined_prompt_declined_by_fkey"),
    )
    op.create_index(
        "declined_prompt_customer_product_key", "declined_prompt", ["customer_id", "product_id"], unique=True
    )
    for statement in (
        *frozen.touch("declined_prompt"),
        *frozen.keep_history("declined_prompt", customer="customer_id"),
    ):
        op.execute(statement)
    op.execute(_WORK_OUT)  # by the worker


def downgrade() -> None:
    op.drop_table("declined_prompt")
    op.drop_table("purchase_rule")
