"""Signed contracts are purchases (MC-3): what an order stands on, which contract it carries out, and those signed before.

A contract whose number an order of its customer bears is that order's; every other one gets its own entry.
"""

import sqlalchemy as sa
from alembic import op
from migrations.concurrently import create_index, set_codes

revision = "contract_orders"
down_revision = "complaint_clocks"
branch_labels = None
depends_on = None

_SIGNED = """
CREATE TEMPORARY TABLE signed ON COMMIT DROP AS
SELECT contract.id, contract.customer_id, contract.number,
       coalesce(contract.signed_on, CAST(opportunity.stage_since AS date)) AS signed_on,
       coalesce(contract.amount, opportunity.amount) AS amount,
       coalesce(contract.currency, opportunity.currency) AS currency,
       opportunity.title
  FROM contract JOIN opportunity ON opportunity.id = contract.opportunity_id
 WHERE opportunity.stage IN ('contract_signed', 'execution') AND opportunity.outcome IN ('open', 'completed')
   AND coalesce(contract.amount, opportunity.amount) IS NOT NULL
"""
_LINK = """
UPDATE customer_order SET contract_id = signed.id, contract_number = signed.number
  FROM signed WHERE signed.customer_id = customer_order.customer_id AND lower(signed.number) = lower(customer_order.number)
"""
_ENTER = """
INSERT INTO customer_order (customer_id, number, ordered_on, currency, amount, origin, contract_id, contract_number)
SELECT customer_id,
       coalesce(number, title)
         || CASE WHEN row_number() OVER same = 1 AND number IS NOT NULL THEN '' ELSE ' (' || left(id::text, 8) || ')' END,
       signed_on, currency, amount, 'contract', id, coalesce(number, title)
  FROM signed
 WHERE NOT EXISTS (SELECT FROM customer_order WHERE contract_id = signed.id)
WINDOW same AS (PARTITION BY customer_id, number ORDER BY signed_on, id)
"""
_LINES = """
INSERT INTO order_line (order_id, customer_id, description, quantity, unit_price, amount, position)
SELECT o.id, o.customer_id, signed.title, 1, o.amount, o.amount, 0
  FROM customer_order AS o JOIN signed ON signed.id = o.contract_id
 WHERE o.origin = 'contract'
"""
_NOTE = """
UPDATE customer SET last_order_on = greatest(last_order_on, latest.day)
  FROM (SELECT customer_id, max(ordered_on) AS day FROM customer_order WHERE origin = 'contract' GROUP BY 1) AS latest
 WHERE latest.customer_id = customer.id AND (last_order_on IS NULL OR last_order_on < latest.day)
"""


def upgrade() -> None:
    op.add_column("customer_order", sa.Column("origin", sa.Text(), server_default="order", nullable=False))
    op.add_column("customer_order", sa.Column("contract_id", sa.Uuid()))
    op.add_column("customer_order", sa.Column("contract_number", sa.Text()))
    set_codes("customer_order", {"origin": ("contract", "order")})
    create_index(
        "customer_order_contract_idx",
        "customer_order",
        ["contract_id"],
        postgresql_where=sa.text("contract_id IS NOT NULL"),
    )
    for statement in (_SIGNED, _LINK, _ENTER, _LINES, _NOTE):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DELETE FROM customer_order WHERE origin = 'contract'")
    for column in ("origin", "contract_id", "contract_number"):
        op.drop_column("customer_order", column)
