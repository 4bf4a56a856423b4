"""Product lines that go together stand beside products; a whole line may be turned down."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently
from sqlalchemy.dialects import postgresql

revision = "cross_sell_by_line"
down_revision = "what_is_new"
branch_labels = None
depends_on = None

_WORK_OUT = """
SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(CAST('default' AS varchar), CAST('cross_sell.renew' AS varchar),
  0, NULL, CAST('cross_sell.renew' AS text), CAST('{}' AS jsonb), NULL)::procrastinate_job_to_defer_v1])
WHERE EXISTS (SELECT FROM customer_order)
  AND NOT EXISTS (SELECT FROM procrastinate_jobs WHERE queueing_lock = 'cross_sell.renew' AND status = 'todo')
"""


def upgrade() -> None:
    op.execute("ALTER TABLE declined_prompt ADD COLUMN IF NOT EXISTS product_line text")
    op.alter_column("declined_prompt", "product_id", nullable=True)
    concurrently.add_checks(
        "declined_prompt",
        {op.f("declined_prompt_product_or_line_check"): "num_nonnulls(product_id, product_line) = 1"},
    )
    concurrently.create_index(
        "declined_prompt_customer_line_key", "declined_prompt", ["customer_id", "product_line"], unique=True
    )
    op.create_table(
        "purchase_line_rule",
        sa.Column("if_line", sa.Text(), primary_key=True),
        sa.Column("then_line", sa.Text(), primary_key=True),
        sa.Column("buyers", sa.BigInteger(), nullable=False),
        sa.Column("together", sa.BigInteger(), nullable=False),
        sa.Column("then_buyers", sa.BigInteger(), nullable=False),
        sa.Column("customers", sa.BigInteger(), nullable=False),
        sa.Column("worked_out_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        if_not_exists=True,
    )
    op.execute(_WORK_OUT)  # by the worker


def downgrade() -> None:
    op.drop_table("purchase_line_rule")
    op.execute("DELETE FROM declined_prompt WHERE product_id IS NULL")
    op.drop_constraint("declined_prompt_product_or_line_check", "declined_prompt")
    op.drop_index("declined_prompt_customer_line_key", table_name="declined_prompt")
    op.alter_column("declined_prompt", "product_id", nullable=False)
    op.drop_column("declined_prompt", "product_line")
